"""The words of all captures, to be searched: derived from the tapes, and rebuilt where it is lost.

A file of its own beside the library: it may be deleted at any time, and its size costs the
library's checks and copies nothing. Passages are kept as text, and indexed by their trigrams, so
that parts of words and scripts without blanks are found; where SQLite has no trigrams, the text is
gone through. `id` grows with the time of the capture, and falls from its first passage to its last:
so the newest captures come first, and of each where it began.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.text.passages import Kind, Passage
from gemini_desktop.store.database import Database
from gemini_desktop.store.migrations import Migration

FILE = "search.db"
MOST_HITS = 300
HITS_OF_ONE = 3
"""So many of one capture are given, the first ones."""
_IDS_OF_ONE = 1 << 10
"""Passages of one capture: more than MOST_CHARACTERS can fill."""
_BEFORE, _AFTER = 40, 160


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A passage with all the words. `marks` are the places of the words in the snippet, (start,
    end) in characters; `event` is the one that brought the first of them, -1 for the request."""

    capture_id: str
    kind: Kind
    event: int
    snippet: str
    marks: tuple[tuple[int, int], ...]


def _001_passages(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE indexed (capture_id TEXT PRIMARY KEY, first INTEGER NOT NULL,"
        " count INTEGER NOT NULL) STRICT"
    )
    connection.execute(
        "CREATE TABLE passages (id INTEGER PRIMARY KEY, capture_id TEXT NOT NULL,"
        " kind TEXT NOT NULL, places BLOB NOT NULL, text TEXT NOT NULL) STRICT"
    )
    with contextlib.suppress(sqlite3.OperationalError):  # a SQLite without FTS5, or before 3.34
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (text, content='passages', content_rowid='id',"
            " tokenize='trigram', detail='none', columnsize=0)"
        )
        with contextlib.suppress(sqlite3.Error):  # since 3.42; see `_merge` for those before
            connection.execute("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)")


_MIGRATIONS: tuple[Migration, ...] = (_001_passages,)


class SearchIndex:
    """Every method raises StoreError where the file cannot be used."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._database = Database(self._path, _MIGRATIONS)

    async def open(self) -> None:
        """Open or make it. One that is damaged or of a newer version is thrown away: the tapes
        have all that was in it."""
        try:
            damaged = (await self._database.open()).damaged
        except StoreError:
            self._remove(self._path)
            self._database = Database(self._path, _MIGRATIONS)
            damaged = (await self._database.open()).damaged
        if damaged is not None:
            self._remove(damaged)

    async def close(self) -> None:
        """Finish and close; may be called twice."""
        await self._database.close()

    async def indexed(self) -> set[str]:
        """The captures that are in it."""
        return await self._database.read(
            lambda c: {row[0] for row in c.execute("SELECT capture_id FROM indexed")}
        )

    async def put(self, capture_id: str, unix_ns: int, passages: Sequence[Passage]) -> None:
        """Enter a capture with all its words; one that is there already stays as it is."""
        await self._database.write(lambda c: _put(c, capture_id, unix_ns // 1000, passages))

    async def forget(self, capture_ids: Collection[str]) -> None:
        """Take captures out, so that nothing of their words is left in the file."""
        if capture_ids:
            gone = await self._database.write(lambda c: _forget(c, capture_ids))
            if gone:
                await self._database.write(_merge)
                await self._database.read(_empty_journal)

    async def search(self, needles: Sequence[str], limit: int = MOST_HITS) -> list[Hit]:
        """The newest passages that hold all these words, in either case."""
        return await self._database.read(lambda c: _search(c, needles, limit))

    def _remove(self, path: Path) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + suffix).unlink(missing_ok=True)


def needles_of(text: str) -> list[str]:
    """The words of a search; what stands in quotation marks is one."""
    found = re.findall(r'"([^"]+)"|(\S+)', _storable(text))
    words = (quoted or word.strip('"') for quoted, word in found)
    return list(dict.fromkeys(word for word in words if word))


def _storable(text: str) -> str:
    """As long as before, without half surrogate pairs, which SQLite cannot hold, and NUL."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\x00", " ")


def _has_trigrams(connection: sqlite3.Connection) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'words'"
    return connection.execute(sql).fetchone() is not None


def _put(
    connection: sqlite3.Connection, capture_id: str, unix_us: int, passages: Sequence[Passage]
) -> None:
    sql = "SELECT 1 FROM indexed WHERE capture_id = ?"
    if connection.execute(sql, (capture_id,)).fetchone():
        return
    first = unix_us * _IDS_OF_ONE
    while connection.execute("SELECT 1 FROM indexed WHERE first = ?", (first,)).fetchone():
        first += _IDS_OF_ONE
    passages = passages[:_IDS_OF_ONE]
    rows = [
        (number, capture_id, each.kind, _packed(each), _storable(each.text))
        for number, each in enumerate(reversed(passages), first)
    ]
    connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", rows)
    if _has_trigrams(connection):
        connection.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)", [(row[0], row[4]) for row in rows]
        )
    connection.execute("INSERT INTO indexed VALUES (?, ?, ?)", (capture_id, first, len(rows)))


