"""Turns that are deleted: out of sight at once, gone for good when the library is closed.

A deleted turn stays in its place in the tree, marked, so that undoing is to take the mark away;
what followed it follows, meanwhile, the turn before it. When it is purged its words and its
recording go. Where something still follows it an empty row is left, which holds the tree together.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

import msgspec

from gemini_desktop.core import turn_tree
from gemini_desktop.core.turn_tree import Pairs
from gemini_desktop.store import conversation_rows, queries
from gemini_desktop.store.conversation_rows import Tapes

_Row: TypeAlias = tuple[str, str, str, int | None]
"""id, parent_id, role, deleted_unix_ns."""
TO_PURGE = "deleted_unix_ns IS NOT NULL AND length(data) > 0"
"""Turns whose words are still there; the empty rows of those that are purged stay as they are."""


class DeletedTurns(msgspec.Struct, frozen=True, kw_only=True):
    """What one deletion took away, and where the path that is shown ended before and after it."""

    ids: tuple[str, ...] = ()
    head: str = ""
    head_left: str = ""


class Tree:
    """The turns of a conversation: `whole` with those that are `gone`, as (id, parent id), the
    oldest first; `pairs` as it is shown, without them."""

    def __init__(self, whole: Pairs, gone: Collection[str]) -> None:
        self.whole = whole
        self._gone = gone
        self.pairs = turn_tree.without(whole, gone)
        self.moved = frozenset(turn for turn, parent in whole if parent in gone).difference(gone)
        """Those that are left and follow a deleted one."""

    @property
    def unlinked(self) -> set[str]:
        """Those, and all that follow them: a server would go on from deleted words there."""
        return turn_tree.following(self.pairs, self.moved)

    @property
    def followed(self) -> dict[str, str]:
        """The deleted turns that others follow, and which turn each of them followed."""
        parents, found = dict(self.whole), dict[str, str]()
        for turn_id in self.moved:
            parent = parents[turn_id]
            while parent in self._gone and parent not in found:
                found[parent] = parent = parents[parent]
        return found


def tree(connection: sqlite3.Connection, conversation_id: str) -> Tree:
    """The tree of a conversation as it is."""
    return _tree(_rows(connection, conversation_id))


def _tree(rows: Sequence[_Row]) -> Tree:
    return Tree([(row[0], row[1]) for row in rows], {row[0] for row in rows if row[3]})


def delete(
    connection: sqlite3.Connection, conversation_id: str, turn_id: str, now: int
) -> DeletedTurns:
    """Delete the turn with what belongs to it (`turn_tree.deletion`), and show what is nearest. One
    that is not there changes nothing."""
    rows = _rows(connection, conversation_id)
    pairs = _tree(rows).pairs
    _, head = queries.title_and_head(connection, conversation_id)
    prompts = {row[0] for row in rows if row[2] == "user" and not row[3]}
    gone = turn_tree.deletion(pairs, turn_id, prompts)
    if not gone:
        return DeletedTurns(head=head)
    _mark(connection, gone, now)
    left = turn_tree.head_without(pairs, turn_id, gone, head)
    queries.set_head(connection, conversation_id, left)
    return DeletedTurns(ids=tuple(sorted(gone)), head=head, head_left=left)


def restore(connection: sqlite3.Connection, conversation_id: str, deleted: DeletedTurns) -> None:
    """Undo `delete`: the turns are back, and what was shown is shown, unless something else was
    asked or chosen meanwhile: that stays in view."""
    _mark(connection, set(deleted.ids), None)
    if queries.title_and_head(connection, conversation_id)[1] == deleted.head_left:
        queries.set_head(connection, conversation_id, deleted.head)


def purge(connection: sqlite3.Connection, tapes: Tapes) -> int:
    """Forget the deleted turns for good, their captures first; how many. A conversation of which
    nothing is left goes with them."""
    rows = connection.execute(
        f"SELECT id, conversation_id, capture_id FROM turns WHERE {TO_PURGE}"  # noqa: S608 - our own
    ).fetchall()
    for turn_id, _, capture_id in rows:
        if capture_id and not conversation_rows.hand_over(connection, capture_id, tapes):
            tapes.delete(capture_id)
            connection.execute("DELETE FROM captures WHERE id = ?", (capture_id,))
        connection.execute("UPDATE turns SET data = x'', capture_id = '' WHERE id = ?", (turn_id,))
    for conversation_id in {row[1] for row in rows}:
        connection.execute(
            "DELETE FROM conversations WHERE id = ? AND NOT EXISTS (SELECT 1 FROM turns"
            " WHERE conversation_id = conversations.id AND deleted_unix_ns IS NULL)",
            (conversation_id,),
        )
    if rows:
        drop_leaves(connection)
    return len(rows)


def drop_leaves(connection: sqlite3.Connection) -> None:
    """Take away the empty rows that nothing follows."""
    leaves = (
        "DELETE FROM turns WHERE deleted_unix_ns IS NOT NULL AND length(data) = 0"
        " AND id NOT IN (SELECT parent_id FROM turns)"
    )
    while connection.execute(leaves).rowcount:
        pass  # one that has lost what followed it is a leaf now


def bury(connection: sqlite3.Connection, conversation_id: str, followed: Mapping[str, str]) -> None:
    """Enter turns as `purge` leaves them, each after the one that it followed."""
    connection.executemany(
        "INSERT INTO turns (id, conversation_id, parent_id, role, created_unix_ns, capture_id,"
        " outcome, data, deleted_unix_ns) VALUES (?, ?, ?, 'user', 0, '', '', x'', ?)"
        " ON CONFLICT DO NOTHING",
        [(turn, conversation_id, parent, time.time_ns()) for turn, parent in followed.items()],
    )


def _rows(connection: sqlite3.Connection, conversation_id: str) -> list[_Row]:
    """By their own time: a lost library gets them back from files first, then from tapes."""
    return connection.execute(
        "SELECT id, parent_id, role, deleted_unix_ns FROM turns"
        " WHERE conversation_id = ? ORDER BY created_unix_ns, rowid",
        (conversation_id,),
    ).fetchall()


def _mark(connection: sqlite3.Connection, turn_ids: set[str], unix_ns: int | None) -> None:
    connection.executemany(
        "UPDATE turns SET deleted_unix_ns = ? WHERE id = ?",
        [(unix_ns, turn_id) for turn_id in turn_ids],
    )
