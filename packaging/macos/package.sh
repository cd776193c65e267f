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
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
  while IFS= read -r -d '' file; do codesign "${options[@]}" --sign "$identity" "$file"; done
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
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
shasum -a 256 "$image"
