"""The log of faults is the owner's alone, also after it has begun a new file."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from gemini_desktop.store.fault_log import FaultLog


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_no_umask_opens_it_to_others(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        log = FaultLog(tmp_path / "faults.log", max_bytes=200)
        for number in range(10):
            record = logging.LogRecord("n", 40, "p", 1, f"fault {number} " + "x" * 50, None, None)
            log.handle(record)
        log.close()
    finally:
        os.umask(before)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["faults.log", "faults.log.1"]
    for name in names:
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert "fault" in (tmp_path / name).read_text("utf-8")


def test_an_old_one_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "faults.log"
    path.write_bytes(b"before\n")
    path.chmod(0o644)
    FaultLog(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"before\n"


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        FaultLog(tmp_path / "missing" / "faults.log")
