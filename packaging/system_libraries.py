"""The system libraries that Qt's wheels load on Linux but do not bring along.

The list was found with ldd over every plugin of the wheel in a bare Debian 12, and by
running it there. Each one is looked for by loading it, as Qt will.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from console import SetupError, run, say, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Library(NamedTuple):
    """One shared library, why it is needed, and the package that has it."""

    soname: str
    needed_for: str
    apt: str
    pacman: str


_EVERY_WINDOW = "every window"
_X11 = "windows on X11"
_WAYLAND = "windows on Wayland"

LIBRARIES = (
    Library("libEGL.so.1", _EVERY_WINDOW, "libegl1", "libglvnd"),
    Library("libGL.so.1", _EVERY_WINDOW, "libgl1", "libglvnd"),
    Library("libdbus-1.so.3", _EVERY_WINDOW, "libdbus-1-3", "dbus"),
    Library("libfontconfig.so.1", _EVERY_WINDOW, "libfontconfig1", "fontconfig"),
    Library("libglib-2.0.so.0", _EVERY_WINDOW, "libglib2.0-0", "glib2"),
    Library("libxkbcommon.so.0", _EVERY_WINDOW, "libxkbcommon0", "libxkbcommon"),
    Library("libxcb-cursor.so.0", _X11, "libxcb-cursor0", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", _X11, "libxcb-icccm4", "xcb-util-wm"),
    Library("libxcb-keysyms.so.1", _X11, "libxcb-keysyms1", "xcb-util-keysyms"),
    Library("libxcb-randr.so.0", _X11, "libxcb-randr0", "libxcb"),
    Library("libxcb-shape.so.0", _X11, "libxcb-shape0", "libxcb"),
    Library("libxcb-xkb.so.1", _X11, "libxcb-xkb1", "libxcb"),
    Library("libxkbcommon-x11.so.0", _X11, "libxkbcommon-x11-0", "libxkbcommon-x11"),
    Library("libX11-xcb.so.1", _X11, "libx11-xcb1", "libx11"),
    Library("libwayland-cursor.so.0", _WAYLAND, "libwayland-cursor0", "wayland"),
    Library("libwayland-egl.so.1", _WAYLAND, "libwayland-egl1", "wayland"),
)

# Debian 13 and Ubuntu 24.04 renamed what was built with 64-bit time_t.
_RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}


def missing_libraries(libraries: Iterable[Library] = LIBRARIES) -> list[Library]:
    """Return those that cannot be loaded, in the given order; none but on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in libraries if not _loads(library.soname)]


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def venv_package() -> str | None:
    """Return Debian's package that makes `python -m venv` work, or None where it works.

    Debian takes ensurepip out of Python and puts it into a package for each version.
    """
    try:
        import ensurepip  # noqa: F401 - looking for it is the point
    except ImportError:
        return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    return None


def become_root(user_id: int, sudo: str | None) -> list[str] | None:
    """Return what must stand before a command to run it as root; None if nothing can."""
    if user_id == 0:
        return []
    return [sudo] if sudo else None


def apt_install(packages: Sequence[str]) -> list[str]:
    """Return the one apt-get command for these packages, for root.

    The variable is set by `env`, for sudo drops what the environment holds.
    """
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y"]
    return [*command, "--no-install-recommends", *packages]


def install(libraries: Sequence[Library], python_package: str | None) -> None:
    """Install what is missing through apt, having said what, why and how.

    Raises SetupError where that is impossible (no apt, neither root nor sudo) or failed, with
    the commands for the user to run.
    """
    for library in libraries:
        say(f"missing: {library.soname}, which Qt needs for {library.needed_for}")
    if python_package:
        say(f"missing: Python's ensurepip, which makes .venv (in {python_package})")
    if shutil.which("apt-get") is None:
        raise SetupError(_advice_without_apt(libraries, python_package))
    packages = [library.apt for library in libraries]
    packages += [python_package] if python_package else []
    prefix = become_root(os.geteuid(), shutil.which("sudo"))
    if prefix is None:
        raise SetupError(f"this needs root, and there is no sudo. {_by_hand(packages)}")
    if not _install_with_apt(packages, prefix):
        raise SetupError(f"apt-get failed (see above). Mend that. {_by_hand(packages)}")
    still = [library.soname for library in missing_libraries(libraries)]
    if still:
        raise SetupError(f"apt-get succeeded, but these cannot be loaded: {', '.join(still)}")


def _by_hand(packages: Sequence[str]) -> str:
    commands = [["apt-get", "update"], apt_install(_named_here(packages))]
    return "\n  ".join(["As root, run this, then start again:", *map(shown, commands)])


def _install_with_apt(packages: Sequence[str], prefix: Sequence[str]) -> bool:
    """Install the packages; fetch apt's lists first if it has none, or later if they are old."""
    fetched = not _known_to_apt(packages[0])
    if fetched:
        say("apt has no lists of packages yet; fetching them")
        run([*prefix, "apt-get", "update"])
    say(f"installing {len(packages)} system packages and what they need (up to 65 MB to download)")
    if run([*prefix, *apt_install(_named_here(packages))]) == 0:
        return True
    if fetched:
        return False
    say("that failed; fetching apt's lists of packages, which may be old, to try once more")
    run([*prefix, "apt-get", "update"])
    return run([*prefix, *apt_install(_named_here(packages))]) == 0


def _named_here(packages: Sequence[str]) -> list[str]:
    """Return the packages under the names that this release of the system gives them."""
    return [_RENAMED[name] if _is_renamed(name) else name for name in packages]


def _is_renamed(package: str) -> bool:
    return package in _RENAMED and _known_to_apt(_RENAMED[package])


def _known_to_apt(package: str) -> bool:
    command = ["apt-cache", "pkgnames", package]
    known = subprocess.run(command, check=False, capture_output=True, text=True)
    return package in known.stdout.split()


def _advice_without_apt(libraries: Sequence[Library], python_package: str | None) -> str:
    """Name the packages of other systems; rpm's find each library by its own name."""
    if python_package:
        return "this Python has no ensurepip: install your system's package of venv for it"
    capabilities = [f"{library.soname}()(64bit)" for library in libraries]
    if shutil.which("dnf"):
        command = ["sudo", "dnf", "install", *capabilities]
    elif shutil.which("zypper"):
        command = ["sudo", "zypper", "install", *capabilities]
    elif shutil.which("pacman"):
        names = sorted({library.pacman for library in libraries})
        command = ["sudo", "pacman", "-S", "--needed", *names]
    else:
        sonames = " ".join(library.soname for library in libraries)
        return f"no package manager known here was found. Install what holds:\n  {sonames}"
    return f"install the libraries above, then start again:\n  {shown(command)}"
