"""The list of conversations: plain functions over a connection, run in the database's thread.

Pins, tags and the like are few and small, and wanted all at once: they stand in the conversation's
own row, with the counts that triggers keep (`migrations`), so that the list is one scan.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.context import Heir


class Tapes(Protocol):
    """The recordings, when what they belong to goes for good. Both raise StoreError."""

    def delete(self, capture_id: str) -> None:
        """Delete it."""

    def give(self, capture_id: str, heir: Heir) -> None:
        """It is a copy's from now on."""


_Row: TypeAlias = tuple[Any, ...]


class ConversationSummary(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A line of the conversation list. `title` is empty where no prompt gave one; `updated` is the
    time of its last turn. `bytes` counts its turns and its recordings, without what they share with
    others (pictures)."""

    id: str
    title: str
    updated_unix_ns: int
    turn_count: int
    created_unix_ns: int = 0
    bytes: int = 0
    own_title: bool = False
    pinned: bool = False
    archived: bool = False
    tags: tuple[str, ...] = ()
    origin: str = ""
    """The format of the file that it came from, empty where it began here."""


class Listing:
    """All conversations, asked for again and again: of one that has not changed since the last time
    the same object is given, which the window's thread sees at once, for ten thousand of them."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Row, ConversationSummary]] = {}

    def read(self, connection: sqlite3.Connection) -> list[ConversationSummary]:
        """All that are not deleted, latest first. For one thread."""
        known = self._known
        found: dict[str, tuple[_Row, ConversationSummary]] = {}
        for row in _rows(connection):
            before = known.get(row[0])
            if before is None or before[0] != row:
                before = (row, _summary(row))
            found[row[0]] = before
        self._known = found
        return [summary for _, summary in found.values()]


def _rows(connection: sqlite3.Connection) -> Iterable[_Row]:
    return connection.execute(
        """
        SELECT id, title, updated_unix_ns, turn_count, created_unix_ns, bytes, own_title,
               pinned_unix_ns, archived_unix_ns, tags, origin
        FROM conversations WHERE deleted_unix_ns IS NULL
        ORDER BY updated_unix_ns DESC, created_unix_ns DESC, id
        """
    )


def _summary(row: _Row) -> ConversationSummary:
    return ConversationSummary(
        id=row[0],
        title=row[1],
        updated_unix_ns=row[2],
        turn_count=row[3],
        created_unix_ns=row[4],
        bytes=row[5],
        own_title=row[6] != 0,
        pinned=row[7] != 0,
        archived=row[8] != 0,
        tags=tuple(row[9].split("\n")) if row[9] else (),
        origin=row[10],
    )


def set_own_title(connection: sqlite3.Connection, conversation_id: str, title: str) -> None:
    """Raises StoreError where there is no such conversation."""
    sql = "UPDATE conversations SET title = ?, own_title = 1 WHERE id = ?"
    if not connection.execute(sql, (title, conversation_id)).rowcount:
        raise no_conversation(conversation_id)


def set_deleted(connection: sqlite3.Connection, ids: Iterable[str], unix_ns: int | None) -> None:
    """Mark as deleted, None for not. Raises StoreError where one is not there."""
    _set(connection, "deleted_unix_ns", unix_ns, ids)


def set_pinned(connection: sqlite3.Connection, ids: Iterable[str], unix_ns: int) -> None:
    """Pin, 0 for not. Raises StoreError where one is not there."""
    _set(connection, "pinned_unix_ns", unix_ns, ids)


def set_archived(connection: sqlite3.Connection, ids: Iterable[str], unix_ns: int) -> None:
    """Archive, 0 for not. Raises StoreError where one is not there."""
    _set(connection, "archived_unix_ns", unix_ns, ids)


def _set(
    connection: sqlite3.Connection, column: str, value: int | None, ids: Iterable[str]
) -> None:
    sql = f"UPDATE conversations SET {column} = ? WHERE id = ?"  # noqa: S608 - our own names
    for conversation_id in ids:
        if not connection.execute(sql, (value, conversation_id)).rowcount:
            raise no_conversation(conversation_id)


def change_tags(
    connection: sqlite3.Connection, ids: Iterable[str], add: Iterable[str], remove: Iterable[str]
) -> None:
    """Put on and take off tags. Raises StoreError where a conversation is not there."""
    gone = {tag.casefold() for tag in remove}
    for conversation_id in ids:
        sql = "SELECT tags FROM conversations WHERE id = ?"
        found = connection.execute(sql, (conversation_id,)).fetchone()
        if found is None:
            raise no_conversation(conversation_id)
        kept = {tag.casefold(): tag for tag in found[0].split("\n") if tag}
        kept = {key: tag for key, tag in kept.items() if key not in gone}
        for tag in add:
            kept.setdefault(tag.casefold(), tag)
        tags = "\n".join(kept[key] for key in sorted(kept))
        connection.execute(
            "UPDATE conversations SET tags = ? WHERE id = ?", (tags, conversation_id)
        )


def ids(connection: sqlite3.Connection) -> set[str]:
    """All there are, deleted ones too."""
    return {row[0] for row in connection.execute("SELECT id FROM conversations")}


def purge(connection: sqlite3.Connection, tapes: Tapes) -> int:
    """Delete what is marked as deleted, captures first; the number of conversations. A recording
    from which a copy of the conversation has an answer goes on as the copy's."""
    captures = connection.execute(
        """
        WITH deleted AS (SELECT id FROM conversations WHERE deleted_unix_ns IS NOT NULL)
        SELECT id FROM captures WHERE conversation_id IN deleted
        UNION SELECT capture_id FROM turns WHERE capture_id != '' AND conversation_id IN deleted
        """
    ).fetchall()
    for (capture_id,) in captures:
        if not hand_over(connection, capture_id, tapes):
            tapes.delete(capture_id)
            connection.execute("DELETE FROM captures WHERE id = ?", (capture_id,))
    return connection.execute(
        "DELETE FROM conversations WHERE deleted_unix_ns IS NOT NULL"
    ).rowcount


def hand_over(connection: sqlite3.Connection, capture_id: str, tapes: Tapes) -> bool:
    """Give a capture to a turn that is not deleted and has its words, if there is one; whether
    there is."""
    heir = heir_of(connection, capture_id)
    if heir is None:
        return False
    sql = "SELECT conversation_id, turn_id FROM captures WHERE id = ?"
    if connection.execute(sql, (capture_id,)).fetchone() != heir[:2]:
        tapes.give(capture_id, heir)
        sql = "UPDATE captures SET conversation_id = ?, turn_id = ? WHERE id = ?"
        connection.execute(sql, (*heir[:2], capture_id))
    return True


def heir_of(connection: sqlite3.Connection, capture_id: str) -> Heir | None:
    """A turn that is not deleted and came from this capture: the one that the index names, if it
    is among them."""
    row = connection.execute(
        """
        SELECT turns.conversation_id, turns.id, turns.parent_id, asked.id, asked.parent_id
        FROM turns JOIN conversations ON conversations.id = turns.conversation_id
        LEFT JOIN turns AS asked ON asked.id = turns.parent_id AND asked.role = 'user'
            AND asked.deleted_unix_ns IS NULL
        WHERE turns.capture_id = :id AND turns.capture_id != '' AND turns.deleted_unix_ns IS NULL
          AND conversations.deleted_unix_ns IS NULL
        ORDER BY turns.id = (SELECT turn_id FROM captures WHERE id = :id) DESC
        """,
        {"id": capture_id},
    ).fetchone()
    if row is None:
        return None
    return Heir(row[0], row[1], row[2], (row[3], row[4]) if row[3] is not None else None)


def no_conversation(conversation_id: str) -> StoreError:
    """What to raise for a conversation that is not there."""
    return StoreError(
        Failure(
            kind="not_found",
            message=f"There is no conversation {conversation_id[:80]!r} in the library.",
            advice="It may have been deleted in another window; choose another one.",
        )
    )
