"""What the frozen folder takes from the system: the libraries that it loads and does not hold.

Read with binutils' readelf, which PyInstaller needs on Linux anyway.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from console import SetupError

_ELF = b"\x7fELF"
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_SEARCHED = re.compile(r"\((?:RUNPATH|RPATH)\).*\[(.+)\]")
_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")


def programs_and_libraries(folder: Path) -> list[Path]:
    """All ELF files of the folder, in order; links are not followed."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path for path in files if _begins_as_elf(path)]


def _begins_as_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ELF


def wanted_from_outside(folder: Path) -> dict[str, str]:
    """The sonames that no file of the folder answers to, each with one file that wants it."""
    files = programs_and_libraries(folder)
    own = {path.name for path in folder.rglob("*")}
    wanted: dict[str, str] = {}
    for path in files:
        for soname in _NEEDED.findall(_readelf("--dynamic", [path])):
            if soname not in own:
                wanted.setdefault(soname, str(path.relative_to(folder)))
    return dict(sorted(wanted.items()))


def strange_search_paths(folder: Path) -> dict[str, str]:
    """Where a file would look for libraries outside of the folder, by its path: a place of the
    machine that built it, where somebody else may put something on another one."""
    found = {}
    for path in programs_and_libraries(folder):
        for places in _SEARCHED.findall(_readelf("--dynamic", [path])):
            if any(not place.startswith("$ORIGIN") for place in places.split(":")):
                found[str(path.relative_to(folder))] = places
    return found


def oldest_glibc(folder: Path) -> str:
    """The version of the C library that the newest symbol in use asks for, such as 2.34."""
    files = programs_and_libraries(folder)
    versions = {
        (int(major), int(minor))
        for some in _portions(files)
        for major, minor in _GLIBC.findall(_readelf("--version-info", some))
    }
    if not versions:
        raise SetupError(f"{folder} holds nothing that is linked with glibc")
    return ".".join(map(str, max(versions)))


def _portions(files: list[Path]) -> Iterator[list[Path]]:
    for begin in range(0, len(files), 50):
        yield files[begin : begin + 50]


def _readelf(option: str, files: Iterable[Path]) -> str:
    command = ["readelf", "--wide", option, *map(str, files)]
    try:
        asked = subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise SetupError("this needs readelf, of the package binutils") from None
    except subprocess.CalledProcessError as error:
        raise SetupError(f"readelf failed: {error.stderr}") from error
    return asked.stdout
