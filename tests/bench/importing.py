"""What it costs to import many conversations, beside raw SQLite with the very same rows.

    PYTHONPATH=. python tests/bench/importing.py [--chats=1000] [--turns=10] [--rounds=3]

`raw` inserts the rows that the import made, with the triggers and indexes of the library, in one
transaction; `parse` is json.loads of the file. `stall` is the longest time for which the event loop
did not run while the import did, what a window would feel; `idle` the same without an import, as a
busy computer has it anyway. Rounds take turns; figures are medians.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from gemini_desktop.session.importing.chats import Importing
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.migrations import migrate
from gemini_desktop.store.transcripts import Library

_WORDS = "Some words of an answer, as long as answers are. "
_TABLES = ("conversations", "turns", "imported")


def export(chats: int, turns: int) -> list[dict[str, Any]]:
    """A ChatGPT export: trees with a branch each."""
    return [_chat(number, turns) for number in range(chats)]


def _chat(number: int, turns: int) -> dict[str, Any]:
    mapping: dict[str, Any] = {"root": {"id": "root", "parent": None, "message": None}}
    before = "root"
    for turn in range(turns):
        role = "assistant" if turn % 2 else "user"
        words = _WORDS * 20 if turn % 2 else f"Question {turn} of chat {number}"
        node_id = f"{number}-{turn}"
        content = {"content_type": "text", "parts": [words]}
        message = {
            "id": node_id,
            "author": {"role": role},
            "content": content,
            "create_time": 1735725600.5 + turn,
            "metadata": {"model_slug": "sample"},
        }
        mapping[node_id] = {"id": node_id, "parent": before, "message": message}
        before = node_id
    return {
        "title": f"Chat {number}",
        "conversation_id": f"c-{number}",
        "create_time": 1735725600.5,
        "current_node": before,
        "mapping": mapping,
    }


def imported(path: Path, home: Path) -> tuple[float, float]:
    """Seconds, and the longest stall of the loop."""

    async def work() -> tuple[float, float]:
        library = Library(prepare_home(home))
        await library.open()
        try:
            importing = Importing(library, Captures(home))
            return await watched(lambda: importing.run([path]))
        finally:
            await library.close()

    return asyncio.run(work())


async def watched(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Seconds that the work takes, and the longest for which the loop did not run meanwhile."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    ticking = asyncio.create_task(tick())
    try:
        began = time.perf_counter()
        await work()
        return time.perf_counter() - began, longest
    finally:
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking


def idle(seconds: float) -> float:
    """The longest stall where nothing is done."""
    return asyncio.run(watched(lambda: asyncio.sleep(seconds)))[1]


def rows_of(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the import wrote."""
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}


def raw(rows: dict[str, list[tuple[Any, ...]]], path: Path) -> float:
    """Seconds for the same rows, into a database of the same shape."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        migrate(connection, path)
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            places = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", values)
        connection.execute("COMMIT")
        return time.perf_counter() - began


def parsed(path: Path) -> float:
    """Seconds for the JSON alone."""
    began = time.perf_counter()
    json.loads(path.read_bytes())
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        path = base / "conversations.json"
        path.write_text(json.dumps(export(arguments.chats, arguments.turns)))
        found = [_round(base / str(number), path) for number in range(arguments.rounds)]
    took, stall, by_raw, by_parse, quiet = (
        statistics.median(each[column] for each in found) for column in range(5)
    )
    print(f"{arguments.chats} conversations of {arguments.turns} turns")
    print(f"{'import':8} {took * 1000:9.0f} ms   {took / arguments.chats * 1e3:.2f} ms each")
    print(f"{'raw':8} {by_raw * 1000:9.0f} ms   the import takes {took / by_raw:.1f} times as long")
    print(f"{'parse':8} {by_parse * 1000:9.0f} ms")
    print(f"{'stall':8} {stall * 1000:9.1f} ms   idle: {quiet * 1000:.1f} ms")


def _round(home: Path, path: Path) -> tuple[float, float, float, float, float]:
    took, stall = imported(path, home)
    return took, stall, raw(rows_of(home), home / "raw.db"), parsed(path), idle(took)


if __name__ == "__main__":
    main()
