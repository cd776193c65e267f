"""What a killed program leaves half written is cleared away, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gemini_desktop.core.transcript import prompt
from gemini_desktop.store.atomic import replacing, temporary_name
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care import leftovers
from gemini_desktop.store.context import CaptureContext, write_context
from gemini_desktop.store.sharing import Sharing

ELSEWHERE = ".gemini-desktop-1-0123456789abcdef.part"


@pytest.fixture
def sharing(tmp_path: Path) -> Iterator[Sharing]:
    sharing = Sharing(tmp_path)
    sharing.join()
    yield sharing
    sharing.leave()


def left(home: Path) -> list[Path]:
    """One of each kind that there is or was."""
    paths = [
        home / ELSEWHERE,
        home / ".gemini-desktop-0123456789abcdef.part",
        home / "library.db.before-4.part",
        home / "drafts" / ELSEWHERE,
        home / "blobs" / "ab" / ELSEWHERE,
        home / "blobs" / "ab" / ".0123456789abcdef.part",
        home / "captures" / "20261121T033015.123456Z-7f3a9c" / "context.part",
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    return paths


def test_all_that_was_half_written_goes(tmp_path: Path, sharing: Sharing) -> None:
    paths = left(tmp_path)
    assert leftovers.clear(tmp_path, sharing, []) == len(paths)
    assert not any(path.exists() for path in paths)
    assert leftovers.clear(tmp_path, sharing, []) == 0


def test_what_else_lies_there_stays(tmp_path: Path, sharing: Sharing) -> None:
    names = ("notes.part", "library.db", "library.db.before-4", ".part", "context.json", "x.tmp")
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    leftovers.clear(tmp_path, sharing, [])
    assert {path.name for path in tmp_path.iterdir()} >= set(names)


def test_what_this_program_is_writing_stays(tmp_path: Path, sharing: Sharing) -> None:
    with replacing(tmp_path / "settings.json") as file:
        file.write(b"{}")
        assert leftovers.clear(tmp_path, sharing, []) == 0
    assert (tmp_path / "settings.json").read_bytes() == b"{}"
    assert f"-{os.getpid()}-" in temporary_name()


def test_beside_another_program_only_what_is_a_day_old_goes(
    tmp_path: Path, sharing: Sharing
) -> None:
    other = Sharing(tmp_path)
    other.join()
    fresh, old = tmp_path / ELSEWHERE, tmp_path / "blobs" / "ab" / ELSEWHERE
    old.parent.mkdir(parents=True)
    for path in (fresh, old):
        path.write_bytes(b"half")
    day_before = time.time() - leftovers.OLD_S - 60
    os.utime(old, (day_before, day_before))
    assert leftovers.clear(tmp_path, sharing, []) == 1
    assert fresh.exists()
    other.leave()


def test_a_folder_that_holds_nothing_goes(tmp_path: Path, sharing: Sharing) -> None:
    captures = Captures(tmp_path)
    folder = captures.new_folder()
    assert not captures.has_tape(folder.name)
    assert leftovers.clear(tmp_path, sharing, captures.ids()) == 1
    assert captures.ids() == []


def test_a_folder_of_this_run_stays(tmp_path: Path, sharing: Sharing) -> None:
    captures = Captures(tmp_path)
    known = captures.ids()
    folder = captures.new_folder()
    assert leftovers.clear(tmp_path, sharing, known) == 0
    assert folder.is_dir()


def test_a_prompt_without_a_tape_gets_an_empty_one(tmp_path: Path, sharing: Sharing) -> None:
    captures = Captures(tmp_path)
    folder = captures.new_folder()
    context = CaptureContext(conversation_id="c", answer_id="a", prompt=prompt("Hi", id="p"))
    write_context(folder, context, captures.blobs)
    assert leftovers.clear(tmp_path, sharing, captures.ids()) == 1
    tape = captures.open(folder.name)
    assert list(tape.records()) == []
    assert tape.interrupted
    assert (folder / "body").stat().st_mode & 0o777 == 0o600


def test_a_body_without_records_stays_and_can_be_read(tmp_path: Path, sharing: Sharing) -> None:
    captures = Captures(tmp_path)
    folder = captures.new_folder()
    (folder / "body").write_bytes(b"data: {}\n\n")
    assert captures.has_tape(folder.name)
    assert leftovers.clear(tmp_path, sharing, captures.ids()) == 1
    assert captures.open(folder.name).capture().body == b"data: {}\n\n"


def test_a_home_that_is_not_there_is_clear(tmp_path: Path, sharing: Sharing) -> None:
    assert leftovers.clear(tmp_path / "missing", sharing, []) == 0


def test_beside_an_export_only_what_dead_programs_left_goes(tmp_path: Path) -> None:
    dead, ours = "4194999", str(os.getpid())  # above the highest number that Linux gives out
    names = {
        f".gemini-desktop-{dead}-0123456789abcdef.part": True,
        f".gemini-desktop-{dead}-ab_cd012.part": True,
        f".gemini-desktop-{ours}-0123456789abcdef.part": False,
        ".gemini-desktop-0123456789abcdef.part": False,
        "mine.part": False,
    }
    then = time.time() - 2 * leftovers.BESIDE_S
    for number, name in enumerate(names):
        path = tmp_path / name
        if number % 2:
            path.mkdir()
            (path / "chat.md").write_bytes(b"half")
        else:
            path.write_bytes(b"half")
        os.utime(path, (then, then))
    fresh = tmp_path / f".gemini-desktop-{dead}-fedcba9876543210.part"
    fresh.write_bytes(b"of another computer")
    assert leftovers.clear_beside(tmp_path / "chats.zip") == 2
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {name for name, goes in names.items() if not goes} | {fresh.name}


def test_old_working_folders_go_from_the_systems_place_for_them(tmp_path: Path) -> None:
    then = time.time() - leftovers.OLD_S - 60
    ages = {"gemini-desktop-ab_cd012": then, "gemini-desktop-fresh_01": time.time(), "other": then}
    for name, age in ages.items():
        (tmp_path / name / "capture").mkdir(parents=True)
        os.utime(tmp_path / name, (age, age))
    (tmp_path / "gemini-desktop-linked_1").symlink_to(tmp_path / "other")
    assert leftovers.clear_temporary(tmp_path) == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"gemini-desktop-fresh_01", "other", "gemini-desktop-linked_1"}
