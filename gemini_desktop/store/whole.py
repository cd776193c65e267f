"""A conversation with all its branches, as it leaves the library."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from gemini_desktop.core import turn_tree
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import conversation_rows, deleting, queries
from gemini_desktop.store.queries import TurnRow

if TYPE_CHECKING:
    from gemini_desktop.core.export.document import Document


def document(
    connection: sqlite3.Connection, conversation_id: str, read: Callable[[TurnRow], Turn]
) -> Document:
    """All turns that are not deleted, parents before those that follow them. Raises StoreError
    where there is no such conversation, or it is deleted."""
    row = connection.execute(
        "SELECT title, own_title, created_unix_ns, updated_unix_ns, tags, pinned_unix_ns,"
        " archived_unix_ns, head_turn_id FROM conversations"
        " WHERE id = ? AND deleted_unix_ns IS NULL",
        (conversation_id,),
    ).fetchone()
    if row is None:
        raise conversation_rows.no_conversation(conversation_id)
    tree = deleting.tree(connection, conversation_id)
    parents = dict(turn_tree.parents_first(tree.pairs))
    turns = [read(turn) for turn in queries.turns(connection, parents)]
    unlinked = tree.unlinked
    for turn in turns:
        turn.parent_id = parents[turn.id]
        if turn.id in unlinked:
            turn.interaction_id = ""
    from gemini_desktop.core.export.document import Document

    return Document(
        id=conversation_id,
        title=row[0],
        own_title=row[1] != 0,
        created_unix_ns=row[2],
        updated_unix_ns=row[3],
        tags=tuple(row[4].split("\n")) if row[4] else (),
        pinned=row[5] != 0,
        archived=row[6] != 0,
        head=row[7],
        turns=turns,
    )
