"""The words of all captures and turns, to be searched: derived, and rebuilt where it is lost.

A file of its own beside the library: it may be deleted at any time, and its size costs the
library's checks and copies nothing. Captures have their words here for the inspector, which leads
to the event that brought one; turns have theirs for the list of conversations, as what was imported
or edited has no capture, and what a capture says need not be in any conversation.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.text.passages import Kind, Passage
from gemini_desktop.store.database import Database
from gemini_desktop.store.migrations import Migration
from gemini_desktop.store.search import passage_rows
from gemini_desktop.store.search.passage_rows import HITS_OF_ONE, Tables, storable

__all__ = ["HITS_OF_ONE", "MOST_HITS", "Hit", "SearchIndex", "TurnHit", "TurnWords", "needles_of"]

FILE = "search.db"
MOST_HITS = 300
_PASSING = frozenset({"database_busy", "disk_full"})
"""Failures that are no fault of the file: another window may be making it just now."""
_CAPTURES = Tables("indexed", "passages", "words", "capture_id")
_TURNS = Tables("turns", "turn_passages", "turn_words", "key")


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A passage with all the words. `marks` are the places of the words in the snippet, (start,
    end) in characters; `event` is the one that brought the first of them, -1 for the request."""

    capture_id: str
    kind: Kind
    event: int
    snippet: str
    marks: tuple[tuple[int, int], ...]


class TurnHit(msgspec.Struct, frozen=True, kw_only=True):
    """A passage of a turn with all the words, marked as in `Hit`."""

    conversation_id: str
    turn_id: str
    kind: Kind
    snippet: str
    marks: tuple[tuple[int, int], ...]


class TurnWords(msgspec.Struct, frozen=True):
    """What there is to be indexed of one turn. `token` is its id, a line end, and what changes with
    its content."""

    token: str
    unix_ns: int
    passages: Sequence[Passage]


def _001_passages(connection: sqlite3.Connection) -> None:
    passage_rows.create(connection, _CAPTURES)


def _002_turns(connection: sqlite3.Connection) -> None:
    """`key` is the conversation's id, a line end, and the turn's token. `chats` says of which
    revision of a conversation (`migrations`) all turns are in."""
    passage_rows.create(connection, _TURNS)
    connection.execute(
        "CREATE TABLE chats (conversation_id TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT"
    )


_MIGRATIONS: tuple[Migration, ...] = (_001_passages, _002_turns)


