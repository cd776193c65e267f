"""A large file is opened unchecked, and checked while it is used."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.care import checking
from gemini_desktop.store.database import Database
from gemini_desktop.store.migrations import Migration
from tests.support import RunCoroutine

PAGE = 4096


def _table(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")


MIGRATIONS: tuple[Migration, ...] = (_table,)


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE_BYTES", 0)


def filled(path: Path, run_async: RunCoroutine, rows: int = 200) -> None:
    async def fill() -> None:
        database = Database(path, MIGRATIONS)
        await database.open()
        values = [("x" * 3000,)] * rows
        await database.write(lambda c: c.executemany("INSERT INTO notes (text) VALUES (?)", values))
        await database.close()

    run_async(fill())


def damage(path: Path) -> None:
    """Overwrite pages in the middle of the file."""
    with path.open("r+b") as file:
        file.seek(20 * PAGE)
        file.write(b"\xff" * 40 * PAGE)


def test_damage_is_found_while_the_file_is_used_and_put_aside_the_next_time(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    path = tmp_path / "library.db"
    filled(path, run_async)
    damage(path)

    async def check() -> None:
        database = Database(path, MIGRATIONS)
        assert (await database.open()).damaged is None
        assert not await database.is_sound()
        await database.close()
        assert checking.is_suspect(path)
        opened = await database.open()
        assert opened.damaged is not None
        assert not checking.is_suspect(path)
        assert await database.is_sound()
        await database.close()

    run_async(check())


def test_a_sound_file_stays_as_it_is(tmp_path: Path, run_async: RunCoroutine) -> None:
    path = tmp_path / "library.db"
    filled(path, run_async)

    async def check() -> None:
        database = Database(path, MIGRATIONS)
        await database.open()
        assert await database.is_sound()
        await database.close()

    run_async(check())
    assert [each.name for each in tmp_path.iterdir()] == ["library.db"]


def test_damage_that_is_met_on_the_way_is_remembered(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    path = tmp_path / "library.db"
    filled(path, run_async)
    damage(path)

    async def check() -> None:
        database = Database(path, MIGRATIONS)
        await database.open()
        with pytest.raises(StoreError):
            await database.read(
                lambda c: c.execute("SELECT sum(length(text)) FROM notes").fetchone()
            )
        await database.close()
        assert (await database.open()).damaged is not None
        await database.close()

    run_async(check())


def test_one_that_is_suspect_and_sound_is_trusted_again(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    path = tmp_path / "library.db"
    filled(path, run_async)
    checking.suspect(path)

    async def check() -> None:
        database = Database(path, MIGRATIONS)
        assert (await database.open()).damaged is None
        await database.close()

    run_async(check())
    assert not checking.is_suspect(path)


def test_a_file_that_must_be_changed_first_is_checked_before(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    path = tmp_path / "library.db"
    filled(path, run_async)
    damage(path)
    further: Callable[[sqlite3.Connection], None] = lambda c: None  # noqa: E731

    async def check() -> None:
        database = Database(path, (*MIGRATIONS, further))
        assert (await database.open()).damaged is not None
        await database.close()

    run_async(check())


def test_the_check_can_be_stopped(tmp_path: Path, run_async: RunCoroutine) -> None:
    path = tmp_path / "library.db"
    filled(path, run_async, rows=4000)
    late = checking.LateCheck(path)
    late.stop()
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(late.run()))
    thread.start()
    while thread.is_alive():
        late.stop()
        thread.join(0.001)
    assert found == [True]
    assert not checking.is_suspect(path)


def test_a_file_that_is_not_there_is_not_damaged(tmp_path: Path) -> None:
    assert checking.LateCheck(tmp_path / "missing.db").run()
    assert not checking.takes_long(tmp_path / "missing.db")
    assert list(tmp_path.iterdir()) == []
