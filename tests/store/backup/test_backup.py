"""Everything in one file and back: as it was, into an empty home or beside what is there."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.profile import Profile
from gemini_desktop.store import locks
from gemini_desktop.store.backup import restoring
from gemini_desktop.store.backup.manifest import Manifest
from gemini_desktop.store.backup.restoring import finish, restore
from gemini_desktop.store.backup.writing import back_up, size_of
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.settings import SettingsFile
from gemini_desktop.store.transcripts import Library
from tests.store.backup.homes import ask, contents, conversations, make_home, shown
from tests.support import PATIENCE_S


def ignore(_: int) -> None:
    """Nobody watches."""


def leftovers(home: Path) -> list[str]:
    return [path.name for path in home.iterdir() if path.name.startswith(("restore-", "."))]


def test_an_empty_home_gets_everything_as_it_was(tmp_path: Path) -> None:
    home, other = make_home(tmp_path / "home"), tmp_path / "other"
    file = tmp_path / "all.gdbackup"
    heard: list[int] = []
    made = back_up(home, file, heard.append)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.counts.conversations == 2
    assert made.counts.turns == 6
    assert made.counts.captures == 3
    assert made.counts.drafts == 2
    assert abs(sum(heard) - 2 * size_of(home)) < 100_000  # SQLite's journal is not in the size
    assert leftovers(tmp_path) == []

    restored = restore(file, other, ignore)
    assert restored.taken.added == 2
    assert contents(other) == contents(home)
    assert shown(other) == shown(home)
    assert SettingsFile(other).load() == SettingsFile(home).load()
    assert leftovers(other) == []
    for path in other.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_any_tool_can_open_it_and_no_entry_is_a_surprise(tmp_path: Path) -> None:
    home, file = make_home(tmp_path / "home"), tmp_path / "all.gdbackup"
    (home / "logs" / "gemini-desktop.log").write_text("not in it")
    (home / "captures" / "notes.txt").write_text("nor this")
    made = back_up(home, file, ignore)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        told = msgspec.json.decode(archive.read("manifest.json"), type=Manifest)
    assert told == made
    assert names == [entry.name for entry in made.entries] + ["manifest.json"]
    assert {name.split("/")[0] for name in names} == {
        "library.db", "settings.json", "library.json", "captures", "blobs", "drafts", "manifest.json"
    }  # fmt: skip
    assert "keyring" in told.without


def test_restoring_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    home, file = make_home(tmp_path / "home"), tmp_path / "all.gdbackup"
    back_up(home, file, ignore)
    before = contents(home), shown(home)
    restored = restore(file, home, ignore)
    assert (restored.taken.added, restored.taken.beside, restored.taken.skipped) == (0, 0, 2)
    assert (contents(home), shown(home)) == before


def test_what_is_here_stays_and_what_differs_comes_in_beside(tmp_path: Path) -> None:
    theirs = make_home(tmp_path / "theirs", {"c1": ["One", "Two"], "c2": ["Only there"]})
    here = make_home(tmp_path / "here", {"c1": ["One", "Quite another"], "c3": ["Only here"]})
    SettingsFile(theirs).save(
        msgspec.structs.replace(
            SettingsFile(theirs).load()[0],
            profiles=make_profiles("Main", "Gateway"),
        )
    )
    file = tmp_path / "all.gdbackup"
    back_up(theirs, file, ignore)
    for beside in (1, 0):  # the same once more is there already
        restored = restore(file, here, ignore)
        assert restored.taken.beside == beside
    found = shown(here)
    titles = sorted(title for title, _ in found.values())
    assert titles[0] == "A title of its own"
    assert titles[1].startswith("A title of its own (from the backup of 20")
    assert titles[2:] == ["Only here", "Only there"]
    assert found["c1"][1][2] == "Quite another"
    (copied,) = (texts for title, texts in found.values() if "backup" in title)
    assert copied == shown(theirs)["c1"][1]
    settings = SettingsFile(here).load()[0]
    assert [profile.name for profile in settings.profiles] == ["Main", "Gateway"]
    assert settings.theme == "dark"
    captures = Captures(here)
    assert len(captures.ids()) == 6
    for capture_id in captures.ids():
        assert captures.open(capture_id).ended() is not None


def make_profiles(*names: str) -> tuple[Profile, ...]:
    return tuple(Profile(name=name) for name in names)


def test_what_was_deleted_since_comes_back(tmp_path: Path) -> None:
    home, file = make_home(tmp_path / "home"), tmp_path / "all.gdbackup"
    before = shown(home)
    back_up(home, file, ignore)

    async def lose() -> None:
        library, captures = Library(home), Captures(home)
        await library.open()
        await library.delete_conversations(["c1"])
        await library.purge_deleted(captures)
        await library.delete_conversations(["c2"])
        await library.close()

    asyncio.run(lose())
    assert shown(home) == {}
    assert restore(file, home, ignore).taken.added == 2
    assert shown(home) == before
    assert len(Captures(home).ids()) == 3


def test_a_backup_while_answers_come_in_is_of_one_moment(tmp_path: Path) -> None:
    """Turns are written and a tape grows all the while; what came back is whole."""
    home, file = make_home(tmp_path / "home"), tmp_path / "all.gdbackup"

    async def main() -> None:
        library, captures = Library(home), Captures(home)
        await library.open()
        with captures.create() as tape:
            live = tape.id
            working = asyncio.create_task(asyncio.to_thread(back_up, home, file, ignore))
            number = 0
            while not working.done():
                await ask(library, captures, f"n{number}", ["More"])
                tape.append(BytesReceived(t_ns=number, data=b"data: {}\n\n"))
                number += 1
            await working
        await library.close()
        other = tmp_path / "other"
        restore(file, other, ignore)
        found = await conversations(other)
        assert {"c1", "c2"} <= found.keys()
        assert all(len(texts) % 2 == 0 or texts[-1] == "More" for _, texts in found.values())
        body = Captures(other).open(live).read(0, 1 << 20)
        assert body == b"data: {}\n\n" * (len(body) // 10)

    asyncio.run(main())


def test_stopping_leaves_everything_as_it_was(tmp_path: Path) -> None:
    home, file = make_home(tmp_path / "home"), tmp_path / "all.gdbackup"
    file.write_text("an earlier one")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(home, file, stop)
    assert file.read_text() == "an earlier one"
    assert sorted(tmp_path.iterdir()) == [file, home]
    back_up(home, file, ignore)
    before = contents(home), shown(home)
    with pytest.raises(KeyboardInterrupt):
        restore(file, home, stop)
    assert (contents(home), shown(home)) == before
    assert leftovers(home) == []


def test_a_library_that_cannot_be_written_leaves_the_home_as_it_was(tmp_path: Path) -> None:
    theirs = make_home(tmp_path / "theirs", {"c9": ["Theirs"]})
    here, file = make_home(tmp_path / "here"), tmp_path / "all.gdbackup"
    back_up(theirs, file, ignore)
    before = shown(here)
    with contextlib.closing(sqlite3.connect(here / "library.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
        with pytest.raises(StoreError) as caught:
            restore(file, here, ignore)
        connection.execute("PRAGMA user_version = " + str(len(MIGRATIONS)))
    assert caught.value.failure.kind == "newer_database"
    assert shown(here) == before
    assert len(Captures(here).ids()) == 3
    assert leftovers(here) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from gemini_desktop.core.profile import Profile
from gemini_desktop.store import locks
from gemini_desktop.store.backup import restoring

step, count = sys.argv[3], 0
for name in ("_unpack", "_check_library", "_move_new", "_take_rows", "_take_settings"):
    def wrapped(*arguments, real=getattr(restoring, name), name=name):
        global count
        if f"{name}{count}" == step or name == step:
            os.kill(os.getpid(), signal.SIGKILL)
        count += name == "_move_new"
        return real(*arguments)
    setattr(restoring, name, wrapped)
restoring.restore(Path(sys.argv[1]), Path(sys.argv[2]), lambda _: None)
"""


