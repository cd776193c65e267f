"""What a killed program was writing in a folder of the user's goes at the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gemini_desktop.store.care import unfinished
from gemini_desktop.store.care.leftovers import OLD_S
from gemini_desktop.store.care.unfinished import KEPT_S, remembered
from gemini_desktop.store.sharing import Sharing, using

DEAD = "4194999"
"""Above the highest number that Linux gives out."""
ROOT = Path(__file__).parents[3]

_KILLED = """
import os, signal, sys
from pathlib import Path
from gemini_desktop.store import atomic
from gemini_desktop.store.export_files import FolderBatch, ZipBatch

kind, home, target = sys.argv[1:]
atomic._open_nameless = lambda folder: None  # as on a memory stick
batch = (FolderBatch if kind == "folder" else ZipBatch)(Path(target), Path(home))
with batch.file("chat.md") as file:
    file.write(b"half a chat")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def notes(home: Path) -> list[str]:
    return [path.name for path in home.iterdir() if path.name.startswith(".writing-")]


def clear(home: Path) -> int:
    """As a start does it."""
    sharing = Sharing(home)
    sharing.join()
    try:
        return unfinished.clear(home, sharing)
    finally:
        sharing.leave()


def half(folder: Path, pid: str = DEAD) -> Path:
    """A folder that a program with this number was writing."""
    found = folder / f".gemini-desktop-{pid}-0123456789abcdef.part"
    found.mkdir()
    return found


def note(home: Path, path: Path, pid: str = DEAD) -> Path:
    found = home / f".writing-{pid}-0123456789abcdef"
    found.write_bytes(os.fsencode(path))
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_killed_export_leaves_nothing_after_the_next_start(kind: str, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "mine"
    home.mkdir()
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    arguments = [sys.executable, "-c", _KILLED, kind, str(home), str(folder / "chats")]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, env=environ, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert len([*folder.iterdir()]) == 2, "the half-written one is there"
    assert len(notes(home)) == 1
    assert clear(home) == 1
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
    assert notes(home) == []


def test_nothing_is_remembered_of_what_came_to_its_end(tmp_path: Path) -> None:
    with remembered(tmp_path, tmp_path / "x"):
        [name] = notes(tmp_path)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
        assert clear(tmp_path) == 0, "this program is alive"
        assert len(notes(tmp_path)) == 1
    assert notes(tmp_path) == []


def test_only_what_bears_our_name_is_removed(tmp_path: Path) -> None:
    """Whatever a note says: someone may have written it."""
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    note(tmp_path, letter)
    assert clear(tmp_path) == 0
    assert letter.exists()
    assert notes(tmp_path) == []
    other = half(tmp_path, "4194998")
    for path in (Path(other.name), other):
        note(tmp_path, path)
        assert clear(tmp_path) == 0
        assert notes(tmp_path) == []
    assert other.exists()


def test_a_disk_that_is_away_is_waited_for(tmp_path: Path) -> None:
    left = tmp_path / "stick" / f".gemini-desktop-{DEAD}-0123456789abcdef.part"
    found = note(tmp_path, left)
    assert clear(tmp_path) == 0
    assert found.exists()
    left.parent.mkdir()
    left.mkdir()
    (left / "chat.md").write_bytes(b"half")
    assert clear(tmp_path) == 1
    assert [*left.parent.iterdir()] == []
    found = note(tmp_path, tmp_path / "gone" / left.name)
    then = time.time() - KEPT_S - 60
    os.utime(found, (then, then))
    assert clear(tmp_path) == 0
    assert not found.exists()


def test_a_home_that_takes_nothing_stops_no_export(tmp_path: Path) -> None:
    with remembered(tmp_path / "missing", tmp_path / "x"), remembered(None, tmp_path / "x"):
        pass
    assert clear(tmp_path / "missing") == 0


def test_what_may_be_written_on_another_computer_stays(tmp_path: Path) -> None:
    """A home that two computers share: of a program of the other one nobody here can see that it
    is alive, but that it uses the home."""
    home = tmp_path / "home"
    home.mkdir()
    left = half(tmp_path)
    note(home, left)
    with using(home):
        assert clear(home) == 0
        assert left.exists()
        assert len(notes(home)) == 1
    assert clear(home) == 1
    assert not left.exists()


@pytest.mark.parametrize("age_s", [0, OLD_S + 60])
def test_a_number_that_is_alive_again_holds_nothing_for_ever(tmp_path: Path, age_s: int) -> None:
    pid = str(os.getppid())
    left = half(tmp_path, pid)
    note(tmp_path, left, pid)
    then = time.time() - age_s
    os.utime(left, (then, then))
    assert clear(tmp_path) == (1 if age_s else 0)
    assert left.exists() == (not age_s)
    assert len(notes(tmp_path)) == (0 if age_s else 1)
