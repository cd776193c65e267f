"""What of the library the search index wants to know: plain functions over a connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

import msgspec

from gemini_desktop.core.transcript import Turn

MOST_AT_ONCE = 32
"""Turns of one conversation: what is to be saved meanwhile waits for no more."""
LONGEST_VALUE = 2_000_000
"""Bytes of a value that is read for its words; what is longer is a picture, or as good as one."""


class SearchableTurn(msgspec.Struct, frozen=True):
    """A turn that is whole. `token` is its id, a line end, and what changes with its content."""

    token: str
    created_unix_ns: int
    turn: Turn


class SearchableChat(msgspec.Struct, frozen=True):
    """The turns of a conversation: the tokens of all, and those that were not known, MOST_AT_ONCE
    of them; where there are more it is not `whole`."""

    tokens: frozenset[str]
    new: list[SearchableTurn]
    whole: bool


def revisions(connection: sqlite3.Connection) -> dict[str, int]:
    """All conversations that are not deleted, latest first, with their revision."""
    return dict(
        connection.execute(
            "SELECT id, revision FROM conversations WHERE deleted_unix_ns IS NULL"
            " ORDER BY updated_unix_ns DESC"
        ).fetchall()
    )


def chat(
    connection: sqlite3.Connection,
    conversation_id: str,
    known: Collection[str],
    read: Callable[[bytes], Turn | None],
) -> SearchableChat:
    """The turns of a conversation, but those that still come in; `read` those that are not
    known."""
    rows = connection.execute(
        "SELECT rowid, id || char(10) || length(data), created_unix_ns FROM turns"
        " WHERE conversation_id = ? AND deleted_unix_ns IS NULL"
        " AND (role = 'user' OR outcome != '')",
        (conversation_id,),
    ).fetchall()
    unknown = [row for row in rows if row[1] not in known]
    new = []
    for rowid, token, created in unknown[:MOST_AT_ONCE]:
        sql = "SELECT data FROM turns WHERE rowid = ?"
        turn = read(connection.execute(sql, (rowid,)).fetchone()[0])
        new.append(SearchableTurn(token, created, turn or Turn(role="model")))
    whole = len(unknown) <= MOST_AT_ONCE
    return SearchableChat(frozenset(row[1] for row in rows), new, whole)
