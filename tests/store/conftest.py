"""What no test of the store may leave behind: an open file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gemini_desktop.store.blobs import Blobs


@pytest.fixture(autouse=True)
def no_file_left_open() -> Iterator[None]:
    """Fails the test that leaves a file open."""
    files = _open_files()
    yield
    assert _open_files() == files


def _open_files() -> list[str]:
    """Paths of the regular files that are open, by /proc."""
    if sys.platform != "linux":
        return []
    found = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(handle)  # noqa: PTH115 - a link to what may be no path
        except OSError:
            continue
        if target.startswith("/") and not target.startswith(("/dev/", "/proc/")):
            found.append(target)
    return sorted(found)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")
