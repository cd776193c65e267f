"""The database file: brought up to date once, never lost to damage, shared by several programs."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.care import checking
from gemini_desktop.store.database import Database, Opened
from gemini_desktop.store.failures import DamagedError
from gemini_desktop.store.migrations import MIGRATIONS, Migration
from tests.support import PATIENCE_S, RunCoroutine


@contextlib.asynccontextmanager
async def opened(
    path: Path, migrations: tuple[Migration, ...] = MIGRATIONS
) -> AsyncIterator[tuple[Database, Opened]]:
    database = Database(path, migrations)
    found = await database.open()
    try:
        yield database, found
    finally:
        await database.close()


def one(connection: sqlite3.Connection, sql: str) -> object:
    return connection.execute(sql).fetchone()[0]


def make_old(path: Path, version: int, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


def add_notes(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE notes (text TEXT)")


def fill_notes(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO notes SELECT name FROM things")


def fail_after_writing(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM things")
    connection.execute("CREATE TABLE things (name TEXT)")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_made_up_to_date_and_private(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with opened(tmp_path / "library.db") as (database, found):
            assert found == Opened(is_new=True)
            assert await database.read(lambda c: one(c, "PRAGMA user_version")) == len(MIGRATIONS)
            assert await database.read(lambda c: one(c, "PRAGMA journal_mode")) == "wal"
            assert await database.read(lambda c: one(c, "PRAGMA foreign_keys")) == 1
            for name in ("library.db", "library.db-wal"):
                assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        async with opened(tmp_path / "library.db") as (_, found):
            assert found == Opened(is_new=False)

    run_async(check())
    assert names(tmp_path) == ["library.db"]


def test_work_runs_in_one_thread_that_is_not_the_loops(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with opened(tmp_path / "library.db") as (database, _):
            seen = await asyncio.gather(
                *(database.read(lambda c: threading.get_ident()) for _ in range(20))
            )
            assert len(set(seen)) == 1
            assert threading.get_ident() not in seen

    run_async(check())


def test_a_write_is_whole_or_nothing(tmp_path: Path, run_async: RunCoroutine) -> None:
    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes VALUES ('half')")
        raise ValueError("half way")

    async def check() -> None:
        async with opened(tmp_path / "library.db", (add_notes,)) as (database, _):
            with pytest.raises(ValueError, match="half way"):
                await database.write(half)
            assert await database.read(lambda c: one(c, "SELECT count(*) FROM notes")) == 0

    run_async(check())


def test_what_a_cancelled_caller_asked_for_is_still_done(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        gate = threading.Event()
        async with opened(tmp_path / "library.db", (add_notes,)) as (database, _):
            first = asyncio.create_task(database.read(lambda c: gate.wait(PATIENCE_S)))
            second = asyncio.create_task(
                database.write(lambda c: c.execute("INSERT INTO notes VALUES ('kept')"))
            )
            await asyncio.sleep(0.01)
            second.cancel()
            gate.set()
            await first
            with pytest.raises(asyncio.CancelledError):
                await second
            assert await database.read(lambda c: one(c, "SELECT text FROM notes")) == "kept"

    run_async(check())


def test_closing_waits_for_what_was_handed_in(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        database = Database(tmp_path / "library.db", (add_notes,))
        await database.open()
        writes = [
            asyncio.create_task(
                database.write(lambda c, n=n: c.execute("INSERT INTO notes VALUES (?)", (n,)))  # type: ignore[misc]
            )
            for n in range(50)
        ]
        await asyncio.sleep(0)
        await database.close()
        await database.close()
        await asyncio.gather(*writes)
        async with opened(tmp_path / "library.db", (add_notes,)) as (again, _):
            assert await again.read(lambda c: one(c, "SELECT count(*) FROM notes")) == 50

    run_async(check())


# --- migrations ----------------------------------------------------------------------------------


def test_an_old_file_is_copied_then_changed_step_by_step(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    path = tmp_path / "library.db"
    make_old(path, 1, "CREATE TABLE things (name TEXT)", "INSERT INTO things VALUES ('old')")

    def never_again(connection: sqlite3.Connection) -> None:
        raise AssertionError("applied twice")

    async def check() -> None:
        async with opened(path, (never_again, add_notes, fill_notes)) as (database, _):
            assert await database.read(lambda c: one(c, "SELECT text FROM notes")) == "old"
            assert await database.read(lambda c: one(c, "PRAGMA user_version")) == 3

    run_async(check())
    assert names(tmp_path) == ["library.db", "library.db.before-2", "library.db.before-3"]
    for version, tables in ((1, {"things"}), (2, {"things", "notes"})):
        copy = tmp_path / f"library.db.before-{version + 1}"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            assert one(connection, "PRAGMA user_version") == version
            assert one(connection, "SELECT name FROM things") == "old"
            rows = connection.execute("SELECT name FROM sqlite_master").fetchall()
            assert {row[0] for row in rows} == tables


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    path = tmp_path / "library.db"
    make_old(path, 1, "CREATE TABLE things (name TEXT)", "INSERT INTO things VALUES ('old')")

    async def check() -> None:
        with pytest.raises(StoreError) as caught:
            await Database(path, (add_notes, fail_after_writing)).open()
        assert "already exists" in caught.value.failure.detail

    run_async(check())
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert one(connection, "PRAGMA user_version") == 1
        assert one(connection, "SELECT name FROM things") == "old"


def test_a_newer_file_is_refused_untouched(tmp_path: Path, run_async: RunCoroutine) -> None:
    path = tmp_path / "library.db"
    make_old(path, len(MIGRATIONS) + 1, "CREATE TABLE future (name TEXT)")
    before = path.read_bytes()

    async def check() -> None:
        with pytest.raises(StoreError) as caught:
            await Database(path).open()
        failure = caught.value.failure
        assert failure.kind == "newer_database"
        assert str(path) in failure.message
        assert "newer version" in failure.advice

    run_async(check())
    assert path.read_bytes() == before
    assert names(tmp_path) == ["library.db"]


# --- damage --------------------------------------------------------------------------------------


def damaged_in_the_middle(path: Path) -> None:
    make_old(path, 0)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for migration in MIGRATIONS:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        for number in range(300):
            connection.execute(
                "INSERT INTO conversations (id, title, created_unix_ns, updated_unix_ns)"
                " VALUES (?, ?, 0, 0)",
                (str(number), "x" * 300),
            )
        connection.commit()
    data = bytearray(path.read_bytes())
    data[12_288:40_960] = b"\xaa" * 28_672
    path.write_bytes(data)


def no_database(path: Path) -> None:
    path.write_bytes(b"This is no database at all. " * 100)


def test_two_that_meet_the_same_damage_put_it_aside_once(
    tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the second takes away the new file, to which the first one writes."""
    path = tmp_path / "library.db"
    damaged_in_the_middle(path)
    first = Database(path)
    look, looks = checking.check, iter([True])

    async def check() -> None:
        def found_late(connection: sqlite3.Connection) -> None:
            if next(looks, False):
                asyncio.run(first.open())
                raise DamagedError("as it was a moment ago")
            look(connection)

        monkeypatch.setattr(checking, "check", found_late)
        second = Database(path)
        assert (await second.open()).damaged is None
        await second.close()

    run_async(check())
    assert len([*tmp_path.glob("library.db.damaged-*")]) == 1
    run_async(first.close())


