"""The Debian packages that the program asks for.

A library that is neither in the folder nor in this table fails the build: the package would not
start on a machine that happens to lack it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from console import SetupError

from builder import elf

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXext.so.6": "libxext6",
    "libbrotlidec.so.1": "libbrotli1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgio-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
_OF_GLIBC = re.compile(r"(lib(c|m|dl|pthread|resolv|rt|util)|ld-linux[\w-]*)\.so\.\d")

_OPTIONAL = frozenset(["libcups.so.2"])
"""Wanted only by plugins that Qt does without: what has them is recommended."""

ALSO = ("ca-certificates", "fontconfig-config", "xdg-utils")
"""What is not linked: the certificates of the system are trusted too, a window needs a font's
configuration, and links are opened by xdg-open. Fonts come with fontconfig-config."""

RECOMMENDED = (
    "desktop-file-utils", "shared-mime-info", "hicolor-icon-theme",  # double clicks, and the menu
    "fontconfig", "fonts-noto-cjk", "gnome-keyring | kwalletmanager", "xdg-desktop-portal",
    "libcups2 | libcups2t64",  # without it printing is to a file
)  # fmt: skip


def depends(folder: Path) -> list[str]:
    """The entries of the field Depends for what lies in the folder, in order."""
    wanted = elf.wanted_from_outside(folder)
    found = packages_of(wanted)
    return sorted({f"libc6 (>= {elf.oldest_glibc(folder)})", *found, *ALSO})


def packages_of(wanted: Mapping[str, str]) -> set[str]:
    """The packages that have these sonames; the values tell who wants them."""
    found, unknown = set(), []
    for soname, by in wanted.items():
        if soname in _PACKAGES:
            found.add(_PACKAGES[soname])
        elif soname not in _OPTIONAL and not _OF_GLIBC.fullmatch(soname):
            unknown.append(f"{soname}, wanted by {by}")
    if unknown:
        raise SetupError(
            "no package is known for these libraries, and they are not in the folder:\n  "
            + "\n  ".join(unknown)
            + "\nName it in builder/dependencies.py, or keep the library (or drop what wants it)\n"
            "in builder/slim.py."
        )
    return found
