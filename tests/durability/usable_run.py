"""How long it takes until the window can be used: with a lost library, and with a large one.

PYTHONPATH=. python tests/durability/usable_run.py [--captures 1000] [--chats 10000] [--times 5]

Each start is that of the command: first paint, then the list of chats and the last one shown. The
empty home says what the program itself takes on this computer, at this moment.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from killing import Killed

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.transcripts import Library

WINDOW = Path(__file__).with_name("killed_window.py")
_CAPTURE_BYTES = 100_000
_EVENT = 'data: {{"candidates":[{{"content":{{"parts":[{{"text":"{0}"}}]}}}}]}}\r\n\r\n'
_WORDS = ("reed", "wind", "風の中", "roseau", "grows")


def record_all(home: Path, count: int) -> None:
    """So many captures, four a conversation, and no library."""
    captures, dice = Captures(home), random.Random(1)
    for number in range(count):
        chat, turn = divmod(number, 4)
        asked = prompt(f"Prompt {number}", id=f"p{number}", parent_id=f"a{number - 1}" * (turn > 0))
        context = CaptureContext(conversation_id=f"c{chat}", answer_id=f"a{number}", prompt=asked)
        with captures.create(context) as tape:
            url, protocol = "http://h/v1beta/models/m:streamGenerateContent", "generate-content"
            tape.append(
                RequestSent(
                    t_ns=0, unix_ns=1, method="POST", url=url, headers=(), protocol=protocol
                )
            )
            tape.append(ResponseStarted(t_ns=1, status=200))
            while tape.size < _CAPTURE_BYTES:
                event = _EVENT.format(" ".join(dice.choices(_WORDS, k=60)))
                tape.append(BytesReceived(t_ns=tape.size, data=event.encode()))
            tape.append(Ended(t_ns=tape.size, how="complete"))


async def fill_library(home: Path, chats: int) -> None:
    """So many conversations of eight turns, 16 KB each."""
    library = Library(home)
    await library.open()
    for number in range(chats):
        turns, parent = [], ""
        for turn in range(8):
            asks = turn % 2 == 0
            words = "word " * (20 if asks else 500)
            turns.append(
                Turn(
                    role="user" if asks else "model",
                    id=f"{number}-{turn}",
                    parent_id=parent,
                    created_unix_ns=10**18 + number * 10**9 + turn,
                    steps=[Step(index=0, kind="model_output", contents=[Text(text=words)])],
                    outcome=None if asks else Outcome(kind="complete"),
                )
            )
            parent = turns[-1].id
        await library.enter(f"c{number}", turns, [])
    await library.close()


def start(home: Path) -> dict[str, Any]:
    """Start, look, and close."""
    with Killed(WINDOW, str(home), "-", "0", "STARTED") as process:
        shown = process.wait_for("usable", 120)
        process.ended()
    return shown


def row(name: str, starts: list[dict[str, Any]]) -> str:
    """The medians of some starts."""
    paint, usable, cpu = (
        statistics.median(one[key] for one in starts) for key in ("paint_ms", "usable_ms", "cpu_ms")
    )
    last = starts[-1]
    return (
        f"{name:<34}{paint:>9.0f}{usable:>11.0f}{cpu:>9.0f}{len(last['conversations']):>8}"
        f"{len(last['turns']):>7}"
    )


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=1000)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        empty, lost, large = (Path(folder, name) for name in ("empty", "lost", "large"))
        for home in (empty, lost, large):
            home.mkdir()
        record_all(lost, given.captures)
        asyncio.run(fill_library(large, given.chats))
        print(f"{'home':<34}{'paint ms':>9}{'usable ms':>11}{'cpu ms':>9}{'listed':>8}{'turns':>7}")
        print(row("empty", [start(empty) for _ in range(given.times)]))
        print(row(f"{given.chats} chats", [start(large) for _ in range(given.times)]))
        starts = []
        for _ in range(given.times):
            for name in ("library.db", "library.db-wal", "library.db-shm", "search.db"):
                Path(lost, name).unlink(missing_ok=True)
            shutil.rmtree(lost / "blobs", ignore_errors=True)
            starts.append(start(lost))
        print(row(f"{given.captures} captures, library lost", starts))


if __name__ == "__main__":
    main()
