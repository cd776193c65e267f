"""The list of all captures, as the index knows it: plain functions over a connection.

Whatever hangs on something deleted (its conversation, its turn, itself) is out of the list at once,
and back in it when the deletion is undone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.queries import CaptureNote

_COLUMNS = ", ".join(CaptureNote.__struct_fields__)
VISIBLE = """
    deleted_unix_ns IS NULL
    AND turn_id NOT IN (SELECT id FROM turns WHERE deleted_unix_ns IS NOT NULL)
    AND conversation_id NOT IN (SELECT id FROM conversations WHERE deleted_unix_ns IS NOT NULL)
"""
# A turn names its capture before the index hears of it: one that a crash cut off.
UNNOTED = """
    SELECT capture_id, created_unix_ns, conversation_id, id, outcome FROM turns
    WHERE capture_id != '' AND deleted_unix_ns IS NULL
      AND capture_id NOT IN (SELECT id FROM captures)
      AND conversation_id NOT IN (SELECT id FROM conversations WHERE deleted_unix_ns IS NOT NULL)
"""


def listed(connection: sqlite3.Connection) -> list[CaptureNote]:
    """All captures that can be seen, newest first. No tape is read."""
    noted = connection.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE {VISIBLE}"  # noqa: S608 - our own names
        " ORDER BY created_unix_ns DESC, id DESC"
    )
    notes = [_note(row) for row in noted]
    rest = connection.execute(UNNOTED).fetchall()
    if rest:
        notes += [
            CaptureNote(
                id=row[0],
                created_unix_ns=row[1],
                conversation_id=row[2],
                turn_id=row[3],
                outcome=row[4],
            )
            for row in rest
        ]
        notes.sort(key=lambda note: (note.created_unix_ns, note.id), reverse=True)
    return notes


def figured(connection: sqlite3.Connection) -> set[str]:
    """The captures of which the index knows all that the list shows."""
    return {row[0] for row in connection.execute("SELECT id FROM captures WHERE figured = 1")}


def known(connection: sqlite3.Connection, capture_id: str) -> CaptureNote | None:
    """What the index knows of this one."""
    sql = f"SELECT {_COLUMNS} FROM captures WHERE id = ?"  # noqa: S608 - our own names
    row = connection.execute(sql, (capture_id,)).fetchone()
    return _note(row) if row is not None else None


def of_conversation(connection: sqlite3.Connection, conversation_id: str) -> set[str]:
    """The captures from which the turns of a conversation came, also where they are another's of
    which it is a copy."""
    rows = connection.execute(
        "SELECT capture_id FROM turns WHERE conversation_id = ? AND capture_id != ''"
        " AND deleted_unix_ns IS NULL",
        (conversation_id,),
    )
    return {row[0] for row in rows}


def delete(connection: sqlite3.Connection, capture_id: str, now: int) -> None:
    """Take a capture out of the list. Raises StoreError where an answer came from it."""
    found = connection.execute(
        "SELECT title FROM turns JOIN conversations ON conversations.id = conversation_id"
        " WHERE capture_id = ? AND turns.deleted_unix_ns IS NULL"
        " AND conversations.deleted_unix_ns IS NULL",
        (capture_id,),
    ).fetchone()
    if found is not None:
        raise StoreError(_needed(found[0]))
    sql = "UPDATE captures SET deleted_unix_ns = ? WHERE id = ?"
    connection.execute(sql, (now, capture_id))


def restore(connection: sqlite3.Connection, capture_id: str) -> None:
    """Undo `delete`."""
    connection.execute("UPDATE captures SET deleted_unix_ns = NULL WHERE id = ?", (capture_id,))


def purge(connection: sqlite3.Connection, delete_capture: Callable[[str], None]) -> None:
    """Delete for good what `delete` took away; answers that came from it stay (`upkeep`)."""
    sql = "SELECT id FROM captures WHERE deleted_unix_ns IS NOT NULL"
    for (capture_id,) in connection.execute(sql).fetchall():
        delete_capture(capture_id)
        connection.execute("UPDATE turns SET capture_id = '' WHERE capture_id = ?", (capture_id,))
        connection.execute("DELETE FROM captures WHERE id = ?", (capture_id,))


def _note(row: tuple[Any, ...]) -> CaptureNote:
    """In the order of the struct's fields, written out: by name it takes four times as long."""
    return CaptureNote(
        id=row[0],
        created_unix_ns=row[1],
        conversation_id=row[2],
        turn_id=row[3],
        protocol=row[4],
        profile=row[5],
        model=row[6],
        outcome=row[7],
        bytes=row[8],
        ended=bool(row[9]),
        prompt=row[10],
        duration_ns=row[11],
        attempts=row[12],
        figured=bool(row[13]),
    )


def _needed(title: str) -> Failure:
    chat = f"chat “{title}”" if title else "chat without a title"
    return Failure(
        kind="capture_needed",
        message=f"This recording stays: the {chat} has an answer that came from it.",
        advice="Delete that answer in the chat, and its recording goes with it.",
    )
