"""What a folder takes from the system, read from real files: copies of what Python itself loads."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from builder import dependencies, elf
from console import SetupError

HERE = sys.platform == "linux" and shutil.which("readelf") is not None
"""Packages for Linux are built only there; elsewhere these tests have nothing to look at."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the interpreter, a text and a link."""
    shutil.copyfile(sys.executable, tmp_path / "program")
    (tmp_path / "notes.txt").write_text("no program\n")
    (tmp_path / "link").symlink_to("program")
    return tmp_path


def test_programs_are_known_by_their_bytes(folder: Path) -> None:
    if HERE:
        assert elf.programs_and_libraries(folder) == [folder / "program"]


def test_what_is_not_in_the_folder_is_wanted_from_outside(folder: Path) -> None:
    if HERE:
        wanted = elf.wanted_from_outside(folder)
        assert wanted["libc.so.6"] == "program"
        for soname in wanted:
            (folder / soname).touch()
        assert elf.wanted_from_outside(folder) == {}


def test_the_c_library_is_asked_for_by_version(folder: Path) -> None:
    if HERE:
        major, minor = map(int, elf.oldest_glibc(folder).split("."))
        assert (2, 2) <= (major, minor) < (3, 0)


def test_a_folder_without_programs_asks_for_no_version(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="nothing that is linked"):
        elf.oldest_glibc(tmp_path)


def test_sonames_become_packages() -> None:
    wanted = {"libEGL.so.1": "a", "libc.so.6": "a", "libm.so.6": "a", "ld-linux-x86-64.so.2": "a"}
    assert dependencies.packages_of(wanted) == {"libegl1"}


def test_what_only_a_plugin_wants_is_recommended() -> None:
    assert dependencies.packages_of({"libcups.so.2": "plugins/printsupport/x.so"}) == set()
    assert any("libcups2" in each for each in dependencies.RECOMMENDED)


def test_a_library_that_nobody_knows_fails_the_build() -> None:
    with pytest.raises(SetupError, match=r"libnew\.so\.9, wanted by Qt/lib/x\.so"):
        dependencies.packages_of({"libnew.so.9": "Qt/lib/x.so"})
