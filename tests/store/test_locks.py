"""Locks between programs: on folders, for as long as the program lives."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from gemini_desktop.store.locks import lock, locked
from gemini_desktop.store.sharing import Sharing

HOLDER = """
import sys, time
from pathlib import Path

import pytest
from gemini_desktop.store.locks import lock
held = lock(Path(sys.argv[1]), exclusive=True)
print("held", flush=True)
time.sleep(30)
"""


def test_one_has_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    first = lock(tmp_path, exclusive=True)
    assert first is not None
    assert lock(tmp_path, exclusive=True) is None
    assert lock(tmp_path, exclusive=False) is None
    first.release()
    first.release()
    again = lock(tmp_path, exclusive=True)
    assert again is not None
    again.release()
    assert list(tmp_path.iterdir()) == []


def test_many_share_it_and_one_of_them_gets_it_for_himself_at_last(tmp_path: Path) -> None:
    first, second = (lock(tmp_path, exclusive=False) for _ in range(2))
    assert first is not None
    assert second is not None
    assert not first.make_exclusive()
    assert not second.make_exclusive()
    third = lock(tmp_path, exclusive=False)
    assert third is not None
    for held in (second, third):
        held.release()
    assert first.make_exclusive()
    assert lock(tmp_path, exclusive=False) is None
    first.share()
    other = lock(tmp_path, exclusive=False)
    assert other is not None
    other.release()
    first.release()


def test_kill_9_lets_go_of_it(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert lock(tmp_path, exclusive=False) is None
        holder.kill()
        held = lock(tmp_path, exclusive=True, wait_s=5)
    assert held is not None
    held.release()


def test_one_who_hangs_holds_nobody_up_for_long(tmp_path: Path) -> None:
    hanging = lock(tmp_path, exclusive=True)
    assert hanging is not None
    began = time.monotonic()
    with locked(tmp_path, 0.05):
        assert time.monotonic() - began >= 0.05
    hanging.release()


def test_a_folder_that_is_not_there_locks_nobody_out(tmp_path: Path) -> None:
    for _ in range(2):
        held = lock(tmp_path / "gone", exclusive=True)
        assert held is not None
        assert held.make_exclusive()
        held.share()


def test_only_the_last_program_is_alone_in_a_home(tmp_path: Path) -> None:
    first, second = Sharing(tmp_path), Sharing(tmp_path)
    first.join()
    with first.alone() as alone:
        assert alone
    second.join()
    for program in (first, second):
        with program.alone() as alone:
            assert not alone
    first.leave()
    with second.alone() as alone:
        assert alone
    second.leave()
    second.leave()
    with second.alone() as alone:
        assert not alone


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks on folders")
def test_a_lock_knows_a_folder_that_took_the_place_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    held = lock(folder, exclusive=True)
    assert held is not None
    assert held.is_of(folder)
    folder.rmdir()
    assert not held.is_of(folder)
    missing = lock(folder, exclusive=True)
    assert missing is not None
    assert not missing.is_of(folder)
    folder.mkdir()
    assert not held.is_of(folder)
    assert not missing.is_of(folder), "it could be locked by now"
    held.release()
