"""Ten thousand conversations and a million events: opening the library, listing, searching and
switching, with raw SQLite over the same rows beside it.

    PYTHONPATH=. python tests/bench/library.py [--conversations=10000] [--events=1000000] [--home=FOLDER]

The home is filled as years of use would leave it (`library_home.py`), or one that was made before
is taken. Events are bytes on tapes, a thousand on each; the library has a row for each tape. Times
are milliseconds, medians of several rounds. What runs in the window's thread should fit in a frame
(16 ms); its own processor time is told, as the clock would tell what else the machine does. The
rest is behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import library_home
import measure
from rounds import awaited_ms, called_ms

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from gemini_desktop.session.chat_search import ChatSearch
from gemini_desktop.session.searching import Searching
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.conversation_rows import ConversationSummary
from gemini_desktop.store.transcripts import FILE, Library
from gemini_desktop.ui.library.drawer import ConversationDrawer
from gemini_desktop.ui.library.entry import Entry
from gemini_desktop.ui.library.results import titles_with

_FRAME_MS = 16.0
_COLUMNS = (
    "id, title, updated_unix_ns, turn_count, created_unix_ns, bytes, own_title, pinned_unix_ns,"
    " archived_unix_ns, tags"
)
_SEARCHES = {
    "a word in ten answers": library_home.SENTINEL,
    "a word in most": "harbour",
    "two words": "harbour Lisbon",
    "part of a word": "uarterl",
    "two letters of CJK": "夕日",
    "a word in none": "zeppelin",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    a = parser.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = a.home or Path(folder)
        if not (home / FILE).exists():
            library_home.fill(home, a.conversations, a.events)
        rows = list(asyncio.run(_measured(home)))
    del application
    measure.table(("item", "ours", "raw SQLite", "times", "target"), rows)


async def _measured(home: Path) -> list[measure.Row]:
    rows = [await _opening(home)]
    async with contextlib.AsyncExitStack() as stack:
        library, captures = Library(home), Captures(home)
        searching = Searching(home, captures)
        await library.open()
        stack.push_async_callback(library.close)
        stack.push_async_callback(searching.close)
        raw = sqlite3.connect(home / FILE)
        stack.callback(raw.close)
        rows += await _listing(library, raw)
        rows += _drawer(await library.conversations())
        rows.append(await _switching(library, raw))
        rows += await _searching(ChatSearch(library, searching), library, raw)
    return rows


async def _opening(home: Path) -> measure.Row:
    """SQLite's own check of the whole file is in both."""

    async def ours() -> None:
        library = Library(home)
        await library.open()
        await library.conversations()
        await library.close()

    def bare() -> None:
        with contextlib.closing(sqlite3.connect(home / FILE)) as raw:
            raw.execute("PRAGMA quick_check(1)").fetchone()
            raw.execute(f"SELECT {_COLUMNS} FROM conversations").fetchall()

    return _row("open and list", await awaited_ms(ours), called_ms(bare), "<= 2")


async def _listing(library: Library, raw: sqlite3.Connection) -> list[measure.Row]:
    ours = await awaited_ms(library.conversations)
    sql = (
        f"SELECT {_COLUMNS} FROM conversations WHERE deleted_unix_ns IS NULL"
        " ORDER BY updated_unix_ns DESC, created_unix_ns DESC, id"
    )
    bare = called_ms(lambda: raw.execute(sql).fetchall())
    captures = await awaited_ms(library.captures)
    sql = "SELECT * FROM captures ORDER BY created_unix_ns DESC"
    bare_captures = called_ms(lambda: raw.execute(sql).fetchall())
    return [
        _row("list the conversations", ours, bare, "<= 2"),
        _row("list the captures", captures, bare_captures, "-"),
    ]


def _drawer(known: list[ConversationSummary]) -> list[measure.Row]:
    """In the window's thread."""

    def entries() -> list[Entry]:
        return [
            Entry(
                c.id, c.title, c.updated_unix_ns, "", c.created_unix_ns, c.turn_count, c.bytes,
                c.pinned, c.archived, c.tags,
            )
            for c in known
        ]  # fmt: skip

    drawer = ConversationDrawer()
    drawer.resize(240, 860)
    listed = entries()

    def fill() -> None:
        drawer.show_entries((), "")
        drawer.show_entries(listed, listed[0].id)
        drawer.grab()

    filled = _worked(fill)
    state = iter(range(1_000))

    def news() -> None:
        """An answer came in: its conversation moves to the top, or only changes there."""
        number = next(state)
        moved = listed[(200 + number) % len(listed)]._replace(updated_unix_ns=time.time_ns())
        others = [each for each in listed if each.id != moved.id]  # made once, as the window does
        drawer.show_entries([moved, *others], listed[0].id)
        drawer.view.viewport().grab()  # Qt lays out late

    answered = _worked(news)
    painted = _worked(drawer.view.viewport().grab)
    bar = drawer.view.verticalScrollBar()

    def scroll() -> None:
        bar.setValue((bar.value() + 900) % bar.maximum())
        drawer.view.viewport().grab()

    scrolled = _worked(scroll)
    titles = _worked(lambda: titles_with(listed, ["kyoto", "re"], 100))
    drawer.deleteLater()
    return [
        measure.within("drawer: filled and painted anew", filled, 0.0, 200),
        measure.within("drawer: an answer came in", answered, 0.0, _FRAME_MS),
        measure.within("drawer: painted", painted, 0.0, _FRAME_MS),
        measure.within("drawer: a page on", scrolled, 0.0, _FRAME_MS),
        measure.within("titles with two words", titles, 0.0, _FRAME_MS),
    ]


async def _switching(library: Library, raw: sqlite3.Connection) -> measure.Row:
    ids = iter([c.id for c in await library.conversations()][10:500])
    again = iter([c.id for c in await library.conversations()][10:500])
    ours = await awaited_ms(lambda: library.load(next(ids)))
    sql = "SELECT * FROM turns WHERE conversation_id = ?"
    bare = called_ms(lambda: raw.execute(sql, (next(again),)).fetchall())
    return _row("switch to another", ours, bare, "-")


async def _searching(
    search: ChatSearch, library: Library, raw: sqlite3.Connection
) -> list[measure.Row]:
    began = time.perf_counter()
    await search.catch_up()
    took = (time.perf_counter() - began) * 1000
    count = len(await library.conversations())
    rows = [measure.within("index one conversation", took / count, 0.0, 5)]
    rows.append(measure.within("nothing new to index", await awaited_ms(search.catch_up), 0.0, 100))
    for name, words in _SEARCHES.items():
        ours = await awaited_ms(lambda words=words: search.search(words))  # type: ignore[misc]
        where = " AND ".join("CAST(data AS TEXT) LIKE ?" for _ in words.split())  # bytes match none
        wanted = tuple(f"%{word}%" for word in words.split())
        sql = f"SELECT id FROM turns WHERE {where}"
        if bool(raw.execute(sql, wanted).fetchall()) != bool(await search.search(words)):
            raise RuntimeError(f"one of both finds nothing for {words!r}")
        bare = called_ms(lambda sql=sql, w=wanted: raw.execute(sql, w).fetchall())  # type: ignore[misc]
        rows.append(_row(f"search: {name}", ours, bare, "-"))
    return rows


def _worked(work: Callable[[], object]) -> float:
    """Processor time of this thread."""
    return called_ms(work, time.thread_time)


def _row(name: str, ours: float, bare: float, target: str) -> measure.Row:
    """`times` as long as SQLite alone."""
    return (name, ours, bare, ours / bare if bare else 0.0, target)


if __name__ == "__main__":
    main()
