#!/usr/bin/env bash
# Installs a .deb into a bare Debian 12, uses it as a person would, and takes it off again. As root:
#
#   tests/packaging/bare_debian_run.sh dist/gemini-desktop_*.deb [ROOT_TAR] [PICTURES]
#
# ROOT_TAR is a tar of `debootstrap --variant=minbase bookworm`; without one it is made. Needs Xvfb,
# openbox, xdotool and ImageMagick's import. Not a part of the suite: it takes two minutes.
set -euo pipefail

deb=$(realpath "$1") tar=${2:-} pictures=${3:-$(mktemp -d)}
root=$(mktemp -d /tmp/bare-debian.XXXXXX)
export DISPLAY=:${DISPLAY_NUMBER:-87}
started=()
mkdir -p "$pictures"

finish() {
  kill "${started[@]}" 2>/dev/null || true
  for mounted in "$root/tmp/.X11-unix" "$root/proc"; do umount "$mounted" 2>/dev/null || true; done
  rm -rf --one-file-system "$root"
}
trap finish EXIT

say() { printf '%-58s %s\n' "$1" "${2:-ok}"; }
fail() { say "$1" FAILED; exit 1; }
inside() {
  chroot "$root" /usr/bin/env -i HOME=/root DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
as_user() {
  chroot --userspec=me:me "$root" /usr/bin/env -i HOME=/home/me USER=me LANG=C.UTF-8 \
    DISPLAY="$DISPLAY" PATH=/usr/local/bin:/usr/bin:/bin "$@"
}
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./home -o -path ./var/cache \
  -o -path ./var/log -o -path ./tmp \) -prune -o -print | sort); }

window() { # waits for it, and leaves its number in $shown
  for _ in $(seq 300); do
    shown=$(xdotool search --onlyvisible --class gemini-desktop 2>/dev/null | tail -1 || true)
    if [ -n "$shown" ]; then xdotool windowactivate --sync "$shown"; sleep 4; return; fi
    sleep 0.1
  done
  fail "no window"
}
picture() { import -window root "$pictures/$1.png"; }
type_line() { xdotool type --delay 15 "$1"; xdotool key Return; }
windows() { xdotool search --onlyvisible --class gemini-desktop 2>/dev/null | wc -l; }
close() { # the window, and what started it, whose number is $1
  xdotool windowactivate --sync "$shown" key alt+F4
  wait "$1" || fail "it ended with $?"
}

if [ -n "$tar" ]; then tar -C "$root" -xf "$tar"; else debootstrap --variant=minbase bookworm "$root"; fi
mkdir -p "$root/tmp/.X11-unix"
mount -t proc proc "$root/proc"
Xvfb "$DISPLAY" -screen 0 1472x920x24 -nolisten tcp >/dev/null 2>&1 & started+=($!)
sleep 1
openbox >/dev/null 2>&1 & started+=($!)
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"

inside apt-get update -qq
# What any desktop has: something that opens files by their type, and a bus.
inside apt-get install -y -qq --no-install-recommends dbus desktop-file-utils shared-mime-info \
  hicolor-icon-theme libglib2.0-bin libfile-mimeinfo-perl >/dev/null 2>&1
inside useradd -m -s /bin/sh me
cp "$deb" "$root/tmp/package.deb"
inside apt-get install -y -qq --no-install-recommends /tmp/package.deb >/dev/null 2>&1 || fail "install"
say "installed" "$(inside dpkg-query -f '${Version}, ${Installed-Size} KB' -W gemini-desktop)"
[ -z "$(inside dpkg --verify gemini-desktop)" ] || fail "dpkg --verify"

[[ $(as_user gemini-desktop --version) == "gemini-desktop "* ]] || fail "--version"
[[ $(as_user gemini-desktop send --text Hello) == *"Hello from the demo"* ]] || fail "send"
as_user gemini-desktop doctor > "$pictures/doctor.txt" || fail "doctor"
say "the commands of the terminal"

