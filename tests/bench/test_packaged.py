"""What the figures of a packaged program are made of; the measuring itself needs a build."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import mappings
import packaged
import pytest
import start


def test_the_parts_are_all_of_it() -> None:
    if not Path("/proc/self/smaps").exists():
        return  # the kernel's table is Linux's
    parts = mappings.shares_mb(os.getpid())
    assert sum(parts.values()) == pytest.approx(start.pss_mb(os.getpid()), rel=0.2)
    assert parts["malloc's heap"] > 1
    assert not [name for name in parts if "/" in name or name.endswith(".so")]


def test_differences_are_told_by_their_size_and_then_together() -> None:
    ours, bare = {"a": 9.0, "b": 2.0, "c": 1.0}, {"a": 3.0, "b": 2.0, "d": 0.5}
    assert list(mappings.largest_differences(ours, bare, 2)) == [
        ("a", 9.0, 3.0, 6.0),
        ("c", 1.0, 0.0, 1.0),
        ("together", 12.0, 5.5, 6.5),
    ]


def test_sizes_are_those_of_the_folders(tmp_path: Path) -> None:
    """Each file once, as it would be installed; and packed as it would be downloaded."""
    if shutil.which("xz") is None:
        return
    folders = {name: tmp_path / name for name in ("ours", "bare")}
    for folder in folders.values():
        folder.mkdir()
        (folder / "zeros").write_bytes(bytes(1_000_000))
        (folder / "link").symlink_to("zeros")
    (folders["ours"] / "more").write_bytes(os.urandom(2_000_000))
    installed, downloaded = packaged.sizes(folders)
    assert installed == ("installed, MB", 3.0, 1.0, 3.0, "<= 170 MB")
    assert downloaded[1] == pytest.approx(2.0, rel=0.1)
    assert downloaded[2] < 0.01


def test_evicting_alters_nothing(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return
    (tmp_path / "file").write_bytes(b"as it was")
    packaged.evict(tmp_path)
    assert (tmp_path / "file").read_bytes() == b"as it was"