@pytest.mark.parametrize(
    ("step", "finished"),
    [
        ("_unpack", 0),
        ("_check_library", 0),
        ("_move_new0", 1),
        ("_take_rows", 1),
        ("_move_new1", 1),
        ("_move_new2", 1),
        ("_take_settings", 1),
    ],
)
def test_kill_9_while_restoring_ends_in_all_or_nothing(
    tmp_path: Path, step: str, finished: int
) -> None:
    theirs = make_home(tmp_path / "theirs", {"c9": ["Theirs"], "c1": ["One", "Other"]})
    here, file = make_home(tmp_path / "here"), tmp_path / "all.gdbackup"
    back_up(theirs, file, ignore)
    before = contents(here), shown(here)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(file), str(here), step], check=False, timeout=PATIENCE_S
    )
    assert killed.returncode == -signal.SIGKILL
    assert finish(here) == finished
    assert finish(here) == 0
    assert leftovers(here) == []
    if not finished:
        assert (contents(here), shown(here)) == before
    else:
        assert len(shown(here)) == 4
        assert len(Captures(here).ids()) == 6


def test_one_that_another_program_unpacks_is_left_to_it(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    with restoring._staging(home) as folder:
        assert finish(home) == 0
        assert folder.exists()
    assert not folder.exists()


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, file = make_home(tmp_path / "home"), tmp_path / "all.gdbackup"
    back_up(home, file, ignore)
    before = contents(home), shown(home)
    monkeypatch.setattr(restoring, "_SPARE_BYTES", 1 << 62)
    with pytest.raises(StoreError) as caught:
        restore(file, home, ignore)
    assert caught.value.failure.kind == "disk_full"
    assert "Nothing was changed." in caught.value.failure.message
    assert (contents(home), shown(home)) == before
    assert leftovers(home) == []


def test_a_file_that_cannot_be_moved_comes_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chats are entered by then: what fails after that must not be thrown away."""
    theirs = make_home(tmp_path / "theirs", {"c9": ["Theirs"]})
    here, file = make_home(tmp_path / "here"), tmp_path / "all.gdbackup"
    back_up(theirs, file, ignore)
    move, calls = restoring._move_new, 0

    def failing(*arguments: Path | str) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise PermissionError(13, "no")
        move(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "_move_new", failing)
    with pytest.raises(StoreError) as caught:
        restore(file, here, ignore)
    assert "next start" in caught.value.failure.message
    assert len(leftovers(here)) == 1
    monkeypatch.setattr(restoring, "_move_new", move)
    assert finish(here) == 1
    assert leftovers(here) == []
    assert len(shown(here)) == 3
    assert len(Captures(here).ids()) == 4


def test_a_program_that_starts_takes_nothing_from_a_restoring_that_begins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It clears away what dead ones have left, and a folder is not locked when it is just made."""
    lock, begun = locks.lock, iter([True])

    def lock_late(folder: Path, *, exclusive: bool) -> locks.Lock | None:
        if next(begun, False):
            finish(home)
            assert not folder.exists()
        return lock(folder, exclusive=exclusive)

    for module in (locks, restoring):
        monkeypatch.setattr(module, "lock", lock_late)
    with restoring._staging(home) as folder:
        assert folder.is_dir()
        finish(home)
        assert folder.is_dir()
    assert leftovers(home) == []
