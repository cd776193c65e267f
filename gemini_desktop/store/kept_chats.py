"""Imported conversations between the database and their files (`store.chat_files`).

The database is what counts, the files are written from it: when an import is shown, when a later
one adds to it, when turns are deleted for good, and at the start where one is missing. At the start
too, what has a file and is not in the database comes back from it: that was lost. What is
deleted loses its file first, so that no kill can bring it back.

A turn that came from a recording is not in the file: its tape has it, and `store.rebuild` puts it
in its place after the file was read.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store import chat_files
from gemini_desktop.store.chat_files import ChatFiles, KeptChat, KeptTurn
from gemini_desktop.store.database import Database

_VISIBLE = (
    "SELECT id, batch FROM imported JOIN conversations ON id = conversation_id"
    " WHERE deleted_unix_ns IS NULL"
)


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """The conversations that are back, and what could not be read."""

    ids: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


class KeptChats:
    """Those of one library. Every method raises StoreError."""

    def __init__(self, database: Database, files: ChatFiles) -> None:
        self._database = database
        self._files = files

    async def find(self) -> list[Path]:
        """The files of conversations that the library does not know."""
        known = await self._database.read(_ids)
        return await asyncio.to_thread(self._files.unknown, known)

    async def file_of(self, conversation_id: str) -> list[Path]:
        """That of a conversation; none where it has none."""
        return await asyncio.to_thread(self._files.of, conversation_id)

    async def enter(self, paths: Sequence[Path]) -> Restored:
        """Bring back what these hold, in one transaction; what is there already stays as it is."""
        found, failures = await asyncio.to_thread(_read, paths)

        def work(connection: sqlite3.Connection) -> None:
            for batch, chat, data in found:
                _enter(connection, batch, chat, data)

        await self._database.write(work)
        ids = tuple(chat.id for _, chat, _ in found)
        return Restored(ids=ids, failures=tuple(failures))

    async def without_file(self) -> list[str]:
        """Conversations that should have a file: of an earlier version of the program, of a
        backup, or where it was lost."""
        if self._database.refused is not None:
            return []
        imported = await self._database.read(lambda c: c.execute(_VISIBLE).fetchall())
        return await asyncio.to_thread(self._files.missing, (row[0] for row in imported))

    async def keep(self, conversation_ids: Sequence[str]) -> None:
        """Write the files of these, where they are not deleted meanwhile."""
        await self._database.write(lambda c: rewrite(c, self._files, conversation_ids))


def rewrite(
    connection: sqlite3.Connection, files: ChatFiles, conversation_ids: Iterable[str]
) -> None:
    """Write the files of these conversations as the database has them; that of one that was not
    imported is none. Within the transaction that changes them. Raises StoreError."""
    for conversation_id in conversation_ids:
        row = connection.execute(
            "SELECT batch, title, head_turn_id, created_unix_ns, updated_unix_ns, origin,"
            " source_id, fingerprint FROM imported JOIN conversations ON id = conversation_id"
            " WHERE id = ?",
            (conversation_id,),
        ).fetchone()
        if row is None:
            continue
        turns = connection.execute(
            "SELECT id, parent_id, role, created_unix_ns, capture_id, outcome,"
            " ifnull(deleted_unix_ns, 0), data FROM turns WHERE conversation_id = ?"
            " AND capture_id NOT IN (SELECT id FROM captures)"
            " AND NOT (role = 'model' AND outcome = '')"  # it is coming in: its tape has it
            " ORDER BY rowid",
            (conversation_id,),
        ).fetchall()
        data = [turn[7] for turn in turns]
        kept = map(_turn, turns)
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
            turns=tuple(kept),
        )
        files.write(row[0], conversation_id, chat_files.encode(chat, data))


def _turn(row: tuple[str, str, str, int, str, str, int, bytes]) -> KeptTurn:
    return KeptTurn(*row[:7], chat_files.size_in_file(row[7]))


def losing_words(connection: sqlite3.Connection) -> list[str]:
    """Imported conversations that stay when what is deleted goes for good, and lose turns by it, or
    the recordings that had the words."""
    rows = connection.execute(
        """
        SELECT conversation_id FROM imported WHERE conversation_id IN (
            SELECT conversation_id FROM turns WHERE deleted_unix_ns IS NOT NULL
            UNION SELECT turns.conversation_id FROM captures
                  JOIN turns ON turns.capture_id = captures.id
                  WHERE captures.deleted_unix_ns IS NOT NULL AND turns.capture_id != '')
        """
    )
    return [row[0] for row in rows]


def visible_files(connection: sqlite3.Connection, files: ChatFiles) -> list[Path]:
    """The files of the imported conversations that are not deleted."""
    return [files.path(batch, each) for each, batch in connection.execute(_VISIBLE)]


def forget_deleted(connection: sqlite3.Connection, files: ChatFiles) -> None:
    """Remove the files of the conversations that go for good now: of the deleted ones, and of those
    of which no turn is left. Raises StoreError; then they must not go."""
    rows = connection.execute(
        """
        SELECT batch, conversation_id FROM imported JOIN conversations ON id = conversation_id
        WHERE deleted_unix_ns IS NOT NULL OR (turn_count = 0 AND EXISTS (
            SELECT 1 FROM turns WHERE conversation_id = conversations.id))
        """
    )
    for batch, conversation_id in rows.fetchall():
        files.remove(batch, conversation_id)


def _ids(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT conversation_id FROM imported")]


def _read(
    paths: Iterable[Path],
) -> tuple[list[tuple[str, KeptChat, list[bytes]]], list[Failure]]:
    found, failures = [], []
    for path in paths:
        try:
            chat, data = chat_files.read(path)
        except StoreError as error:
            failures.append(error.failure)
        else:
            found.append((path.parent.name, chat, data))
    return found, failures


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
