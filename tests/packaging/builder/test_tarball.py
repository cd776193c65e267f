"""The archive holds the folder, and nothing of who packed it and when."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

from builder import tarball

from tests.archives import unpack


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "program").write_bytes(b"\x7fELF")
    (folder / "program").chmod(0o700)
    (folder / "lib").mkdir()
    (folder / "lib" / "data").write_text("data")
    (folder / "lib" / "same").hardlink_to(folder / "lib" / "data")
    (folder / "lib" / "data").chmod(0o600)
    (folder / "link").symlink_to("lib/data")
    return folder


def test_two_packers_make_the_same_bytes(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one" / "app-1"), made(tmp_path / "other" / "app-1")
    for path in other.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    (other / "lib").chmod(0o700)
    first = tarball.pack(one, tmp_path / "a.tar.gz", 1_700_000_000).read_bytes()
    second = tarball.pack(other, tmp_path / "b.tar.gz", 1_700_000_000).read_bytes()
    assert first == second


def test_what_comes_out_is_what_went_in(tmp_path: Path) -> None:
    packed = tarball.pack(made(tmp_path / "app-1"), tmp_path / "out" / "a.tar.gz", 1_700_000_000)
    unpack(packed, tmp_path / "x")
    with tarfile.open(packed) as archive:
        entries = {entry.name: entry for entry in archive}
    unpacked = tmp_path / "x" / "app-1"
    assert (unpacked / "link").read_text() == "data"
    assert (unpacked / "lib" / "same").read_text() == "data"
    assert os.access(unpacked / "program", os.X_OK)
    assert entries["app-1/program"].mode == 0o755
    assert entries["app-1/lib/data"].mode == 0o644
    assert {entry.mtime for entry in entries.values()} == {1_700_000_000}
    assert {(entry.uid, entry.uname) for entry in entries.values()} == {(0, "root")}
