"""A home with many conversations, as years of use would leave it: for `library.py` and pictures.

PYTHONPATH=. python tests/bench/library_home.py FOLDER [--conversations 10000] [--events 1000000]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import time
from pathlib import Path

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent
from gemini_desktop.core.events import Content, Text, ThoughtText
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store import queries, turn_json
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.captures import Captures, created_unix_ns
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import FILE, Library

DAY_NS = 86_400 * 1_000_000_000
WORDS = (
    "stream",
    "server",
    "event",
    "reads",
    "timeout",
    "retry",
    "parser",
    "bytes",
    "chunk",
    "answer",
    "model",
    "picture",
    "sunset",
    "harbour",
    "river",
    "mountain",
    "garden",
    "recipe",
    "invoice",
    "travel",
    "Kyoto",
    "Lisbon",
    "quarterly",
    "report",
    "migration",
    "index",
    "database",
    "window",
    "keyboard",
    "日本語",
    "夕日",
    "会議",
    "旅行",
    "文章",
    "検索",
    "東京",
    "京都",
    "Größe",
    "naïve",
    "façade",
)
TAGS = ("work", "travel", "rust", "日本", "recipes", "long-running research project", "ideas")
SENTINEL = "xylophonist"
"""A word that stands in one answer of a thousand."""
EVENT = b'data: {"candidates":[{"content":{"parts":[{"text":"word "}]}}]}\n\n'
EVENTS_OF_ONE = 1_000


def main() -> None:
    """Make it and say how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=0)
    a = parser.parse_args()
    began = time.perf_counter()
    fill(a.folder, a.conversations, a.events)
    print(f"{a.conversations:,} conversations in {time.perf_counter() - began:.1f} s")


def fill(home: Path, conversations: int, events: int = 0) -> None:
    """Conversations of two to eight turns over three years, some pinned, tagged and archived;
    `events` on tapes of a thousand each."""
    home.mkdir(parents=True, exist_ok=True)
    asyncio.run(_create(home))
    chance = random.Random(7)
    now = time.time_ns()
    blobs = Blobs(home / "blobs")
    tapes = iter(_record(home, events))
    connection = sqlite3.connect(home / FILE, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for number in range(conversations):
        begun = now - int(chance.random() ** 2 * 1_000 * DAY_NS)
        _conversation(connection, blobs, chance, f"{number:016x}", begun, next(tapes, ""))
    connection.execute("COMMIT")
    connection.close()
    asyncio.run(_mark(home, conversations))


def _conversation(
    connection: sqlite3.Connection,
    blobs: Blobs,
    chance: random.Random,
    name: str,
    begun: int,
    capture_id: str,
) -> None:
    parent = ""
    for turn_number in range(chance.choice((2, 2, 4, 8))):
        at = begun + turn_number * 60_000_000_000
        words = " ".join(chance.choices(WORDS, k=chance.choice((6, 12, 120))))
        if turn_number % 2 == 0:
            turn = prompt(words, id=f"{name}-{turn_number}", parent_id=parent, created_unix_ns=at)
        else:
            if chance.random() < 0.001:
                words += f" {SENTINEL}"
            contents: list[Content] = [ThoughtText(text="Let me think. "), Text(text=words)]
            turn = Turn(
                role="model",
                steps=[Step(index=0, kind="model_output", contents=contents)],
                id=f"{name}-{turn_number}",
                parent_id=parent,
                created_unix_ns=at,
                outcome=Outcome(kind="complete", reason="STOP"),
                capture_id=capture_id if turn_number == 1 else "",
            )
        parent = turn.id
        _save(connection, name, turn, turn_json.packer(turn, blobs)())
    if capture_id:
        note = CaptureNote(
            id=capture_id,
            created_unix_ns=created_unix_ns(capture_id),
            conversation_id=name,
            turn_id=f"{name}-1",
            outcome="complete",
            bytes=len(EVENT) * EVENTS_OF_ONE,
            ended=True,
            figured=True,
        )
        queries.note_capture(connection, note)


def _save(connection: sqlite3.Connection, name: str, turn: Turn, data: bytes) -> None:
    row: queries.TurnValues = {
        "id": turn.id,
        "conversation_id": name,
        "parent_id": turn.parent_id,
        "role": turn.role,
        "created": turn.created_unix_ns,
        "capture_id": turn.capture_id,
        "outcome": turn.outcome.kind if turn.outcome else "",
        "title": turn.text[:50] if turn.role == "user" else "",
        "data": data,
    }
    queries.save_turn(connection, row)


def _record(home: Path, events: int) -> list[str]:
    ids = []
    captures = Captures(home)
    for _ in range(events // EVENTS_OF_ONE):
        with captures.create() as tape:
            tape.append(
                RequestSent(
                    t_ns=0, unix_ns=time.time_ns(), method="POST", url="u", headers=(),
                    body=b'{"contents":[{"parts":[{"text":"Write words"}]}]}',
                    protocol="generate-content",
                )
            )  # fmt: skip
            for read in range(10):
                tape.append(BytesReceived(t_ns=read + 1, data=EVENT * (EVENTS_OF_ONE // 10)))
            tape.append(Ended(t_ns=20, how="complete"))
        ids.append(tape.id)
    return ids


async def _create(home: Path) -> None:
    library = Library(home)
    await library.open()
    await library.close()


async def _mark(home: Path, conversations: int) -> None:
    """A few pins, and tags and an archive as some people have them."""
    library = Library(home)
    await library.open()
    ids = [c.id for c in await library.conversations()]
    await library.pin(ids[3:40:9], pinned=True)
    for number, tag in enumerate(TAGS):
        await library.change_tags(ids[number : conversations // 3 : 5 + number * 4], [tag])
    await library.archive(ids[conversations // 2 :: 5], archived=True)
    await library.rename(ids[0], "A title of one’s own that is much longer than any drawer is wide")
    await library.close()


if __name__ == "__main__":
    main()
