"""Takes the conversations of a backup's library into the one that is here, in one transaction.

A conversation that is here already with all its turns stays as it is. One that differs comes in
beside it, as a copy whose turns have ids of their own and share the recordings. Those ids follow
from the old ones, so that doing it twice does it once.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import StoreError
from gemini_desktop.store import deleting, marks, packing, turn_json
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.context import Heir
from gemini_desktop.store.conversation_rows import heir_of
from gemini_desktop.store.failures import explained
from gemini_desktop.store.importing import kept_chats
from gemini_desktop.store.migrations import in_transaction
from gemini_desktop.store.transcripts import FILE

_BUSY_TIMEOUT_S = 10.0
_COUNTED = ("turn_count", "bytes")
"""Columns that triggers fill as the rows come."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """How many conversations came in, came in beside one of the same id, and were here already."""

    added: int = 0
    beside: int = 0
    skipped: int = 0


def take_in(home: Path, staged: Path, label: str) -> Taken:
    """Enter what `staged`, a library of this version, has. `label` tells in a title where a copy
    comes from. Raises StoreError; nothing was entered then."""
    path = home / FILE
    try:
        with contextlib.closing(
            sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("ATTACH DATABASE ? AS theirs", (str(staged),))
            rows = _Rows(connection, Blobs(home / "blobs"), label)

            def work(_: sqlite3.Connection) -> Taken:
                taken = rows.take_all()
                marks.keep(connection, home)
                return taken

            return in_transaction(connection, work)
    except sqlite3.Error as error:
        raise explained(error, path) from error


def inherited(home: Path) -> list[tuple[str, Heir]]:
    """The recordings that belong to copies, which may not know it yet."""
    with contextlib.closing(sqlite3.connect(home / FILE)) as connection:
        ids = connection.execute(
            "SELECT captures.id FROM captures JOIN imported USING (conversation_id)"
            " WHERE format = ''"
        ).fetchall()
        heirs = [(capture_id, heir_of(connection, capture_id)) for (capture_id,) in ids]
    return [(capture_id, heir) for capture_id, heir in heirs if heir is not None]


class _Rows:
    def __init__(self, connection: sqlite3.Connection, blobs: Blobs, label: str) -> None:
        self._connection = connection
        self._blobs = blobs
        self._label = label

    def take_all(self) -> Taken:
        counts = {"added": 0, "beside": 0, "skipped": 0}
        ids = self._connection.execute(
            "SELECT id FROM theirs.conversations WHERE deleted_unix_ns IS NULL ORDER BY rowid"
        ).fetchall()
        for (conversation_id,) in ids:
            counts[self._take(conversation_id)] += 1
        deleting.drop_leaves(self._connection)
        self._captures()
        return Taken(**counts)

    def _take(self, conversation_id: str) -> str:
        here = self._turns("main", conversation_id)
        theirs = self._turns("theirs", conversation_id)
        sql = "SELECT deleted_unix_ns FROM main.conversations WHERE id = ?"
        row = self._connection.execute(sql, (conversation_id,)).fetchone()
        if row is None and not self._taken_ids(theirs):
            self._insert_conversation(conversation_id)
            self._insert_turns(conversation_id)
            self._insert_origin(conversation_id)
            return "added"
        if row is not None and _holds(here, theirs):
            if row[0] is None:
                return "skipped"
            back = "UPDATE main.conversations SET deleted_unix_ns = NULL WHERE id = ?"
            self._connection.execute(back, (conversation_id,))
            return "added"
        return "beside" if self._beside(conversation_id) else "skipped"

    def _turns(self, where: str, conversation_id: str) -> dict[str, tuple[str, str, bytes]]:
        rows = self._connection.execute(
            f"SELECT id, parent_id, outcome, data FROM {where}.turns"  # noqa: S608 - our own names
            " WHERE conversation_id = ? AND deleted_unix_ns IS NULL",
            (conversation_id,),
        )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def _taken_ids(self, turn_ids: Iterable[str]) -> bool:
        sql = "SELECT 1 FROM main.turns WHERE id = ?"
        return any(self._connection.execute(sql, (turn_id,)).fetchone() for turn_id in turn_ids)

    def _insert_conversation(self, conversation_id: str) -> None:
        columns = ", ".join(c for c in self._columns("conversations") if c not in _COUNTED)
        self._connection.execute(
            f"INSERT INTO main.conversations ({columns})"  # noqa: S608 - our own names
            f" SELECT {columns} FROM theirs.conversations WHERE id = ?",
            (conversation_id,),
        )

    def _insert_turns(self, conversation_id: str) -> None:
        columns = ", ".join(self._columns("turns"))
        self._connection.execute(
            f"INSERT INTO main.turns ({columns})"  # noqa: S608 - our own names
            f" SELECT {columns} FROM theirs.turns WHERE conversation_id = ? ORDER BY rowid",
            (conversation_id,),
        )

    def _insert_origin(self, conversation_id: str) -> None:
        """By which an import finds what it brought before."""
        columns = ", ".join(self._columns("imported"))
        self._connection.execute(
            f"INSERT OR IGNORE INTO main.imported ({columns})"  # noqa: S608 - our own names
            f" SELECT {columns} FROM theirs.imported WHERE conversation_id = ?",
            (conversation_id,),
        )

    def _beside(self, conversation_id: str) -> bool:
        """A copy under ids of its own; whether it was not here yet."""
        copy_id = _derived(conversation_id, self._content(conversation_id))
        sql = "SELECT title, head_turn_id FROM theirs.conversations WHERE id = ?"
        title, head = self._connection.execute(sql, (conversation_id,)).fetchone()
        named = f"{title} ({self._label})" if title else self._label
        inserted = self._connection.execute(
            "INSERT INTO main.conversations (id, title, own_title, tags, created_unix_ns,"
            " updated_unix_ns, head_turn_id) SELECT ?, ?, 1, tags, created_unix_ns,"
            " updated_unix_ns, ? FROM theirs.conversations WHERE id = ? ON CONFLICT DO NOTHING",
            (copy_id, named, _derived(head, copy_id) if head else "", conversation_id),
        )
        if not inserted.rowcount:
            return False
        self._copy_turns(conversation_id, copy_id)
        kept_chats.enrol(self._connection, [copy_id])  # it gets its file at the next start
        return True

    def _content(self, conversation_id: str) -> str:
        """Two backups with the same in them make one copy."""
        turns = self._turns("theirs", conversation_id)
        digest = sha256()
        for turn_id in sorted(turns):
            digest.update(turn_id.encode("utf-8", "replace") + b"\n" + turns[turn_id][2] + b"\n")
        return digest.hexdigest()

    def _copy_turns(self, conversation_id: str, copy_id: str) -> None:
        columns = self._columns("turns")
        names = ", ".join(columns)
        places = ", ".join("?" * len(columns))
        rows = self._connection.execute(
            f"SELECT {names} FROM theirs.turns WHERE conversation_id = ?"  # noqa: S608 - our own
            " ORDER BY rowid",
            (conversation_id,),
        ).fetchall()
        for row in rows:
            values = dict(zip(columns, row, strict=True))
            if values.get("deleted_unix_ns") is not None:  # an empty row, for what follows it
                values |= {"data": b"", "capture_id": ""}
            turn_id, parent = _derived(values["id"], copy_id), values["parent_id"]
            parent = _derived(parent, copy_id) if parent else ""
            data = self._with_ids(values["data"], turn_id, parent)
            values |= {
                "id": turn_id,
                "parent_id": parent,
                "conversation_id": copy_id,
                "data": data,
            }
            self._connection.execute(
                f"INSERT INTO main.turns ({names}) VALUES ({places})",  # noqa: S608 - our own
                [values[name] for name in columns],
            )

    def _with_ids(self, data: bytes, turn_id: str, parent_id: str) -> bytes:
        """The packed turn under other ids; as it is where it cannot be read."""
        with contextlib.suppress(msgspec.DecodeError, RecursionError, StoreError):
            turn = turn_json.decode(packing.unpack(data, self._blobs))
            turn.id, turn.parent_id = turn_id, parent_id
            return turn_json.packed(turn, self._blobs)
        return data

    def _captures(self) -> None:
        columns = ", ".join(self._columns("captures"))
        self._connection.execute(
            f"INSERT INTO main.captures ({columns}) SELECT {columns}"  # noqa: S608 - our own names
            " FROM theirs.captures WHERE deleted_unix_ns IS NULL AND conversation_id NOT IN"
            " (SELECT id FROM theirs.conversations WHERE deleted_unix_ns IS NOT NULL)"
            " ON CONFLICT DO NOTHING"
        )
        self._connection.execute(
            "UPDATE main.captures SET (conversation_id, turn_id) = (SELECT conversation_id, id"
            "   FROM main.turns WHERE capture_id = captures.id AND deleted_unix_ns IS NULL)"
            " WHERE turn_id NOT IN (SELECT id FROM main.turns) AND id IN"
            " (SELECT capture_id FROM main.turns"
            "   WHERE deleted_unix_ns IS NULL AND capture_id != '')"
        )

    def _columns(self, table: str) -> list[str]:
        rows = self._connection.execute(f"PRAGMA theirs.table_info({table})")
        return [row[1] for row in rows]


def _holds(
    here: dict[str, tuple[str, str, bytes]], theirs: dict[str, tuple[str, str, bytes]]
) -> bool:
    """Whether all turns of the backup are here, as they are there; one that was still coming in
    when the backup was made may have come to its end."""
    for turn_id, (parent, outcome, data) in theirs.items():
        known = here.get(turn_id)
        if known is None or known[0] != parent:
            return False
        if known[2] != data and outcome:
            return False
    return True


def _derived(old_id: str, salt: str) -> str:
    return sha256(f"{salt}\n{old_id}".encode("utf-8", "replace")).hexdigest()[:32]
