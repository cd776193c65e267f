#!/usr/bin/env bash
# One file that runs on most Linuxes, around the frozen folder. UNTESTED: appimagetool cannot be had
# from Debian, so only the release workflow fetches it.
#
#   APPIMAGETOOL=path/to/appimagetool packaging/linux/make-appimage.sh
#
# (with APPIMAGE_RUNTIME=file, or the tool fetches the newest runtime itself)
# after `dev.py build`, on the oldest system that is to run it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' gemini_desktop/__init__.py)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export ARCH=${ARCH:-$(uname -m)}
folder=build/gemini-desktop.AppDir

rm -rf "$folder"
mkdir -p "$folder/usr/lib" "$folder/usr/bin"
cp -a build/frozen/gemini-desktop "$folder/usr/lib/"
cp -a build/share "$folder/usr/share"
ln -s ../lib/gemini-desktop/gemini-desktop "$folder/usr/bin/gemini-desktop"
ln -s usr/bin/gemini-desktop "$folder/AppRun"
cp build/share/applications/gemini-desktop.desktop "$folder/"
cp build/share/icons/hicolor/256x256/apps/gemini-desktop.png "$folder/"
ln -s gemini-desktop.png "$folder/.DirIcon"

mkdir -p dist
options=(--no-appstream)
[ -z "${APPIMAGE_RUNTIME:-}" ] || options+=(--runtime-file "$APPIMAGE_RUNTIME")
"${APPIMAGETOOL:-appimagetool}" "${options[@]}" "$folder" \
  "dist/gemini-desktop-$version-$ARCH.AppImage"
