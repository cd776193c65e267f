"""What keeps the library small: recordings that can go, what refers to blobs, empty pages.

A recording that an answer came from may go and leave the answer: the chat keeps its words, its
pictures and the raw parts that go back to the server. What is lost is what the server sent byte by
byte, and the chance to rebuild the chat from it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable

import msgspec

from gemini_desktop.store import capture_rows, packing
from gemini_desktop.store.care import compacting
from gemini_desktop.store.database import Database


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """A capture that can be removed. `bytes` counts its body; `title` is that of a conversation
    with its answer. `only_copy`: no turn was made of it, so nothing else has what it holds."""

    id: str
    created_unix_ns: int
    bytes: int
    prompt: str = ""
    title: str = ""
    pinned: bool = False
    only_copy: bool = False


class Upkeep:
    """Works on the library's database, in its thread. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recordings(self) -> list[Recording]:
        """All that can be removed, oldest first: not those of answers that still come in."""
        return await self._database.read(_recordings)

    async def remove(self, capture_ids: Iterable[str]) -> None:
        """Take these out of sight, answers or not. They come back with `restore`, until
        `Library.purge_deleted`."""
        now, ids = time.time_ns(), tuple(capture_ids)
        await self._database.write(lambda c: _mark(c, ids, now))

    async def restore(self, capture_ids: Iterable[str]) -> None:
        """Undo `remove`."""
        ids = tuple(capture_ids)
        await self._database.write(lambda c: _mark(c, ids, None))

    async def references(self) -> set[str]:
        """The hashes of all blobs that turns refer to, deleted ones too."""
        return await self._database.read(_references)

    async def is_sound(self) -> bool:
        """Look for damage that opening a large library had no time for. Where there is some, the
        next start puts the file aside and rebuilds it."""
        return await self._database.is_sound()

    @property
    def was_checked(self) -> bool:
        """Whether all of the library was found sound in this run."""
        return self._database.was_checked

    async def compact(self, progress: Callable[[float], None]) -> None:
        """Give empty pages back to the disk. `progress` hears, from other threads, how much
        is done, 0 to 1. A kill leaves the file as it was or as it is to be; other calls wait."""
        await self._database.read(lambda c: compacting.compact(c, self._database.path, progress))


def _recordings(connection: sqlite3.Connection) -> list[Recording]:
    """Of turns without an outcome the recording may still go on."""
    rows = connection.execute(
        f"""
        WITH found (id, created, bytes, prompt) AS (
            SELECT id, created_unix_ns, bytes, prompt FROM captures WHERE {capture_rows.VISIBLE}
            UNION ALL
            SELECT capture_id, max(created_unix_ns), 0, '' FROM ({capture_rows.UNNOTED})
            GROUP BY capture_id
        )
        SELECT found.id, created, found.bytes, found.prompt,
               coalesce(max(title), ''), coalesce(max(pinned_unix_ns), 0), count(turns.id)
        FROM found
        LEFT JOIN turns ON turns.capture_id = found.id AND turns.deleted_unix_ns IS NULL
        LEFT JOIN conversations ON conversations.id = turns.conversation_id
            AND conversations.deleted_unix_ns IS NULL
        GROUP BY found.id HAVING count(turns.id) = 0 OR min(turns.outcome) != ''
        ORDER BY created, found.id
        """  # noqa: S608 - our own names
    )
    return [
        Recording(
            id=row[0],
            created_unix_ns=row[1],
            bytes=row[2],
            prompt=row[3],
            title=row[4],
            pinned=row[5] != 0,
            only_copy=row[6] == 0,
        )
        for row in rows
    ]


def _mark(connection: sqlite3.Connection, ids: Iterable[str], unix_ns: int | None) -> None:
    connection.executemany(  # one that a crash cut off is not in the list yet
        "INSERT INTO captures (id, conversation_id, turn_id, created_unix_ns)"
        " SELECT capture_id, conversation_id, id, created_unix_ns FROM turns"
        " WHERE capture_id = ? LIMIT 1 ON CONFLICT DO NOTHING",
        [(each,) for each in ids],
    )
    connection.executemany(
        "UPDATE captures SET deleted_unix_ns = ? WHERE id = ?", [(unix_ns, each) for each in ids]
    )


def _references(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT data FROM turns")
    return {digest for (data,) in rows for digest in packing.references(data)}
