"""Ten thousand captures: listing them, filtering the list, searching their words, and what the
index costs; raw SQLite and a plain search through all bodies beside it.

    PYTHONPATH=. python tests/bench/captures.py [--captures=10000] [--characters=4000]

Each capture has an answer of so many characters. The library's rows and the index are filled as
the program fills them, the tapes are not written: nothing here reads one. Times are milliseconds,
medians of several rounds; the peer of a search is `LIKE` over the same text in a bare table.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import measure
from rounds import awaited_ms, called_ms

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from gemini_desktop.core.text.passages import Passages
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.search.index import SearchIndex
from gemini_desktop.store.transcripts import Library
from gemini_desktop.ui.inspector.captures.capture_words import Entry
from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel

_TEXT = (
    "the sun rises over quiet hills and water flows along a river of stone while clouds drift "
    "open response light amber thinking model tokens about every small town 夕日 がきれい です"
)
_WORDS = _TEXT.split()
_SEARCHES = {
    "a word in few": "colosseum",
    "a word in all": "amber",
    "two words": "amber colosseum",
    "part of a word": "olosse",
    "two letters of CJK": "夕日",
    "a word in none": "xylophone",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--characters", type=int, default=4_000)
    wanted = parser.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = list(asyncio.run(_measured(Path(folder), wanted.captures, wanted.characters)))
    del application
    measure.table(("item", "ours", "raw SQLite", "ratio", "target"), rows)


async def _measured(home: Path, captures: int, characters: int) -> list[measure.Row]:
    texts = _answers(captures, characters)
    async with contextlib.AsyncExitStack() as stack:
        library, index = Library(home), SearchIndex(home)
        await library.open()
        stack.push_async_callback(library.close)
        await index.open()
        stack.push_async_callback(index.close)
        plain = sqlite3.connect(home / "plain.db")
        stack.callback(plain.close)
        for number in range(captures):
            await library.note_capture(_note(number))
        rows = list(await _listing(library, home))
        rows += await _indexing(index, plain, texts, home)
        for name, words in _SEARCHES.items():
            rows.append(await _search(index, plain, name, words))
        rows.append(await _forgetting(index))
    return rows


async def _listing(library: Library, home: Path) -> Sequence[measure.Row]:
    ours = await awaited_ms(library.captures)
    with contextlib.closing(sqlite3.connect(home / "library.db")) as raw:
        sql = "SELECT * FROM captures ORDER BY created_unix_ns DESC"
        bare = called_ms(lambda: raw.execute(sql).fetchall())
    entries = [Entry(note) for note in await library.captures()]
    panel = CapturesPanel()
    panel.resize(380, 800)
    shown = called_ms(lambda: _show(panel, entries))
    filtered = called_ms(lambda: _filter(panel))
    return (
        measure.within("list: the query", ours, bare, 100),
        measure.within("list: shown and painted", shown, 0, 300),
        measure.within("list: a letter of the filter", filtered, 0, 50),
    )


def _filter(panel: CapturesPanel) -> None:
    panel.field.clear()
    panel.field.setText("question 9 home")


def _show(panel: CapturesPanel, entries: list[Entry]) -> None:
    panel.show_entries([])
    panel.show_entries(entries)
    panel.grab()


async def _indexing(
    index: SearchIndex, plain: sqlite3.Connection, texts: list[str], home: Path
) -> Sequence[measure.Row]:
    began = time.perf_counter()
    for number, text in enumerate(texts):
        found = Passages()
        for start in range(0, len(text), 20):
            found.add("answer", start // 20, text[start : start + 20])
        await index.put(f"capture {number}", number * 1_000_000, found.finish())
    ours = (time.perf_counter() - began) * 1000 / len(texts)
    began = time.perf_counter()
    plain.execute("CREATE TABLE plain (text TEXT)")
    with plain:
        plain.executemany("INSERT INTO plain VALUES (?)", [(text,) for text in texts])
    bare = (time.perf_counter() - began) * 1000 / len(texts)
    size = (home / "search.db").stat().st_size + (home / "search.db-wal").stat().st_size
    letters = sum(len(text.encode()) for text in texts)
    return (
        measure.within("index: one capture", ours, bare, 20),
        measure.within("index: bytes a byte of text", size / letters, 1.0, 4),
    )


async def _search(
    index: SearchIndex, plain: sqlite3.Connection, name: str, words: str
) -> measure.Row:
    needles = words.split()
    ours = await awaited_ms(lambda: index.search(needles))
    where = " AND ".join("text LIKE ?" for _ in needles)
    wanted = tuple(f"%{needle}%" for needle in needles)
    sql = f"SELECT text FROM plain WHERE {where}"
    if bool(plain.execute(sql, wanted).fetchall()) != bool(await index.search(needles)):
        raise RuntimeError(f"one of both finds nothing for {words!r}")
    bare = called_ms(lambda: plain.execute(sql, wanted).fetchall())
    return measure.within(f"search: {name}", ours, bare, 100)


async def _forgetting(index: SearchIndex) -> measure.Row:
    began = time.perf_counter()
    await index.forget(["capture 1"])
    return measure.within("forget one, for good", (time.perf_counter() - began) * 1000, 0, 2000)


def _answers(captures: int, characters: int) -> list[str]:
    chance = random.Random(7)  # the same text each time
    count = max(1, characters // 6)
    texts = [" ".join(chance.choices(_WORDS, k=count)) for _ in range(captures)]
    for number in range(0, captures, max(1, captures // 20)):
        texts[number] += " colosseum"
    return texts


def _note(number: int) -> CaptureNote:
    return CaptureNote(
        id=f"capture {number}",
        created_unix_ns=1_700_000_000_000_000_000 + number * 1_000_000_000,
        conversation_id=f"chat {number // 5}",
        turn_id=f"turn {number}",
        protocol="generate-content",
        profile="Home",
        model="gemini-x",
        outcome="complete",
        bytes=20_000,
        ended=True,
        prompt=f"Question {number}",
        duration_ns=3_000_000_000,
        attempts=1,
        figured=True,
    )


if __name__ == "__main__":
    main()
