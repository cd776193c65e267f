"""Rounds of killing long work on a home: export, import, migration, vacuum, backup, indexing."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from killing import Killed, integrity, leftovers, on_copy, set_aside

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.events import Media, Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.transcripts import FILE, Library

DEED = Path(__file__).with_name("killed_deed.py")
WINDOW = Path(__file__).with_name("killed_window.py")
DEEDS = (
    *("export", "folder", "import", "migration"),
    *("vacuum", "backup", "restore", "index", "purge"),
)
_OLD_VERSION = 1


class DeedRound(NamedTuple):
    """One kill -9, and what was there after it; `ms` are those of the window's start."""

    deed: str
    at_ms: float
    of_ms: float
    usable_ms: float
    faults: tuple[str, ...]


class _Kept(NamedTuple):
    conversations: dict[str, int]
    """How many turns each has."""
    bodies: dict[str, str]
    """The hash of each capture's body."""


def make(folder: Path, *, chats: int = 120, seed: int = 1) -> None:
    """A used home in `home`, its backup and other chats to import beside it, in `outside`."""
    home, other, outside = folder / "home", folder / "other", folder / "outside"
    outside.mkdir(parents=True)
    other.mkdir()
    home.mkdir()
    asyncio.run(_fill(other, "other", chats, seed))
    for arguments in (("export", other), ("backup", other)):
        with Killed(DEED, arguments[0], str(arguments[1]), str(outside)) as process:
            assert process.ended() == 0, arguments
    (outside / "all.zip").rename(outside / "chats.zip")
    (outside / "made.gdbackup").rename(outside / "home.gdbackup")
    asyncio.run(_fill(home, "mine", chats, seed + 1))


def rounds(folder: Path, count: int, seed: int, kinds: Sequence[str] = DEEDS) -> list[DeedRound]:
    """Kill each deed in turn, until there were so many."""
    dice = random.Random(seed)
    durations: dict[str, float] = {}
    found = []
    for number in range(count):
        deed = kinds[number % len(kinds)]
        if deed not in durations:
            durations[deed] = _undisturbed(folder, deed)
        found.append(_round(folder, deed, durations[deed], dice))
        print(line(found[-1]), flush=True)
    return found


def _undisturbed(folder: Path, deed: str) -> float:
    """How long it takes, in seconds."""
    home, outside = _copy(folder, deed)
    with Killed(DEED, deed, str(home), str(outside)) as process:
        process.wait_for("begin")
        began = time.monotonic()
        assert process.ended() == 0, deed
        return time.monotonic() - began


def _round(folder: Path, deed: str, duration: float, dice: random.Random) -> DeedRound:
    home, outside = _copy(folder, deed)
    before, files = _kept(home), _files(outside)
    with Killed(DEED, deed, str(home), str(outside)) as process:
        process.wait_for("begin")
        at = dice.uniform(0, 1.05 * duration)
        time.sleep(at)
        process.kill()
    faults = [*integrity(home), *set_aside(home)]
    faults += _differences(before, _kept(home), deed)
    for name, digest in _files(outside).items():
        if name not in files and not _is_whole(outside / name):
            faults.append(f"half a file: {name}")
        elif files.get(name, digest) != digest:
            faults.append(f"another file is changed: {name}")
    with Killed(WINDOW, str(home), "-", "0", "STARTED") as process:
        shown = process.wait_for("usable")
        process.ended()
    if shown["message"] and deed != "restore":
        faults.append(f"it says {shown['message']!r}")
    faults += [f"left in the home: {path.name}" for path in leftovers(home)]
    faults += [f"left in the home: {path.name}" for path in home.glob("restore-*")]
    faults += [*integrity(home), *_differences(before, _kept(home), deed)]
    faults += [f"left outside: {path.name}" for path in outside.glob(".*.part") if path.is_file()]
    shutil.rmtree(outside / "pages", ignore_errors=True)
    with Killed(DEED, deed, str(home), str(outside)) as process:  # it is done the next time
        if process.ended() != 0:
            faults.append("the next time it fails")
    faults += _differences(before, _kept(home), deed)
    if deed == "purge" and len(list((home / "captures").iterdir())) != len(before.bodies):
        faults.append("recordings of deleted chats are left")
    return DeedRound(deed, at * 1e3, duration * 1e3, shown["usable_ms"], tuple(faults))


def _differences(before: _Kept, after: _Kept, deed: str) -> list[str]:
    """What is gone; and what is new where nothing should be, or not all of it."""
    faults = []
    if before.conversations.items() - after.conversations.items():
        faults.append("chats are gone, or are shorter")
    if before.bodies.items() - after.bodies.items():
        faults.append("recordings are gone, or are others")
    new = len(after.conversations) - len(before.conversations)
    if new and deed not in ("import", "restore"):
        faults.append("there are more chats than before")
    elif new not in (0, len(before.conversations)):
        faults.append(f"{new} chats came in: neither none nor all")
    return faults