class SearchIndex:
    """Every method raises StoreError where the file cannot be used."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._database = self._new_database()

    def _new_database(self) -> Database:
        """Without a copy before a migration: it would keep the words of what is deleted."""
        return Database(self._path, _MIGRATIONS, keeps_copies=False)

    async def open(self) -> None:
        """Open or make it. One that is damaged or of a newer version is thrown away: the tapes and
        the library have all that was in it. Raises StoreError."""
        try:
            damaged = (await self._database.open()).damaged
        except StoreError as error:
            if error.failure.kind in _PASSING:
                raise
            self._remove(self._path)
            self._database = self._new_database()
            damaged = (await self._database.open()).damaged
        if damaged is not None:
            self._remove(damaged)

    async def close(self) -> None:
        """Finish and close; may be called twice."""
        await self._database.close()

    async def start_anew(self) -> None:
        """Forget everything: what is indexed from now on takes no more room than it must."""

        def work(connection: sqlite3.Connection) -> None:
            for tables in (_CAPTURES, _TURNS):
                passage_rows.clear(connection, tables)
            connection.execute("DELETE FROM chats")

        await self._database.write(work)
        await self._database.read(lambda c: c.execute("VACUUM"))
        await self._database.read(_empty_journal)

    async def _empty(self, tables: Tables) -> None:
        """So that nothing of what was taken out is left in the file."""
        await self._database.write(lambda c: passage_rows.merge(c, tables))
        await self._database.read(_empty_journal)

    def _remove(self, path: Path) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + suffix).unlink(missing_ok=True)

    # --- captures ------------------------------------------------------------------------------

    async def indexed(self) -> set[str]:
        """The captures that are in it."""
        return await self._database.read(
            lambda c: {row[0] for row in c.execute("SELECT capture_id FROM indexed")}
        )

    async def put(self, capture_id: str, unix_ns: int, passages: Sequence[Passage]) -> None:
        """Enter a capture with all its words; one that is there already stays as it is."""
        await self._database.write(
            lambda c: passage_rows.put(c, _CAPTURES, capture_id, unix_ns // 1000, passages)
        )

    async def forget(self, capture_ids: Collection[str]) -> None:
        """Take captures out, so that nothing of their words is left in the file."""
        if not capture_ids:
            return
        gone = await self._database.write(lambda c: passage_rows.forget(c, _CAPTURES, capture_ids))
        if gone:
            await self._empty(_CAPTURES)

    async def search(self, needles: Sequence[str], limit: int = MOST_HITS) -> list[Hit]:
        """The newest passages that hold all these words, in either case."""
        found = await self._database.read(
            lambda c: passage_rows.search(c, _CAPTURES, needles, limit, _itself)
        )
        return [
            Hit(
                capture_id=each.key,
                kind=each.kind,
                event=each.event,
                snippet=each.snippet,
                marks=each.marks,
            )
            for each in found
        ]

    # --- turns ---------------------------------------------------------------------------------

    async def revisions(self) -> dict[str, int]:
        """The conversations that are in it, and of which revision."""
        return await self._database.read(
            lambda c: dict(c.execute("SELECT conversation_id, revision FROM chats").fetchall())
        )

    async def turns_of(self, conversation_ids: Sequence[str]) -> dict[str, set[str]]:
        """The tokens of the turns that are in it, by conversation."""
        return await self._database.read(
            lambda c: {each: _turns_of(c, each) for each in conversation_ids}
        )

    async def put_turns(
        self,
        new: Mapping[str, Sequence[TurnWords]],
        gone: Mapping[str, Collection[str]],
        revisions: Mapping[str, int],
    ) -> None:
        """Take turns in and out, by conversation; these are of this revision then."""

        def work(connection: sqlite3.Connection) -> int:
            left = (_key(chat, turn) for chat, turns in gone.items() for turn in turns)
            count = passage_rows.forget(connection, _TURNS, left)
            for chat, turns in new.items():
                for turn in turns:
                    key, unix_us = _key(chat, turn.token), turn.unix_ns // 1000
                    passage_rows.put(connection, _TURNS, key, unix_us, turn.passages)
            connection.executemany(
                "INSERT OR REPLACE INTO chats VALUES (?, ?)", list(revisions.items())
            )
            return count

        if await self._database.write(work):
            await self._empty(_TURNS)

    async def forget_chats(self, conversation_ids: Collection[str]) -> None:
        """Take conversations out, so that nothing of their words is left in the file."""

        def work(connection: sqlite3.Connection) -> None:
            for each in conversation_ids:
                keys = [_key(each, turn) for turn in _turns_of(connection, each)]
                passage_rows.forget(connection, _TURNS, keys)
                connection.execute("DELETE FROM chats WHERE conversation_id = ?", (each,))

        if conversation_ids:
            await self._database.write(work)
            await self._empty(_TURNS)

    async def search_turns(self, needles: Sequence[str], limit: int = MOST_HITS) -> list[TurnHit]:
        """The newest passages that hold all these words, in either case; no more than HITS_OF_ONE
        of a conversation."""
        found = await self._database.read(
            lambda c: passage_rows.search(c, _TURNS, needles, limit, _chat_of)
        )
        return [
            TurnHit(
                conversation_id=_chat_of(each.key),
                turn_id=each.key.split("\n")[1],
                kind=each.kind,
                snippet=each.snippet,
                marks=each.marks,
            )
            for each in found
        ]


def needles_of(text: str) -> list[str]:
    """The words of a search; what stands in quotation marks is one."""
    found = re.findall(r'"([^"]+)"|(\S+)', storable(text))
    words = (quoted or word.strip('"') for quoted, word in found)
    return list(dict.fromkeys(word for word in words if word))


def _itself(key: str) -> str:
    return key


def _key(conversation_id: str, token: str) -> str:
    return f"{conversation_id}\n{token}"


def _chat_of(key: str) -> str:
    return key.partition("\n")[0]


def _turns_of(connection: sqlite3.Connection, conversation_id: str) -> set[str]:
    """By the range of their keys: after a line end comes what follows it."""
    rows = connection.execute(
        "SELECT key FROM turns WHERE key >= ? AND key < ?",
        (f"{conversation_id}\n", f"{conversation_id}\x0b"),
    )
    return {row[0].partition("\n")[2] for row in rows}


def _empty_journal(connection: sqlite3.Connection) -> None:
    """It has the pages as they were."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
