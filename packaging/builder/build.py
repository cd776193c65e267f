"""`dev.py build`: from the clone to the packages, one step after the other."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from console import SetupError, say

from builder import deb, elf, freeze, licences, parts, share, tarball
from builder.release import NAME, Release, machine, release_of

_BINUTILS = ("objdump", "strip", "readelf")
"""What PyInstaller calls on Linux, and `elf`."""


def build(root: Path, python: Path) -> None:
    """Make all packages of this system; `python` has the program's parts and PyInstaller.

    Raises SetupError where a step fails, with what to do.
    """
    on_linux = sys.platform.startswith("linux")
    if on_linux and not all(map(shutil.which, _BINUTILS)):
        raise SetupError(
            f"this needs {', '.join(_BINUTILS)}, of the package binutils. On Debian, as root:\n"
            "  apt-get install binutils"
        )
    release = release_of(root)
    folder = freeze.freeze(release, python)
    if not on_linux:
        say(f"the program is in {folder}; .github/workflows/release.yml makes the installer")
        return
    if shutil.which("dpkg-deb") is None:
        say(f"the program is in {folder}; the packages are made on Debian or Ubuntu, by dpkg-deb")
        return
    _check_search_paths(folder)
    own, *known = parts.own_and_known(release, python)
    others = parts.python_packages(root, python) + parts.debian_libraries(folder / "_internal")
    everything = [own, *known, *others]
    shared = release.work / "share"
    share.make(release, python, everything, shared)
    made = [_archive(release, shared, everything), deb.make(release, shared)]
    for path in made:
        _tell(path)


def _check_search_paths(folder: Path) -> None:
    strange = elf.strange_search_paths(folder)
    if strange:
        path, place = next(iter(strange.items()))
        raise SetupError(
            f"{len(strange)} files would look for libraries in folders of this machine ({path}\n"
            f"in {place}). That is the Python it was built with; the system's own does not:\n"
            "  /usr/bin/python3 packaging/dev.py build"
        )


def _archive(release: Release, shared: Path, everything: list[parts.Part]) -> Path:
    """The folder to unpack anywhere, with what is to be read beside the program."""
    name = f"{NAME}-{release.version}-linux-{machine()}"
    folder = release.work / "archive" / name
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(release.frozen, folder, symlinks=True)
    licences.write_texts(everything, folder / "licences")
    shutil.copytree(shared, folder / "share", ignore=shutil.ignore_patterns("doc"))
    shutil.copyfile(release.root / "packaging" / "linux" / "README.txt", folder / "README.txt")
    shutil.copyfile(release.root / "resources" / "CHANGELOG.md", folder / "CHANGELOG.md")
    bill = f"{NAME}.cdx.json.gz"
    shutil.copyfile(shared / "doc" / NAME / bill, folder / bill)
    return tarball.pack(folder, release.products / f"{name}.tar.gz", release.epoch)


def _tell(path: Path) -> None:
    content = path.read_bytes()
    say(f"{path}: {len(content) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(content).hexdigest()}")