def _forget(connection: sqlite3.Connection, capture_ids: Iterable[str]) -> int:
    trigrams = _has_trigrams(connection)
    gone = 0
    for capture_id in capture_ids:
        sql = "SELECT first, count FROM indexed WHERE capture_id = ?"
        found = connection.execute(sql, (capture_id,)).fetchone()
        if found is None:
            continue
        place = (found[0], found[0] + found[1])
        if trigrams:
            connection.execute(
                "INSERT INTO words (words, rowid, text)"
                " SELECT 'delete', id, text FROM passages WHERE id >= ? AND id < ?",
                place,
            )
        connection.execute("DELETE FROM passages WHERE id >= ? AND id < ?", place)
        connection.execute("DELETE FROM indexed WHERE capture_id = ?", (capture_id,))
        gone += 1
    return gone


def _merge(connection: sqlite3.Connection) -> None:
    """FTS5 only marks entries as deleted until their segment is merged."""
    if _has_trigrams(connection):
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def _empty_journal(connection: sqlite3.Connection) -> None:
    """It has the pages as they were."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _search(connection: sqlite3.Connection, needles: Sequence[str], limit: int) -> list[Hit]:
    patterns = [re.compile(re.escape(needle), re.IGNORECASE) for needle in needles]
    hits: list[Hit] = []
    of_one: dict[str, int] = {}
    for capture_id, kind, places, text in _candidates(connection, needles):
        if of_one.get(capture_id, 0) >= HITS_OF_ONE:
            continue
        found = [pattern.search(text) for pattern in patterns]
        if not found or not all(found):
            continue
        of_one[capture_id] = of_one.get(capture_id, 0) + 1
        at = min(match.start() for match in found if match)
        event = _unpacked(kind, text, places).event_at(at)
        hits.append(_hit(capture_id, kind, event, text, at, patterns))
        if len(hits) >= limit:
            break
    return hits


def _candidates(
    connection: sqlite3.Connection, needles: Sequence[str]
) -> Iterable[tuple[str, Kind, bytes, str]]:
    """The passages that may hold the words, newest first. Of a capture they come from the first
    on, so that the hits lead to where it began."""
    trigrams = list(dict.fromkeys(part for needle in needles for part in _trigrams(needle)))
    columns = "SELECT capture_id, kind, places, passages.text FROM"
    if trigrams and _has_trigrams(connection):
        query = " AND ".join('"{}"'.format(part.replace('"', '""')) for part in trigrams)
        sql = (
            f"{columns} words JOIN passages ON passages.id = words.rowid"
            " WHERE words MATCH ? ORDER BY words.rowid DESC"
        )
        return connection.execute(sql, (query,))
    if not needles:
        return ()
    longest = max(needles, key=len)
    forms = dict.fromkeys((longest, longest.lower(), longest.upper(), longest.title()))
    where = " OR ".join("instr(passages.text, ?)" for _ in forms)
    where += " OR instr(lower(passages.text), ?)"
    sql = f"{columns} passages WHERE {where} ORDER BY id DESC"
    return connection.execute(sql, (*forms, longest.lower()))


def _trigrams(needle: str) -> list[str]:
    return [needle[start : start + 3] for start in range(len(needle) - 2)]


def _hit(
    capture_id: str,
    kind: Kind,
    event: int,
    text: str,
    at: int,
    patterns: Sequence[re.Pattern[str]],
) -> Hit:
    start = max(0, at - _BEFORE)
    if start:  # at a blank, where there is one
        start = text.find(" ", start, at) + 1 or start
    piece = text[start : at + _AFTER]
    return Hit(
        capture_id=capture_id,
        kind=kind,
        event=event,
        snippet=re.sub(r"\s", " ", piece),
        marks=tuple(_marks(piece, patterns)),
    )


def _marks(piece: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    """In order, and none within or over another."""
    marks: list[tuple[int, int]] = []
    for start, end in sorted(m.span() for pattern in patterns for m in pattern.finditer(piece)):
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return marks


def _packed(passage: Passage) -> bytes:
    return msgspec.msgpack.encode((passage.starts, passage.events))


def _unpacked(kind: Kind, text: str, places: bytes) -> Passage:
    starts, events = msgspec.msgpack.decode(places, type=tuple[tuple[int, ...], tuple[int, ...]])
    return Passage(kind=kind, text=text, starts=starts, events=events)