as_user dbus-run-session gio launch /usr/share/applications/gemini-desktop.desktop & job=$!
window
picture started
type_line "Plan two days in Kyoto, with a table."
sleep 10
picture answered
xdotool key ctrl+s; sleep 2; xdotool key ctrl+a; type_line /home/me/talk.md; sleep 2
picture saved
xdotool key ctrl+shift+s; sleep 2; xdotool key ctrl+a; type_line /home/me/talk.gcap; sleep 2
xdotool key ctrl+shift+x; sleep 3; xdotool key End; sleep 2
picture export
xdotool key Return; sleep 4
picture exported

# It ends by itself, and what it was given is shown by the one that is open.
as_user timeout 20 gemini-desktop /home/me/talk.gcap || fail "a second start"
sleep 3
[ "$(windows)" = 1 ] || fail "$(windows) windows"
picture second-start
close "$job"
grep -q 'Kyoto' "$root/home/me/talk.md" || fail "the transcript"
as_user gemini-desktop lint /home/me/talk.gcap >/dev/null || fail "the capture"
for pdf in "$root"/home/me/*.pdf; do [ "$(head -c 5 "$pdf")" = %PDF- ] || fail "the PDF"; done
say "from the menu: asked, answered, saved twice, as PDF too"
say "a second start is shown by the first window"

printf '%s' '{"contents":[{"role":"user","parts":[{"text":"Prove it"}]},{"role":"model","parts":' \
  '[{"text":"$$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}$$"}]}]}' > "$root/home/me/formula.json"
as_user gemini-desktop import /home/me/formula.json >/dev/null || fail "import"
proof=$(as_user gemini-desktop chats | sed -n '/formula/s/ .*//p')
as_user gemini-desktop chats export "$proof" --as html | grep -q '<msqrt>' || fail "a formula"
say "a formula in a web page"

as_user gemini-desktop /home/me/talk.gcap & job=$!
window; picture by-argument; close "$job"
say "a capture by its name"

type=$(as_user xdg-mime query filetype /home/me/talk.gcap)
[ "$type" = application/vnd.gemini-desktop.capture+zip ] || fail "its type is $type"
as_user xdg-open /home/me/talk.gcap & job=$!
window; picture by-double-click; close "$job"
say "a capture by xdg-open"

as_user gemini-desktop backup /home/me/all.gdbackup >/dev/null || fail "backup"
type=$(as_user xdg-mime query filetype /home/me/all.gdbackup)
[ "$type" = application/vnd.gemini-desktop.backup+zip ] || fail "a backup's type is $type"
as_user env GEMINI_DESKTOP_HOME=/home/me/other xdg-open /home/me/all.gdbackup & job=$!
window; picture backup-asked; xdotool key Return; sleep 4; picture backup-restored
xdotool key Escape; sleep 1; close "$job"
as_user gemini-desktop chats --home /home/me/other | grep -q Kyoto || fail "what was restored"
say "a backup by xdg-open, restored into an empty folder"

as_user xdg-open 'gemini-desktop:new?prompt=Hello%20from%20a%20link' & job=$!
window; picture by-link; close "$job"
say "a link"

# The keyring that the package recommends, unlocked as a login does it.
inside apt-get install -y -qq --no-install-recommends gnome-keyring >/dev/null 2>&1
as_user dbus-run-session sh -c 'printf x | gnome-keyring-daemon --unlock --components=secrets \
  >/dev/null 2>&1; gemini-desktop doctor' > "$pictures/doctor-with-keyring.txt" 2>/dev/null || true
grep -q '^  Keyring  *ready$' "$pictures/doctor-with-keyring.txt" || fail "the keyring"
say "keys go into the desktop's keyring"

files > "$pictures/with.txt"
inside apt-get purge -y -qq gemini-desktop >/dev/null 2>&1
files > "$pictures/without.txt"
inside dpkg -i /tmp/package.deb >/dev/null 2>&1
inside dpkg --purge gemini-desktop >/dev/null 2>&1
files | cmp - "$pictures/without.txt" || fail "what installing and taking off leaves"
if grep -i gemini "$pictures/without.txt"; then fail "leftovers"; fi
[ -d "$root/home/me/.local/share/gemini-desktop" ] || fail "the chats are the user's"
say "taken off: $(comm -23 "$pictures/with.txt" "$pictures/without.txt" | wc -l) files, none left"
say "pictures" "$pictures"
