"""A database in memory in the place of one that cannot be used: with what can be read of it, so
that old conversations are shown, and with room for new ones until the program ends."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gemini_desktop.store.care import checking
from gemini_desktop.store.failures import DamagedError
from gemini_desktop.store.migrations import Migration, migrate, version_of


def stand_in(path: Path | None, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """What could be read of the file at `path`, brought up to date; the file is not touched. Empty
    where nothing could, or where it is of a newer version; always where no path is given."""
    ways = (_opened_for_reading, _copied_aside, _without_journal) if path is not None else ()
    for copied in ways:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            with copied(path or Path()) as source:
                source.backup(connection)
            _bring_up_to_date(connection, migrations)
        except (sqlite3.Error, OSError):
            connection.close()
            continue
        return connection
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _bring_up_to_date(connection, migrations)
    return connection


@contextlib.contextmanager
def _opened_for_reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The usual way; beside a journal it needs one file more, which a read-only folder refuses."""
    with contextlib.closing(_connected(path, "mode=ro")) as source:
        yield source


@contextlib.contextmanager
def _copied_aside(path: Path) -> Iterator[sqlite3.Connection]:
    """With its journal, where the last conversations may stand alone."""
    with tempfile.TemporaryDirectory(prefix="gemini-desktop-") as folder:
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        journal = path.with_name(path.name + "-wal")
        if journal.exists():
            shutil.copyfile(journal, copy.with_name(journal.name))
        with contextlib.closing(_connected(copy, "mode=rw")) as source:
            yield source


@contextlib.contextmanager
def _without_journal(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(_connected(path, "mode=ro&immutable=1")) as source:
        yield source


def _connected(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=1.0, isolation_level=None)


def _bring_up_to_date(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    checking.check(connection)
    if version_of(connection) > len(migrations):
        raise DamagedError("of a newer version")
    migrate(connection, Path(), migrations, keeps_copies=False)
    connection.execute("PRAGMA foreign_keys = ON")