def line(one: DeedRound) -> str:
    """A row of the table."""
    what = "; ".join(one.faults) or "ok"
    return (
        f"{one.deed:<10} killed after {one.at_ms:6.0f} of {one.of_ms:6.0f} ms,"
        f" usable after {one.usable_ms:5.0f} ms  {what}"
    )


def _copy(folder: Path, deed: str) -> tuple[Path, Path]:
    home, outside = folder / "round" / "home", folder / "round" / "outside"
    shutil.rmtree(folder / "round", ignore_errors=True)
    shutil.copytree(folder / "home", home)
    shutil.copytree(folder / "outside", outside)
    if deed == "migration":
        _age(home / FILE)
    if deed == "purge":
        with contextlib.closing(sqlite3.connect(home / FILE)) as connection:
            connection.execute("UPDATE conversations SET deleted_unix_ns = 1 WHERE rowid % 2")
            connection.commit()
    return home, outside


def _age(path: Path) -> None:
    """Make it a library of the first version, with the same chats."""
    old = path.with_suffix(".old")
    source, target = sqlite3.connect(path), sqlite3.connect(old)
    for step in MIGRATIONS[:_OLD_VERSION]:
        step(target)
    for table in ("conversations", "turns", "captures"):
        names = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
        rows = source.execute(f"SELECT {', '.join(names)} FROM {table}")
        places = ", ".join("?" * len(names))
        target.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)
    target.execute(f"PRAGMA user_version = {_OLD_VERSION}")
    target.commit()
    source.close()
    target.close()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    old.replace(path)


def _kept(home: Path) -> _Kept:
    sql = (
        "SELECT conversation_id, capture_id FROM turns JOIN conversations"
        " ON conversations.id = conversation_id WHERE conversations.deleted_unix_ns IS NULL"
    )
    rows = on_copy(home, FILE, lambda c: c.execute(sql).fetchall())
    conversations: dict[str, int] = {}
    for conversation_id, _ in rows:
        conversations[conversation_id] = conversations.get(conversation_id, 0) + 1
    recorded = {capture_id for _, capture_id in rows}
    bodies = {
        path.parent.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (home / "captures").glob("*/body")
        if path.parent.name in recorded
    }
    return _Kept(conversations, bodies)


def _files(outside: Path) -> dict[str, str]:
    """The hash of each file that can be seen, by its path."""
    return {
        str(path.relative_to(outside)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in outside.rglob("*")
        if path.is_file() and not str(path.relative_to(outside)).startswith(".")
    }


def _is_whole(path: Path) -> bool:
    """As far as its last bytes tell: the directory of an archive, the end of a page."""
    tail = path.read_bytes()[-64:]
    return b"PK\x05\x06" in tail if path.suffix in (".zip", ".gdbackup") else b"</html>" in tail


async def _fill(home: Path, name: str, chats: int, seed: int) -> None:
    """Chats of four turns with a picture each; half of them with a recording."""
    dice = random.Random(seed)
    library, captures = Library(home), Captures(home)
    await library.open()
    for number in range(chats):
        chat = f"{name}{number}"
        question = prompt(
            f"What grows in {chat}?",
            [Media(kind="image", mime_type="image/png", data=dice.randbytes(6000).hex())],
            id=f"{chat}-1",
        )
        words = " ".join(dice.choices(("reed", "wind", "風", "roseau"), k=600))
        answer = _answer(f"{chat}-2", f"{chat}-1", words)
        if number % 2:
            context = CaptureContext(conversation_id=chat, answer_id=answer.id, prompt=question)
            answer.capture_id = _record(captures, context, words)
        further = prompt("And then?", id=f"{chat}-3", parent_id=f"{chat}-2")
        turns = (question, answer, further, _answer(f"{chat}-4", f"{chat}-3", words[::-1]))
        for turn in turns:
            await library.save_turn(chat, turn)
    await library.close()


def _answer(turn_id: str, parent_id: str, words: str) -> Turn:
    return Turn(
        role="model",
        id=turn_id,
        parent_id=parent_id,
        steps=[Step(index=0, kind="model_output", contents=[Text(text=words)])],
        outcome=Outcome(kind="complete"),
    )


def _record(captures: Captures, context: CaptureContext, words: str) -> str:
    with captures.create(context) as tape:
        url, protocol = "http://h/v1beta/models/m:streamGenerateContent", "generate-content"
        tape.append(
            RequestSent(t_ns=0, unix_ns=1, method="POST", url=url, headers=(), protocol=protocol)
        )
        tape.append(ResponseStarted(t_ns=1, status=200))
        for number in range(20):
            event = f'data: {{"candidates":[{{"content":{{"parts":[{{"text":"{words}"}}]}}}}]}}'
            tape.append(BytesReceived(t_ns=2 + number, data=event.encode() + b"\r\n\r\n"))
        tape.append(Ended(t_ns=99, how="complete"))
    return tape.id
