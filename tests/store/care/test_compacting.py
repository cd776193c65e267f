"""Compacting tells how far it is, also where SQLite itself is silent."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from gemini_desktop.store.care import compacting
from gemini_desktop.store.migrations import MIGRATIONS, migrate

PAGES = 9_000


def filled(path: Path) -> sqlite3.Connection:
    """A library of some forty megabytes, a third of it empty."""
    connection = sqlite3.connect(path, timeout=0.1, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    migrate(connection, path, MIGRATIONS)
    connection.execute("BEGIN")
    connection.execute(
        "INSERT INTO conversations (id, created_unix_ns, updated_unix_ns) VALUES ('c', 1, 1)"
    )
    connection.execute(
        f"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {PAGES})"
        " INSERT INTO turns SELECT 't' || i, 'c', '', 'user', i, '', '', zeroblob(4000), NULL FROM n"
    )
    connection.execute("DELETE FROM turns WHERE rowid % 3 = 0")
    connection.execute("COMMIT")
    return connection


def test_both_halves_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "_LOOK_EVERY_S", 0.001)
    path, heard = tmp_path / "library.db", list[float]()
    with contextlib.closing(filled(path)) as connection:
        compacting.compact(connection, path, heard.append)
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert [share for share in heard if share < 0.4], "while SQLite copies"
    assert [share for share in heard if 0.4 < share < 1], "while it writes back"
    assert max(share for share in heard if share < 1) <= 0.8


def test_beside_one_who_reads_it_does_not_run_ahead(tmp_path: Path) -> None:
    """The journal keeps its size then."""
    path, heard = tmp_path / "library.db", list[float]()
    with (
        contextlib.closing(filled(path)) as connection,
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader,
    ):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turns").fetchone()
        connection.execute("UPDATE conversations SET title = 'x'")
        compacting.compact(connection, path, heard.append)
        reader.execute("COMMIT")
    assert heard[0] < 0.1
    assert heard[-1] == 1.0


def test_what_fails_leaves_no_thread(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with contextlib.closing(filled(path)) as connection:
        connection.execute("BEGIN")
        with pytest.raises(sqlite3.OperationalError):
            compacting.compact(connection, path, lambda _: None)
        connection.execute("ROLLBACK")
