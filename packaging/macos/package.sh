#!/usr/bin/env bash
# Signs what PyInstaller made, has it notarised and puts it into a disk image. UNTESTED: it was
# written from the documents of the tools, and has not run on a Mac yet.
#
#   SIGNING_IDENTITY="Developer ID Application: …" NOTARY_PROFILE=name packaging/macos/package.sh
#
# Without SIGNING_IDENTITY the program gets an ad-hoc signature, which starts on this Mac alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' gemini_desktop/__init__.py)
app="build/frozen/Gemini Desktop.app"
image="dist/gemini-desktop-$version-macos-$(uname -m).dmg"
identity=${SIGNING_IDENTITY:--}
options=(--force --options runtime --entitlements packaging/macos/entitlements.plist)
[ "$identity" = - ] || options+=(--timestamp)

# From the inside to the outside: a signature covers the signatures of what it contains.
# Code is told by its first bytes: in the frameworks of Qt and Python its name has no ending.
find "$app/Contents" -type f -print0 |
  while IFS= read -r -d '' file; do
    case $(file -b "$file") in *Mach-O*) codesign "${options[@]}" --sign "$identity" "$file" ;; esac
  done
find "$app/Contents" -depth -type d -name '*.framework' -print0 |
  while IFS= read -r -d '' folder; do codesign "${options[@]}" --sign "$identity" "$folder"; done
codesign "${options[@]}" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
cp -R "$app" "$staging/"
ln -s /Applications "$staging/Applications"
mkdir -p dist
hdiutil create -volname "Gemini Desktop" -srcfolder "$staging" -format UDZO -ov "$image"

if [ "$identity" != - ]; then
  codesign --sign "$identity" --timestamp "$image"
  profile=(--keychain-profile "$NOTARY_PROFILE")
  [ -z "${NOTARY_KEYCHAIN:-}" ] || profile+=(--keychain "$NOTARY_KEYCHAIN")
  xcrun notarytool submit "$image" "${profile[@]}" --wait
  xcrun stapler staple "$image"
fi
shasum -a 256 "$image"
