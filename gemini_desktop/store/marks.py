"""What the user has put on conversations, kept beside the tapes as well: `library.json`.

Pins, tags, archived ones and titles of the user's own are on no tape; with this small file a lost
or damaged database gets them back too. It is a file of its own and not part of each tape's context,
as it changes when nothing is recorded, and a conversation may have many tapes, or none.

The database is what counts: the file is written from it, whole, within the transaction that changes
a mark, so that programs that share a home take turns. It is read once in a database's life, when
that is new; marks of conversations that are not there wait in it until they come.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.failures import store_error

FILE = "library.json"
_TAKEN_UP = ""
"""The id of the row that says that the file was read."""
_MARKED = "own_title OR pinned_unix_ns OR archived_unix_ns OR tags != ''"


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of one conversation. `title` is empty where it is not the user's own."""

    title: str = ""
    pinned_unix_ns: int = 0
    archived_unix_ns: int = 0
    tags: tuple[str, ...] = ()


class _Marks(msgspec.Struct, frozen=True):
    version: int
    conversations: dict[str, Mark]


def keep(connection: sqlite3.Connection, home: Path) -> None:
    """Write the file as the database has it, if that changes it. Raises StoreError; then what is in
    the transaction must not happen either."""
    columns = "id, title, own_title, pinned_unix_ns, archived_unix_ns, tags"
    rows = connection.execute(
        f"SELECT {columns} FROM conversations WHERE {_MARKED}"  # noqa: S608 - our own names
        f" UNION ALL SELECT {columns} FROM waiting_marks WHERE id != '' ORDER BY id"
    )
    marks = {
        row[0]: Mark(
            title=row[1] if row[2] else "",
            pinned_unix_ns=row[3],
            archived_unix_ns=row[4],
            tags=tuple(row[5].split("\n")) if row[5] else (),
        )
        for row in rows
    }
    path = home / FILE
    data = msgspec.json.format(msgspec.json.encode(_Marks(1, marks)), indent=1) + b"\n"
    if (marks or path.exists()) and data != _bytes(path):
        write_atomically(path, data, private=True)


def is_taken_up(connection: sqlite3.Connection) -> bool:
    """Whether this database has read the file."""
    sql = "SELECT 1 FROM waiting_marks WHERE id = ?"
    return connection.execute(sql, (_TAKEN_UP,)).fetchone() is not None


def take_up(connection: sqlite3.Connection, home: Path) -> None:
    """Enter what the file knows. A file that cannot be understood is put aside. Raises
    StoreError."""
    if is_taken_up(connection):
        return  # another program was faster
    marks = {"": Mark(), **_read(home / FILE)}
    connection.executemany(
        "INSERT INTO waiting_marks VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                conversation_id,
                mark.title,
                mark.title != "",
                mark.pinned_unix_ns,
                mark.archived_unix_ns,
                "\n".join(mark.tags),
            )
            for conversation_id, mark in marks.items()
        ],
    )
    connection.execute(
        """
        UPDATE conversations
        SET title = CASE WHEN marks.own_title THEN marks.title ELSE conversations.title END,
            own_title = marks.own_title, pinned_unix_ns = marks.pinned_unix_ns,
            archived_unix_ns = marks.archived_unix_ns, tags = marks.tags
        FROM waiting_marks AS marks WHERE marks.id = conversations.id
        """
    )
    connection.execute("DELETE FROM waiting_marks WHERE id IN (SELECT id FROM conversations)")


def _read(path: Path) -> dict[str, Mark]:
    data = _bytes(path)
    if data is None:
        return {}
    try:
        return msgspec.json.decode(data, type=_Marks).conversations
    except (msgspec.DecodeError, RecursionError):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        with contextlib.suppress(OSError):
            path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
        return {}


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise store_error(error, "read pins and tags", path) from error
