"""What was imported is known as such after a restore too: it does not come a second time."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gemini_desktop.session.importing.chats import Importing, Report
from gemini_desktop.store.backup.restoring import finish, restore
from gemini_desktop.store.backup.writing import back_up
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.importing import chat_files
from gemini_desktop.store.importing.chat_files import ChatFiles
from gemini_desktop.store.transcripts import Library
from tests.store.backup.homes import make_home
from tests.support import RunCoroutine

SAMPLE = Path(__file__).parents[2] / "core" / "importing" / "samples" / "chatgpt.json"


async def bring(home: Path) -> tuple[Report, dict[str, str]]:
    """Import the sample; what came, and where each conversation is from."""
    library = Library(prepare_home(home))
    await library.open()
    try:
        report = await Importing(library, Captures(home)).run([SAMPLE])
        listed = await library.conversations()
        return report, {entry.title: entry.origin for entry in listed}
    finally:
        await library.close()


@pytest.mark.parametrize("used", [False, True])
def test_it_is_here_already(used: bool, tmp_path: Path, run_async: RunCoroutine) -> None:
    run_async(bring(tmp_path / "home"))
    file, other = tmp_path / "all.gdbackup", tmp_path / "other"
    back_up(tmp_path / "home", file, lambda _: None)
    if used:
        make_home(other)
    restore(file, other, lambda _: None)
    finish(other)
    report, origins = run_async(bring(other))
    assert (report.conversations, report.here) == (0, 2)
    assert origins["Bridges of the sample town"] == "chatgpt"


def kept_in(home: Path) -> list[str]:
    """The chats that have files beside the library."""
    return [chat.id for path in ChatFiles(home).all() for chat, _ in chat_files.read(path)]


async def visited(home: Path, delete: bool = False) -> list[str]:
    """Bring back and keep what is to be; the chats that are listed then."""
    library = Library(home)
    await library.open()
    try:
        for path in await library.kept_chats.find():
            await library.kept_chats.enter(path)
        await library.kept_chats.keep(await library.kept_chats.without_file())
        listed = [each.id for each in await library.conversations()]
        if delete:
            await library.delete_conversations(listed[:1])
        return listed
    finally:
        await library.close()


@pytest.mark.parametrize("used", [False, True])
def test_it_is_kept_beside_the_library_again(
    used: bool, tmp_path: Path, run_async: RunCoroutine
) -> None:
    run_async(bring(tmp_path / "home"))
    kept = kept_in(tmp_path / "home")
    assert len(kept) == 2
    file, other = tmp_path / "all.gdbackup", tmp_path / "other"
    back_up(tmp_path / "home", file, lambda _: None)
    if used:
        make_home(other)
    restore(file, other, lambda _: None)
    assert {*run_async(visited(other))} >= {*kept}
    assert sorted(kept_in(other)) == sorted(kept)


@pytest.mark.parametrize("used", [False, True])
def test_what_was_deleted_then_does_not_come_back(
    used: bool, tmp_path: Path, run_async: RunCoroutine
) -> None:
    """A chat that waits to be deleted for good is in the backup, and in no list afterwards."""
    home, file, other = tmp_path / "home", tmp_path / "all.gdbackup", tmp_path / "other"
    run_async(bring(home))
    gone, _ = run_async(visited(home, delete=True))
    back_up(home, file, lambda _: None)
    if used:
        make_home(other)
    restore(file, other, lambda _: None)
    assert gone not in run_async(visited(other))
    assert len(kept_in(other)) == 1


def test_a_backup_of_a_home_without_its_library_has_them(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    home, file, other = tmp_path / "home", tmp_path / "all.gdbackup", tmp_path / "other"
    run_async(bring(home))
    for path in home.glob("library.db*"):
        path.unlink()
    back_up(home, file, lambda _: None)
    before = os.umask(0)
    try:
        restore(file, other, lambda _: None)
    finally:
        os.umask(before)
    assert stat.S_IMODE((other / "imported").stat().st_mode) == 0o700
    assert len(run_async(visited(other))) == 2
