"""Passages in SQLite and where words stand in them: plain functions over a connection.

Passages are kept as text, and indexed by their trigrams, so that parts of words and scripts without
blanks are found; where SQLite has no trigrams, the text is gone through. `id` grows with the time
of what a passage belongs to, and falls from its first passage to its last: so the newest come
first, and of each where it began.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from gemini_desktop.core.text.marks import marks_in
from gemini_desktop.core.text.passages import Kind, Passage

HITS_OF_ONE = 3
"""So many of one group are given, the first ones."""
_IDS_OF_ONE = 1 << 10
"""Passages of one key: more than MOST_CHARACTERS can fill."""
_BEFORE, _AFTER = 40, 160


class Tables(NamedTuple):
    """The names of a set of tables: the keys that are in it, their passages, the words of these;
    and what the column with the key is called."""

    indexed: str
    passages: str
    words: str
    key: str


class Found(NamedTuple):
    """A passage with all the words: `marks` are their places in the snippet, (start, end) in
    characters; `event` brought the first of them."""

    key: str
    kind: Kind
    event: int
    snippet: str
    marks: tuple[tuple[int, int], ...]


def create(connection: sqlite3.Connection, tables: Tables) -> None:
    """Make the tables."""
    connection.execute(
        f"CREATE TABLE {tables.indexed} ({tables.key} TEXT PRIMARY KEY,"
        " first INTEGER NOT NULL, count INTEGER NOT NULL) STRICT"
    )
    connection.execute(
        f"CREATE TABLE {tables.passages} (id INTEGER PRIMARY KEY, {tables.key} TEXT NOT NULL,"
        " kind TEXT NOT NULL, places BLOB NOT NULL, text TEXT NOT NULL) STRICT"
    )
    with contextlib.suppress(sqlite3.OperationalError):  # a SQLite without FTS5, or before 3.34
        connection.execute(
            f"CREATE VIRTUAL TABLE {tables.words} USING fts5 (text, content='{tables.passages}',"
            " content_rowid='id', tokenize='trigram', detail='none', columnsize=0)"
        )
        with contextlib.suppress(sqlite3.Error):  # since 3.42; see `merge` for those before
            connection.execute(
                f"INSERT INTO {tables.words} ({tables.words}, rank) VALUES ('secure-delete', 1)"  # noqa: S608 - our own names
            )


def clear(connection: sqlite3.Connection, tables: Tables) -> None:
    """Take everything out."""
    if _has_trigrams(connection, tables):
        connection.execute(f"INSERT INTO {tables.words} ({tables.words}) VALUES ('delete-all')")  # noqa: S608 - our own names
    for name in (tables.passages, tables.indexed):
        connection.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names


def storable(text: str) -> str:
    """As long as before, without half surrogate pairs, which SQLite cannot hold, and NUL."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\x00", " ")


def put(
    connection: sqlite3.Connection,
    tables: Tables,
    key: str,
    unix_us: int,
    passages: Sequence[Passage],
) -> None:
    """Enter all passages of a key; one that is there already stays as it is."""
    sql = f"SELECT 1 FROM {tables.indexed} WHERE {tables.key} = ?"  # noqa: S608 - our own names
    if connection.execute(sql, (key,)).fetchone():
        return
    passages = passages[:_IDS_OF_ONE]
    first = _free(connection, tables, unix_us * _IDS_OF_ONE)
    rows = [
        (number, key, each.kind, _packed(each), storable(each.text))
        for number, each in enumerate(reversed(passages), first)
    ]
    connection.executemany(
        f"INSERT INTO {tables.passages} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - our own names
        rows,
    )
    if _has_trigrams(connection, tables):
        connection.executemany(
            f"INSERT INTO {tables.words} (rowid, text) VALUES (?, ?)",  # noqa: S608 - our own names
            [(row[0], row[4]) for row in rows],
        )
    connection.execute(
        f"INSERT INTO {tables.indexed} VALUES (?, ?, ?)",  # noqa: S608 - our own names
        (key, first, len(rows)),
    )


def _free(connection: sqlite3.Connection, tables: Tables, first: int) -> int:
    """The first number from here on after which there is room for the passages of one key."""
    sql = f"SELECT 1 FROM {tables.passages} WHERE id >= ? AND id < ?"  # noqa: S608 - our own names
    while connection.execute(sql, (first, first + _IDS_OF_ONE)).fetchone():
        first += _IDS_OF_ONE
    return first


