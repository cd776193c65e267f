"""Conversations without tapes of their own between the database and their files (`chat_files`).

These are imported ones, copies, what a backup put beside, and chats whose recordings were removed.

The database is what counts, the files are written from it: when an import is shown, when a later
one adds to it, when a copy is made, when turns or recordings are deleted for good, and at the start
where one is missing. At the start
too, what has a file and is not in the database comes back from it: that was lost. What is
deleted loses its file first, so that no kill can bring it back.

A turn that came from a recording of its own conversation is not in the file: its tape has it, and
`store.rebuild` puts it in its place after the file was read. One that shares the recording of
another conversation is.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store import deleting
from gemini_desktop.store.database import Database
from gemini_desktop.store.importing import chat_files
from gemini_desktop.store.importing.chat_files import ChatFiles, Kept, KeptChat, KeptTurn

_WITHOUT_TAPE = """
    SELECT DISTINCT conversation_id FROM turns
    JOIN conversations ON conversations.id = conversation_id
    WHERE role = 'model' AND outcome != '' AND length(data) > 0
      AND conversations.deleted_unix_ns IS NULL
      AND conversation_id NOT IN (SELECT conversation_id FROM imported)
      AND (capture_id = '' OR EXISTS (
          SELECT 1 FROM captures WHERE captures.id = turns.capture_id
          AND captures.conversation_id != turns.conversation_id))
