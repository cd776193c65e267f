"""Places where the program is started that lack something, each as a line of shell.

`"$@"` is the program. HOME is empty and the user's own, WORK is a folder for the scenario's things,
FONT is the path of one font file.
"""

from __future__ import annotations

from typing import NamedTuple


class Surroundings(NamedTuple):
    """How to get there, and what is to come of it."""

    shell: str = 'exec "$@"'
    screen: str = "1472x920x24"
    needs_root: bool = False
    window: bool = True
    """Whether there can be one; without it a sentence on stderr and exit status 2 are expected."""
    loses: bool = False
    """Whether nothing can be kept, so that closing it asks first."""
    packaged: bool = False
    """Whether only a packaged program can get there: this clone's Python needs its variables, and
    may lie where another user cannot look."""


_NOBODY = "exec setpriv --reuid=65534 --regid=65534 --clear-groups"
_ONE_FONT = """cat >"$WORK/fonts.conf" <<END
<fontconfig><dir>$WORK/fonts</dir><cachedir>$WORK/cache</cachedir></fontconfig>
END
export FONTCONFIG_FILE="$WORK/fonts.conf"; mkdir "$WORK/fonts"; """

ALL = {
    "plain": Surroundings(),
    # The network.
    "no-network-at-all": Surroundings('exec unshare -n "$@"', needs_root=True),
    "no-network-but-loopback": Surroundings(
        """exec unshare -n sh -c 'ip link set lo up; exec "$@"' sh "$@" """, needs_root=True
    ),
    "a-dead-proxy": Surroundings(
        'export HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9; exec "$@"'
    ),
    "certificates-missing": Surroundings('export SSL_CERT_FILE="$WORK/none.pem"; exec "$@"'),
    # The disk.
    "home-read-only-for-a-user": Surroundings(
        f'chown root "$HOME"; chmod 555 "$HOME"; {_NOBODY} "$@"',
        needs_root=True,
        loses=True,
        packaged=True,
    ),
    "home-on-a-read-only-disk": Surroundings(
        """exec unshare -m sh -c 'mount --bind "$HOME" "$HOME"; mount -o remount,ro,bind "$HOME"
        exec "$@"' sh "$@" """,
        needs_root=True,
        loses=True,
    ),
    "home-on-a-full-disk": Surroundings(
        """exec unshare -m sh -c 'mount -t tmpfs -o size=64k none "$HOME"
        head -c 100000 /dev/zero >"$HOME/full"; exec "$@"' sh "$@" """,
        needs_root=True,
        loses=True,
    ),
    "home-unset": Surroundings(
        f'unset HOME; {_NOBODY} "$@"', needs_root=True, loses=True, packaged=True
    ),
    "home-unset-and-nobody-known": Surroundings(
        'unset HOME; exec setpriv --reuid=54321 --regid=54321 --clear-groups "$@"',
        needs_root=True,
        loses=True,
        packaged=True,
    ),
    "home-is-a-file": Surroundings(
        'export HOME="$WORK/file"; touch "$HOME"; exec "$@"', loses=True
    ),
    "home-with-odd-letters": Surroundings(
        """export HOME="$WORK/a b'\\"é漢\N{RAINBOW}"; mkdir "$HOME"; exec "$@" """
    ),
    "home-with-a-long-path": Surroundings(
        'export HOME="$WORK/$(printf "%0100d/%0100d" 1 2)"; mkdir -p "$HOME"; exec "$@"'
    ),
    "no-temporary-folder": Surroundings('export TMPDIR="$WORK/none"; exec "$@"'),
    "temporary-folders-read-only": Surroundings(
        """exec unshare -m sh -c 'mount --bind "$HOME" /mnt; for folder in /var/tmp /dev/shm; do
        mount -t tmpfs -o ro none $folder; done; export HOME=/mnt TMPDIR=/var/tmp; exec "$@"
        ' sh "$@" """,
        needs_root=True,
    ),
    "no-runtime-folder": Surroundings('unset XDG_RUNTIME_DIR; exec "$@"'),
    "runtime-folder-gone": Surroundings('export XDG_RUNTIME_DIR="$WORK/none"; exec "$@"'),
    "standing-in-a-deleted-folder": Surroundings(
        'mkdir "$WORK/gone"; cd "$WORK/gone"; rmdir "$WORK/gone"; exec "$@"'
    ),
    "umask-0": Surroundings('umask 0; exec "$@"'),
    "umask-777": Surroundings('umask 777; exec "$@"'),
    # The desktop.
    "no-bus": Surroundings('unset DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS; exec "$@"'),
    "a-dead-bus": Surroundings('export DBUS_SESSION_BUS_ADDRESS="unix:path=$WORK/none"; exec "$@"'),
    "one-font": Surroundings(_ONE_FONT + 'cp "$FONT" "$WORK/fonts"; exec "$@"'),
    "no-font": Surroundings(_ONE_FONT + 'exec "$@"'),
    "no-font-settings": Surroundings('export FONTCONFIG_FILE="$WORK/none"; exec "$@"'),
    "no-screen": Surroundings('unset DISPLAY QT_QPA_PLATFORM; exec "$@"', window=False),
    "a-wrong-screen": Surroundings('export DISPLAY=:4711; exec "$@"', window=False),
    "a-screen-of-another-host": Surroundings(
        'export DISPLAY=no-such-host.invalid:0; exec "$@"', window=False
    ),
    "wayland-without-a-compositor": Surroundings(
        'unset QT_QPA_PLATFORM; export WAYLAND_DISPLAY=wayland-9; exec "$@"'
    ),
    "only-wayland-and-none-there": Surroundings(
        'unset QT_QPA_PLATFORM DISPLAY; export WAYLAND_DISPLAY=wayland-9; exec "$@"', window=False
    ),
    "a-platform-that-is-unknown": Surroundings(
        'export QT_QPA_PLATFORM=nonsense; exec "$@"', window=False
    ),
    "the-user-s-qt-settings": Surroundings(
        "export QT_STYLE_OVERRIDE=kvantum QT_QPA_PLATFORMTHEME=gtk3 QT_PLUGIN_PATH=/nowhere "
        'QT_SCALE_FACTOR_ROUNDING_POLICY=Round; exec "$@"'
    ),
    "another-qt-in-the-path": Surroundings(
        'export LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu:/usr/lib; exec "$@"'
    ),
    "software-drawing-alone": Surroundings(
        'export LIBGL_ALWAYS_SOFTWARE=1 LIBGL_DRIVERS_PATH=/nowhere; exec "$@"'
    ),
    "65536-colours": Surroundings(screen="1472x920x16"),
    "a-small-screen": Surroundings(screen="800x600x24"),
    "a-tiny-screen": Surroundings(screen="640x480x24"),
    "scaled-by-3": Surroundings('export QT_SCALE_FACTOR=3; exec "$@"', screen="2944x1840x24"),
    "scaled-by-3-on-a-small-screen": Surroundings(
        'export QT_SCALE_FACTOR=3; exec "$@"', screen="1472x920x24"
    ),
    # The language and the time.
    "language-c": Surroundings('unset LC_ALL; export LANG=C; exec "$@"'),
    "language-posix": Surroundings('export LC_ALL=POSIX; exec "$@"'),
    "language-unknown": Surroundings('unset LC_ALL; export LANG=xx_YY.UTF-8; exec "$@"'),
    "language-latin-1": Surroundings('export LC_ALL=de_DE.ISO-8859-1; exec "$@"'),
    "no-language": Surroundings('unset LC_ALL LC_CTYPE LANG LANGUAGE; exec "$@"'),
    "the-year-1970": Surroundings('exec faketime "1970-01-02 03:04:05" "$@"'),
    "the-year-2100": Surroundings('exec faketime "2100-01-02 03:04:05" "$@"'),
    "a-time-zone-of-nowhere": Surroundings('export TZ=Nowhere/Land; exec "$@"'),
    # The process.
    "no-path": Surroundings('export PATH=; exec "$@"'),
    "no-variables": Surroundings('exec env -i DISPLAY="$DISPLAY" HOME="$HOME" "$@"', packaged=True),
    "no-terminal": Surroundings('exec "$@" <&- >&- 2>&-'),
    "terminal-full": Surroundings('exec "$@" >/dev/full 2>/dev/full'),
    "python-s-variables": Surroundings(
        "export PYTHONHOME=/nowhere PYTHONPATH=/nowhere PYTHONOPTIMIZE=2 PYTHONWARNINGS=error "
        'PYTHONSTARTUP=/nowhere PYTHONUTF8=0 PYTHONIOENCODING=ascii; exec "$@"',
        packaged=True,
    ),
    "64-files": Surroundings('ulimit -n 64; exec "$@"'),
    "32-files": Surroundings('ulimit -n 32; exec "$@"'),
    "2-gb-of-addresses": Surroundings('ulimit -v 2000000; exec "$@"'),
    "1-gb-of-addresses": Surroundings('ulimit -v 1000000; exec "$@"'),
    "small-stacks": Surroundings('ulimit -s 512; exec "$@"'),
    "few-threads": Surroundings(
        'exec prlimit --nproc=10 setpriv --reuid=54321 --regid=54321 --clear-groups "$@"',
        needs_root=True,
        packaged=True,
    ),
    "signals-ignored": Surroundings("""trap '' INT TERM PIPE HUP CHLD; exec "$@" """),
    "started-by-a-link": Surroundings(
        'ln -s "$(command -v "$1")" "$WORK/gd"; exec "$WORK/gd"', packaged=True
    ),
    "moved-to-a-folder-with-odd-letters": Surroundings(
        """from=$(dirname "$(readlink -f "$1")"); cp -a "$from" "$WORK/a b é漢"
        exec "$WORK/a b é漢/$(basename "$1")" """,
        packaged=True,
    ),
}
"""By name."""