def forget(connection: sqlite3.Connection, tables: Tables, keys: Iterable[str]) -> int:
    """Take keys out; how many were there. `merge` makes sure that nothing of them is left."""
    trigrams = _has_trigrams(connection, tables)
    gone = 0
    for key in keys:
        sql = f"SELECT first, count FROM {tables.indexed} WHERE {tables.key} = ?"  # noqa: S608 - our own names
        found = connection.execute(sql, (key,)).fetchone()
        if found is None:
            continue
        place = (found[0], found[0] + found[1])
        if trigrams:
            connection.execute(
                f"INSERT INTO {tables.words} ({tables.words}, rowid, text)"  # noqa: S608 - our own names
                f" SELECT 'delete', id, text FROM {tables.passages} WHERE id >= ? AND id < ?",
                place,
            )
        for sql, values in (
            (f"DELETE FROM {tables.passages} WHERE id >= ? AND id < ?", place),  # noqa: S608 - our own names
            (f"DELETE FROM {tables.indexed} WHERE {tables.key} = ?", (key,)),  # noqa: S608 - our own names
        ):
            connection.execute(sql, values)
        gone += 1
    return gone


def merge(connection: sqlite3.Connection, tables: Tables) -> None:
    """FTS5 only marks entries as deleted until their segment is merged."""
    if _has_trigrams(connection, tables):
        connection.execute(f"INSERT INTO {tables.words} ({tables.words}) VALUES ('optimize')")  # noqa: S608 - our own names


def search(
    connection: sqlite3.Connection,
    tables: Tables,
    needles: Sequence[str],
    limit: int,
    group: Callable[[str], str],
) -> list[Found]:
    """The newest passages that hold all these words, in either case; HITS_OF_ONE of those whose
    keys are of one group."""
    patterns = [re.compile(re.escape(needle), re.IGNORECASE) for needle in needles]
    hits: list[Found] = []
    of_one: dict[str, int] = {}
    for key, kind, places, text in _candidates(connection, tables, needles):
        one = group(key)
        if of_one.get(one, 0) >= HITS_OF_ONE:
            continue
        found = [pattern.search(text) for pattern in patterns]
        if not found or not all(found):
            continue
        of_one[one] = of_one.get(one, 0) + 1
        at = min(match.start() for match in found if match)
        event = _unpacked(kind, text, places).event_at(at)
        hits.append(_hit(key, kind, event, text, at, patterns))
        if len(hits) >= limit:
            break
    return hits


def _has_trigrams(connection: sqlite3.Connection, tables: Tables) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE name = ?"
    return connection.execute(sql, (tables.words,)).fetchone() is not None


def _candidates(
    connection: sqlite3.Connection, tables: Tables, needles: Sequence[str]
) -> Iterable[tuple[str, Kind, bytes, str]]:
    """The passages that may hold the words, newest first. Of a key they come from the first on, so
    that the hits lead to where it began."""
    trigrams = list(dict.fromkeys(part for needle in needles for part in _trigrams(needle)))
    passages, words = tables.passages, tables.words
    columns = f"SELECT {tables.key}, kind, places, {passages}.text FROM"
    if trigrams and _has_trigrams(connection, tables):
        query = " AND ".join('"{}"'.format(part.replace('"', '""')) for part in trigrams)
        sql = (
            f"{columns} {words} JOIN {passages} ON {passages}.id = {words}.rowid"
            f" WHERE {words} MATCH ? ORDER BY {words}.rowid DESC"
        )
        return connection.execute(sql, (query,))
    if not needles:
        return ()
    longest = max(needles, key=len)
    forms = dict.fromkeys((longest, longest.lower(), longest.upper(), longest.title()))
    where = " OR ".join(f"instr({passages}.text, ?)" for _ in forms)
    where += f" OR instr(lower({passages}.text), ?)"
    sql = f"{columns} {passages} WHERE {where} ORDER BY id DESC"
    return connection.execute(sql, (*forms, longest.lower()))


def _trigrams(needle: str) -> list[str]:
    return [needle[start : start + 3] for start in range(len(needle) - 2)]


def _hit(
    key: str,
    kind: Kind,
    event: int,
    text: str,
    at: int,
    patterns: Sequence[re.Pattern[str]],
) -> Found:
    start = max(0, at - _BEFORE)
    if start:  # at a blank, where there is one
        start = text.find(" ", start, at) + 1 or start
    piece = text[start : at + _AFTER]
    return Found(key, kind, event, re.sub(r"\s", " ", piece), tuple(marks_in(piece, patterns)))


def _packed(passage: Passage) -> bytes:
    return msgspec.msgpack.encode((passage.starts, passage.events))


def _unpacked(kind: Kind, text: str, places: bytes) -> Passage:
    starts, events = msgspec.msgpack.decode(places, type=tuple[tuple[int, ...], tuple[int, ...]])
    return Passage(kind=kind, text=text, starts=starts, events=events)
