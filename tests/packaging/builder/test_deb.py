"""The package, made of a small tree, and taken apart by dpkg-deb itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from builder import deb, dependencies
from builder.release import Release

ROOT = Path(__file__).parents[3]
EPOCH = 1_700_000_000


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """A clone with a frozen folder of two files."""
    root = tmp_path / "clone"
    made = Release(root, "1.2.3", EPOCH)
    made.frozen.mkdir(parents=True)
    (made.frozen / "gemini-desktop").write_text("#!/bin/sh\necho 1.2.3\n")
    (made.frozen / "gemini-desktop").chmod(0o755)
    (made.frozen / "_internal").mkdir()
    (made.frozen / "_internal" / "data").write_text("x" * 5000)
    shutil.copytree(ROOT / "packaging" / "linux", root / "packaging" / "linux")
    share = made.work / "share" / "doc" / "gemini-desktop"
    share.mkdir(parents=True)
    (share / "copyright").write_text("MIT\n")
    monkeypatch.setattr(dependencies, "depends", lambda _: ["libc6 (>= 2.35)", "libegl1"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    return made


def fields(package: Path) -> dict[str, str]:
    shown = subprocess.run(
        ["dpkg-deb", "--field", package], check=True, capture_output=True, text=True
    ).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(" ")]
    return dict(line.split(": ", 1) for line in lines)


def test_the_package_installs_what_was_frozen(release: Release, tmp_path: Path) -> None:
    if shutil.which("dpkg-deb") is None:
        return
    package = deb.make(release, release.work / "share")
    assert package.name.startswith("gemini-desktop_1.2.3_")
    told = fields(package)
    assert told["Version"] == "1.2.3"
    assert told["Depends"] == "libc6 (>= 2.35), libegl1"
    assert 5 <= int(told["Installed-Size"]) < 20
    out = tmp_path / "out"
    subprocess.run(["dpkg-deb", "--extract", package, out], check=True)
    ran = subprocess.run([out / "usr" / "bin" / "gemini-desktop"], capture_output=True, check=True)
    assert ran.stdout == b"1.2.3\n"
    assert (out / "usr" / "share" / "doc" / "gemini-desktop" / "copyright").is_file()
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {path.stat().st_mtime for path in files} == {EPOCH}


def test_two_builds_are_the_same_bytes(release: Release) -> None:
    if shutil.which("dpkg-deb") is None:
        return
    first = deb.make(release, release.work / "share").read_bytes()
    for path in release.frozen.rglob("*"):
        os.utime(path, (1, 1))
    (release.frozen / "_internal").chmod(0o700)
    before = os.umask(0o077)
    try:
        assert deb.make(release, release.work / "share").read_bytes() == first
    finally:
        os.umask(before)


def test_sums_name_every_file_and_no_link(tmp_path: Path) -> None:
    (tmp_path / "usr").mkdir()
    (tmp_path / "usr" / "b").write_text("b")
    (tmp_path / "usr" / "a").write_text("a")
    (tmp_path / "usr" / "link").symlink_to("a")
    digest = [hashlib.md5(text, usedforsecurity=False).hexdigest() for text in (b"a", b"b")]
    assert deb.md5sums(tmp_path) == f"{digest[0]}  usr/a\n{digest[1]}  usr/b\n"


def test_the_description_is_as_debian_wants_it() -> None:
    text = deb.control_file("1.0", "amd64", 7, ["libegl1"])
    summary, *lines = text.split("Description: ")[1].splitlines()
    assert summary[0].islower()
    assert not summary.endswith(".")
    assert len(summary) <= 60
    assert all(line == " ." or (line[:1] == " " and line[1].isalpha()) for line in lines)
    assert max(map(len, lines)) <= 80