@pytest.mark.parametrize("damage", [damaged_in_the_middle, no_database])
def test_a_damaged_file_is_put_aside_for_a_new_one(
    tmp_path: Path, run_async: RunCoroutine, damage: object
) -> None:
    path = tmp_path / "library.db"
    assert callable(damage)
    damage(path)
    before = path.read_bytes()

    async def check() -> None:
        async with opened(path) as (database, found):
            assert found.damaged is not None
            assert found.damaged.name.startswith("library.db.damaged-")
            assert found.damaged.read_bytes() == before
            assert await database.read(lambda c: one(c, "SELECT count(*) FROM conversations")) == 0

    run_async(check())
    assert len(names(tmp_path)) == 2


def test_an_empty_file_becomes_a_database(tmp_path: Path, run_async: RunCoroutine) -> None:
    (tmp_path / "library.db").touch()

    async def check() -> None:
        async with opened(tmp_path / "library.db") as (database, found):
            assert found == Opened(is_new=False)
            assert await database.read(lambda c: one(c, "SELECT count(*) FROM turns")) == 0

    run_async(check())


def test_a_folder_that_is_missing_is_said_plainly(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        with pytest.raises(StoreError) as caught:
            await Database(tmp_path / "nowhere" / "library.db").open()
        assert str(tmp_path / "nowhere" / "library.db") in str(caught.value)
        assert caught.value.failure.advice

    run_async(check())


def test_what_sqlite_refuses_is_said_plainly(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with opened(tmp_path / "library.db") as (database, _):
            with pytest.raises(StoreError) as caught:
                await database.read(lambda c: c.execute("SELECT * FROM nowhere"))
            assert "no such table" in str(caught.value)
            assert caught.value.failure.advice

    run_async(check())


# --- several programs ----------------------------------------------------------------------------

WRITE_MANY = """
    import asyncio, sys
    from pathlib import Path
    from gemini_desktop.core.transcript import prompt
    from gemini_desktop.store.transcripts import Library

    async def main(home, name):
        library = Library(home)
        await library.open()
        for number in range(100):
            await library.save_turn("shared", prompt("Hi", id=f"{name}-{number}"))
            await library.conversations()
        await library.close()

    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def test_programs_that_start_and_write_at_once_do_not_lock_each_other_out(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITE_MANY), str(tmp_path), str(number)],
            stderr=subprocess.PIPE,
        )
        for number in range(3)
    ]
    for process in running:
        _, errors = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, errors.decode()

    async def check() -> None:
        async with opened(tmp_path / "library.db") as (database, _):
            assert await database.read(lambda c: one(c, "SELECT count(*) FROM turns")) == 300

    run_async(check())