"""  # a recording that is not noted yet is its own
_VISIBLE = (
    "SELECT id FROM imported JOIN conversations ON id = conversation_id"
    " WHERE deleted_unix_ns IS NULL"
)


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """The conversations that are back, and what could not be read."""

    ids: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


class KeptChats:
    """Those of one library. Every method raises StoreError."""

    def __init__(
        self,
        database: Database,
        files: ChatFiles,
        entered: Callable[[sqlite3.Connection, str], None],
    ) -> None:
        """`entered` is done in the transaction that brings one back."""
        self._database = database
        self._files = files
        self._entered = entered

    async def find(self) -> dict[Path, int]:
        """The files with conversations that the library does not know, and how many each has."""
        known = await self._database.read(_ids)
        return await asyncio.to_thread(self._files.unknown, known)

    async def file_of(self, conversation_id: str) -> list[Path]:
        """The file that has a conversation; none where it has none."""
        return await asyncio.to_thread(self._files.of, conversation_id)

    async def enter(self, path: Path) -> Restored:
        """Bring back what the file has, all at once; what is known already stays as it is."""
        try:
            found = await asyncio.to_thread(chat_files.read, path)
        except StoreError as error:
            return Restored(failures=(error.failure,))

        def work(connection: sqlite3.Connection) -> None:
            known = {*_ids(connection)}
            for chat, data in found:
                if chat.id not in known:
                    _enter(connection, path.parent.name, chat, data)
                    self._entered(connection, chat.id)

        await self._database.write(work)
        ids = tuple(chat.id for chat, _ in found)
        is_whole = len(ids) == await asyncio.to_thread(chat_files.count, path)
        return Restored(ids=ids, failures=() if is_whole else (chat_files.damaged(path).failure,))

    async def without_file(self) -> list[str]:
        """Conversations that should have a file: of an earlier version of the program, of a
        backup, or where it was lost."""
        if self._database.refused is not None:
            return []
        if await self._database.read(lambda c: c.execute(_WITHOUT_TAPE).fetchone()):
            await self._database.write(_enrol_all)
        imported = await self._database.read(lambda c: c.execute(_VISIBLE).fetchall())
        return await asyncio.to_thread(self._files.missing, (row[0] for row in imported))

    async def keep(self, conversation_ids: Sequence[str]) -> None:
        """Write the files of these, where they are not deleted meanwhile."""
        await self._database.write(lambda c: rewrite(c, self._files, conversation_ids))


def enrol(connection: sqlite3.Connection, conversation_ids: Iterable[str]) -> None:
    """From now on these have a file, which is still to be written. Of what came from elsewhere
    that is known already."""
    batch = os.urandom(8).hex()
    connection.executemany(
        "INSERT INTO imported VALUES (?, ?, '', '', '') ON CONFLICT DO NOTHING",
        [(conversation_id, batch) for conversation_id in conversation_ids],
    )


def _enrol_all(connection: sqlite3.Connection) -> None:
    enrol(connection, [row[0] for row in connection.execute(_WITHOUT_TAPE).fetchall()])


def rewrite(
    connection: sqlite3.Connection, files: ChatFiles, conversation_ids: Iterable[str]
) -> None:
    """Write these conversations to their files as the database has them, or out of them, where it
    has them no more; one that is on its tapes has none. Within the transaction that changes them.
    Raises StoreError."""
    of: dict[str, dict[str, Kept | None]] = {}
    for conversation_id in conversation_ids:
        row = connection.execute(
            "SELECT batch, title, head_turn_id, created_unix_ns, updated_unix_ns, origin,"
            " source_id, fingerprint FROM imported JOIN conversations ON id = conversation_id"
            " WHERE id = ?",
            (conversation_id,),
        ).fetchone()
        if row is not None:
            kept = _kept(connection, conversation_id, row)
            of.setdefault(row[0], {})[conversation_id] = kept
    for batch, chats in of.items():
        files.replace(batch, chats)


def _kept(connection: sqlite3.Connection, conversation_id: str, row: tuple[Any, ...]) -> Kept:
    turns = connection.execute(
        "SELECT id, parent_id, role, created_unix_ns, capture_id, outcome,"
        " ifnull(deleted_unix_ns, 0), data FROM turns WHERE conversation_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM captures WHERE captures.id = turns.capture_id"
        " AND captures.conversation_id = turns.conversation_id)"
        " AND NOT (role = 'model' AND outcome = '')"  # it is coming in: its tape has it
        " ORDER BY rowid",
        (conversation_id,),
    ).fetchall()
    chat = KeptChat(
        version=chat_files.VERSION,
        id=conversation_id,
        title=row[1],
        head=row[2],
        created_unix_ns=row[3],
        updated_unix_ns=row[4],
        origin=row[5],
        source_id=row[6],
        fingerprint=row[7],
        turns=tuple(map(_turn, turns)),
    )
    return chat, [turn[7] for turn in turns]


def _turn(row: tuple[str, str, str, int, str, str, int, bytes]) -> KeptTurn:
    return KeptTurn(*row[:7], chat_files.size_in_file(row[7]))


def losing_words(connection: sqlite3.Connection) -> list[str]:
    """Conversations that stay when what is deleted goes for good, and whose files change by it:
    they lose turns, or the recordings that had the words."""
    rows = connection.execute(
        "SELECT DISTINCT conversation_id FROM turns"
        " JOIN conversations ON conversations.id = conversation_id"
        " WHERE turns.deleted_unix_ns IS NULL AND conversations.deleted_unix_ns IS NULL"
        " AND capture_id != ''"  # so that an index has them
        " AND capture_id IN (SELECT id FROM captures WHERE deleted_unix_ns IS NOT NULL)"
    )
    enrol(connection, [row[0] for row in rows.fetchall()])
    rows = connection.execute(
        f"""
        SELECT conversation_id FROM imported WHERE conversation_id IN (
            SELECT conversation_id FROM turns WHERE {deleting.TO_PURGE}
            UNION SELECT turns.conversation_id FROM captures
                  JOIN turns ON turns.capture_id = captures.id
                  WHERE captures.deleted_unix_ns IS NOT NULL AND turns.capture_id != '')
        """  # noqa: S608 - our own names
    )
    return [row[0] for row in rows]


def forget_deleted(connection: sqlite3.Connection, files: ChatFiles) -> None:
    """Take those that go for good now out of the files: deleted ones, and such of which no turn is
    left. Raises StoreError; then they must not go."""
    rows = connection.execute(
        """
        SELECT batch, conversation_id FROM imported JOIN conversations ON id = conversation_id
        WHERE deleted_unix_ns IS NOT NULL OR (turn_count = 0 AND EXISTS (
            SELECT 1 FROM turns WHERE conversation_id = conversations.id))
        """
    )
    of: dict[str, dict[str, Kept | None]] = {}
    for batch, conversation_id in rows:
        of.setdefault(batch, {})[conversation_id] = None
    for batch, chats in of.items():
        files.replace(batch, chats)


def _ids(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT conversation_id FROM imported")]


def _enter(
    connection: sqlite3.Connection, batch: str, chat: KeptChat, data: Sequence[bytes]
) -> None:
    """One that has begun to come back from its tapes, as another window saw those first, keeps what
    it shows."""
    connection.execute(
        """
        INSERT INTO conversations
            (id, title, head_turn_id, origin, created_unix_ns, updated_unix_ns)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            title = CASE WHEN own_title OR excluded.title = '' THEN title ELSE excluded.title END,
            head_turn_id = CASE WHEN head_turn_id = '' THEN excluded.head_turn_id
                           ELSE head_turn_id END,
            origin = excluded.origin,
            created_unix_ns = min(created_unix_ns, excluded.created_unix_ns),
            updated_unix_ns = max(updated_unix_ns, excluded.updated_unix_ns)
        """,
        (chat.id, chat.title, chat.head, chat.origin, chat.created_unix_ns, chat.updated_unix_ns),
    )
    connection.executemany(
        "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (
                turn.id,
                chat.id,
                turn.parent_id,
                turn.role,
                turn.created_unix_ns,
                turn.capture_id,
                turn.outcome,
                text,
                turn.deleted_unix_ns or None,
            )
            for turn, text in zip(chat.turns, data, strict=True)
        ],
    )
    connection.execute(
        "INSERT INTO imported VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (chat.id, batch, chat.origin, chat.source_id, chat.fingerprint),
    )
