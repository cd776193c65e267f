"""The library's SQL: plain functions over a connection, run in the database's thread."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import msgspec

from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.conversation_rows import no_conversation

TurnRow: TypeAlias = tuple[str, str, Literal["user", "model"], int, str, bytes]
"""id, parent_id, role, created_unix_ns, capture_id, data (packed JSON)."""

TurnValues: TypeAlias = dict[str, str | int | bytes]

_COLUMNS = "turns.id, parent_id, role, turns.created_unix_ns, capture_id, data"


class CaptureNote(msgspec.Struct, frozen=True, kw_only=True):
    """What the index knows of a capture. `bytes` counts its body; `ended` says whether an `Ended`
    is on the tape. `prompt` is the beginning of what was asked; it and the two numbers after it
    were read from the tape, or heard while it grew, where `figured` says so."""

    id: str
    created_unix_ns: int
    conversation_id: str = ""
    turn_id: str = ""
    protocol: str = ""
    profile: str = ""
    model: str = ""
    outcome: str = ""
    bytes: int = 0
    ended: bool = False
    prompt: str = ""
    duration_ns: int = 0
    attempts: int = 0
    figured: bool = False


_NOTED = CaptureNote.__struct_fields__
_PLACES = ", ".join("?" * len(_NOTED))
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _NOTED[1:])
_NOTE = (
    f"INSERT INTO captures ({', '.join(_NOTED)}) VALUES ({_PLACES})"  # noqa: S608 - our own names
    f" ON CONFLICT (id) DO UPDATE SET {_REPLACED}"
)


def recent_prompts(connection: sqlite3.Connection, limit: int) -> list[bytes]:
    """The packed JSON of the last prompts, the newest first. Only so many conversations are looked
    into, the latest: with all of them every turn would be read."""
    rows = connection.execute(
        """
        WITH latest AS (SELECT id FROM conversations WHERE deleted_unix_ns IS NULL
                        ORDER BY updated_unix_ns DESC LIMIT :limit)
        SELECT data FROM turns
        WHERE conversation_id IN latest AND role = 'user' AND deleted_unix_ns IS NULL
        ORDER BY created_unix_ns DESC LIMIT :limit
        """,
        {"limit": limit},
    )
    return [row[0] for row in rows]


def note_capture(connection: sqlite3.Connection, note: CaptureNote) -> None:
    """Enter the capture, or replace what is known of it."""
    connection.execute(_NOTE, msgspec.structs.astuple(note))


def capture_ids(connection: sqlite3.Connection) -> set[str]:
    """Noted, or named by a turn; but a copy that came back from its file names those of others."""
    rows = connection.execute(
        "SELECT id FROM captures UNION SELECT capture_id FROM turns WHERE capture_id != ''"
        " AND conversation_id NOT IN (SELECT conversation_id FROM imported)"
    )
    return {row[0] for row in rows}


def unfinished(connection: sqlite3.Connection) -> list[tuple[str, TurnRow]]:
    """(conversation, turn) of the answers without an outcome, oldest first."""
    rows = connection.execute(
        f"""
        SELECT conversation_id, {_COLUMNS} FROM turns
        JOIN conversations ON conversations.id = conversation_id
        WHERE role = 'model' AND outcome = '' AND turns.deleted_unix_ns IS NULL
          AND conversations.deleted_unix_ns IS NULL
        ORDER BY turns.created_unix_ns
        """  # noqa: S608 - our own names
    )
    return [(row[0], row[1:]) for row in rows]


def values_of(conversation_id: str, turn: Turn) -> TurnValues:
    """What `save_turn` wants of a turn as it is now, but its data; without a title."""
    return {
        "id": turn.id,
        "conversation_id": conversation_id,
        "parent_id": turn.parent_id,
        "role": turn.role,
        "created": turn.created_unix_ns or time.time_ns(),
        "capture_id": turn.capture_id,
        "outcome": turn.outcome.kind if turn.outcome else "",
        "title": "",
    }


def save_turn(connection: sqlite3.Connection, row: TurnValues) -> None:
    """`row` has the columns of `turns` (created_unix_ns as `created`) and the `title` that a
    conversation without one gets. One that was deleted, in another window, is back with a new
    turn: it is being gone on with."""
    connection.execute(
        "INSERT INTO conversations (id, created_unix_ns, updated_unix_ns)"
        " VALUES (:conversation_id, :created, :created) ON CONFLICT DO NOTHING",
        row,
    )
    is_new = not connection.execute("SELECT 1 FROM turns WHERE id = :id", row).fetchone()
    connection.execute(
        """
        INSERT INTO turns (id, conversation_id, parent_id, role, created_unix_ns, capture_id,
                           outcome, data)
        VALUES (:id, :conversation_id, :parent_id, :role, :created, :capture_id, :outcome, :data)
        ON CONFLICT (id) DO UPDATE SET
            parent_id = excluded.parent_id, role = excluded.role,
            capture_id = excluded.capture_id, outcome = excluded.outcome, data = excluded.data
        """,
        row,
    )
    connection.execute(
        """
        UPDATE conversations SET
            updated_unix_ns = max(updated_unix_ns, :created),
            title = CASE WHEN title = '' THEN :title ELSE title END,
            head_turn_id = CASE WHEN :is_new THEN :id ELSE head_turn_id END,
            deleted_unix_ns = CASE WHEN :is_new THEN NULL ELSE deleted_unix_ns END
        WHERE id = :conversation_id
        """,
        {**row, "is_new": is_new},
    )


@contextlib.contextmanager
def newest_in_view(connection: sqlite3.Connection, conversation_id: str) -> Iterator[None]:
    """What is saved meanwhile becomes the head only where it is newer than the turn that was."""
    sql = (
        "SELECT turns.id, turns.created_unix_ns FROM conversations"
        " JOIN turns ON turns.id = head_turn_id WHERE conversations.id = ?"
    )
    before = connection.execute(sql, (conversation_id,)).fetchone()
    yield
    after = connection.execute(sql, (conversation_id,)).fetchone()
    if before is not None and after is not None and before[1] > after[1]:
        set_head(connection, conversation_id, before[0])


def title_and_head(connection: sqlite3.Connection, conversation_id: str) -> tuple[str, str]:
    """Raises StoreError where there is no such conversation."""
    found: tuple[str, str] | None = connection.execute(
        "SELECT title, head_turn_id FROM conversations WHERE id = ?", (conversation_id,)
    ).fetchone()
    if found is None:
        raise no_conversation(conversation_id)
    return found


def turns(connection: sqlite3.Connection, ids: Iterable[str]) -> list[TurnRow]:
    """The rows of these turns, in this order."""
    sql = f"SELECT {_COLUMNS} FROM turns WHERE id = ?"  # noqa: S608 - our own names
    return [connection.execute(sql, (turn_id,)).fetchone() for turn_id in ids]


def set_head(connection: sqlite3.Connection, conversation_id: str, turn_id: str) -> None:
    """The path that is shown ends here. Raises StoreError where there is no such conversation."""
    sql = "UPDATE conversations SET head_turn_id = ? WHERE id = ?"
    if not connection.execute(sql, (turn_id, conversation_id)).rowcount:
        raise no_conversation(conversation_id)
