"""A copy of a conversation with all its branches, to go on with in another way.

Its turns have ids of their own and share the recordings with the turns they were copied from; such
a recording goes when the last of them has gone (`conversation_rows.hand_over`). As it tells of the
others, a copy has a file besides (`store.importing.kept_chats`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from gemini_desktop.core import turn_tree
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import deleting, queries
from gemini_desktop.store.queries import TurnRow


def duplicate(
    connection: sqlite3.Connection,
    conversation_id: str,
    new_id: Callable[[], str],
    now: int,
    read: Callable[[TurnRow], Turn],
    pack: Callable[[Turn], bytes],
) -> str:
    """Copy what is not deleted, and that something was; the copy's id. Tags go along, a pin does
    not. Raises StoreError where there is no such conversation."""
    title, head = queries.title_and_head(connection, conversation_id)
    copy_id = new_id()
    connection.execute(
        "INSERT INTO conversations (id, title, own_title, tags, created_unix_ns, updated_unix_ns)"
        " SELECT ?, ?, own_title, tags, ?, ? FROM conversations WHERE id = ?",
        (copy_id, f"{title} (copy)" if title else "", now, now, conversation_id),
    )
    tree = deleting.tree(connection, conversation_id)
    order = [turn_id for turn_id, _ in turn_tree.parents_first(tree.pairs)]
    parents, followed = dict(tree.whole), tree.followed
    new_ids = {turn_id: new_id() for turn_id in (*order, *followed)}
    for row in queries.turns(connection, order):
        turn = read(row)
        turn.id, turn.parent_id = new_ids[row[0]], new_ids.get(parents[row[0]], "")
        values = queries.values_of(copy_id, turn)
        queries.save_turn(connection, {**values, "created": row[3], "data": pack(turn)})
    gone = {new_ids[turn_id]: new_ids.get(parent, "") for turn_id, parent in followed.items()}
    deleting.bury(connection, copy_id, gone)
    if head in new_ids:
        queries.set_head(connection, copy_id, new_ids[head])
    return copy_id
