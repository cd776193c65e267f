"""Conversations that came before and went on since: an export of this month has last month's chats
in it, with some turns more. What is new is added to the conversation that is here.

That works as the turns of an import have ids made of the conversation's and of the file's own: the
same message has the same id each time.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.importing.conversation import ImportedConversation
from gemini_desktop.core.transcript import Turn

Row: TypeAlias = tuple[str, str, str, str, int, str, str, bytes]
"""The columns of a turn: id, conversation, parent, role, time, recording, outcome, data."""


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an earlier import of the same conversation."""

    id: str
    head: str
    turns: frozenset[str]
    """The ids of those that are not deleted."""
    fingerprint: str


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """What is added to a conversation."""

    earlier: Earlier
    rows: Sequence[Row]
    head: str
    """Where the path that is shown ends then: at the new end; where it ended, for one who has gone
    on by himself."""
    title: str
    updated_unix_ns: int
    fingerprint: str


def turn_ids(conversation_id: str, turns: Iterable[Turn]) -> dict[str, str]:
    """Ids that no other conversation has, and that the same turn of this one always gets."""
    return {
        turn.id: sha256(
            f"{conversation_id} {turn.id}".encode("utf-8", "surrogatepass")
        ).hexdigest()[:32]
        for turn in turns
    }


def find(connection: sqlite3.Connection, conversation: ImportedConversation) -> Earlier | None:
    """The one that came last of those that are not deleted."""
    row = connection.execute(
        "SELECT conversation_id, head_turn_id, fingerprint FROM imported"
        " JOIN conversations ON conversations.id = conversation_id"
        " WHERE source_id = ? AND format = ? AND deleted_unix_ns IS NULL"
        " ORDER BY imported.rowid DESC",
        (conversation.source_id, conversation.format),
    ).fetchone()
    if row is None:
        return None
    sql = "SELECT id FROM turns WHERE conversation_id = ? AND deleted_unix_ns IS NULL"
    turns = frozenset(each[0] for each in connection.execute(sql, (row[0],)))
    return Earlier(id=row[0], head=row[1], fingerprint=row[2], turns=turns)


def new_turns(
    conversation: ImportedConversation, earlier: Earlier
) -> tuple[list[Turn], Mapping[str, str]] | None:
    """Those of its turns that are not in the earlier one, and the ids of all; None where it is
    another tree, so that it has to stand beside."""
    ids = turn_ids(earlier.id, conversation.turns)
    if not earlier.turns & set(ids.values()):
        return None
    return [turn for turn in conversation.turns if ids[turn.id] not in earlier.turns], ids


def add(connection: sqlite3.Connection, grown: Sequence[Grown]) -> None:
    """Add it. What is shown moves on to the new end, unless it was moved meanwhile."""
    for each in grown:
        connection.executemany(
            "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"
            " ON CONFLICT (id) DO UPDATE SET deleted_unix_ns = NULL, data = excluded.data",
            each.rows,
        )
        connection.execute(
            "UPDATE conversations SET updated_unix_ns = max(updated_unix_ns, ?),"
            " title = CASE WHEN own_title OR ? = '' THEN title ELSE ? END,"
            " head_turn_id = CASE WHEN head_turn_id = ? THEN ? ELSE head_turn_id END"
            " WHERE id = ?",
            (
                each.updated_unix_ns,
                each.title,
                each.title,
                each.earlier.head,
                each.head,
                each.earlier.id,
            ),
        )
        _set_fingerprint(connection, each.earlier.id, each.fingerprint)


def take_away(connection: sqlite3.Connection, grown: Sequence[Grown]) -> None:
    """Undo `add`: the turns are deleted, as by hand."""
    now = time.time_ns()
    for each in grown:
        connection.executemany(
            "UPDATE turns SET deleted_unix_ns = ? WHERE id = ?",
            [(now, row[0]) for row in each.rows],
        )
        connection.execute(
            "UPDATE conversations SET head_turn_id = ? WHERE id = ? AND head_turn_id = ?",
            (each.earlier.head, each.earlier.id, each.head),
        )
        _set_fingerprint(connection, each.earlier.id, each.earlier.fingerprint)


def _set_fingerprint(connection: sqlite3.Connection, conversation_id: str, value: str) -> None:
    sql = "UPDATE imported SET fingerprint = ? WHERE conversation_id = ?"
    connection.execute(sql, (value, conversation_id))
