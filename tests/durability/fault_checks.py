"""What must hold after the disk failed: nothing is damaged, and nothing that was stored is gone."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from failing_life import PROMPTS, Life

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.settings import SettingsFile
from gemini_desktop.store.transcripts import Library

UNTOLD = ("/logs/", "/search.db", "/.probe-", "library.db-shm")
"""Where a failure is nobody's loss: the program's own log, an index that is made anew, a look
whether the home can be written, SQLite's shared memory, syncing a folder (only a power cut in that
second would tell)."""
_FOLDERS = ("sync /home", "sync ")


def matters(failed: str) -> bool:
    """Whether a call that failed is to be told."""
    return not (failed.endswith(_FOLDERS) or any(name in failed for name in UNTOLD))


class Before:
    """A home that was lived in: two chats, their recordings, settings, a draft, a transcript."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "home").mkdir(parents=True)
        asyncio.run(_settle(folder / "home"))
        (folder / "chat.md").write_text("An older transcript.\n", "utf-8")
        self.files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and {"captures", "blobs"} & set(path.parts)
        }
        self.chats = asyncio.run(_chats(folder / "home"))

    def copied_to(self, folder: Path) -> Path:
        """The same home once more."""
        shutil.copytree(self.folder, folder)
        return folder / "home"


async def _settle(home: Path) -> None:
    session = Session(home, environ={}, demo_pace=0)
    await session.start()
    session.change(theme="light", last_save_format=".md")
    for words in ("To be kept", "To be deleted"):
        await session.run(session.question(words), _Nobody(), lambda _: None)
    await session.close()


class _Nobody:
    def record(self, record: object) -> None:
        """Not looked at."""

    def chunk(self, chunk: object) -> None:
        """Not looked at."""


class Kept(NamedTuple):
    """What a home has kept of a life, as the next start finds it."""

    chats: dict[str, list[str]]
    draft: str
    theme: str
    transcript: bool


async def kept_in(home: Path) -> Kept:
    """The next start, on a good disk. It may mend the home."""
    session = Session(home, environ={}, demo_pace=0)
    await session.start()
    try:
        chats = {}
        for known in await session.chats.listed():
            turns = (await session.chats.load(known.id)).turns
            chats[known.title] = [turn.text for turn in turns]
            draft = session.drafts.load(known.id)
            if draft is not None:
                chats[known.title].append(draft.text)
        draft = session.drafts.load("")
        transcript = PROMPTS[0] in (home.parent / "chat.md").read_text("utf-8")
        return Kept(chats, draft.text if draft else "", session.settings.theme, transcript)
    finally:
        await session.close()


async def _chats(home: Path) -> dict[str, list[tuple[str, str]]]:
    """The turns of all conversations by title, as (id, text)."""
    library = Library(home)
    await library.open()
    try:
        found = {}
        for known in await library.conversations():
            turns = (await library.load(known.id)).turns
            found[known.title] = [(turn.id, turn.text) for turn in turns]
        return found
    finally:
        await library.close()


def objections(before: Before, home: Path, life: Life, whole: Life, all_of: Kept) -> Iterator[str]:
    """What is wrong with this life and with what it left, compared to one in which nothing failed.
    The home may be opened, and mended, by this."""
    if life.status != 0 or not life.done:
        yield f"crashed ({life.status}): {life.errors[-300:]}"
        return
    if "Traceback" in life.errors:
        yield f"a fault: {life.errors[-400:]}"
    if any("A fault in this program" in words for words in life.told):
        yield f"a fault was told: {life.told}"
    if life.answers != whole.answers or set(life.outcomes) != {"complete"}:
        yield f"answers were cut: {life.outcomes}"
    yield from _damage(before, home)
    kept = asyncio.run(kept_in(home))
    if kept.chats.get("To be kept", [])[:2] != [text for _, text in before.chats["To be kept"]]:
        yield f"the old chat was harmed: {list(kept.chats)}"
    yield from _silence(life, kept, all_of)


def _damage(before: Before, home: Path) -> Iterator[str]:
    with closing(sqlite3.connect(home / "library.db")) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        yield f"library.db: {found}"
    captures = Captures(home)
    for capture_id in captures.ids():
        folder = home / "captures" / capture_id
        if not (folder / "body").exists() or not (folder / "records.jsonl").exists():
            continue  # claimed, and nothing came of it
        try:
            tape = captures.open(capture_id)
            records = list(tape.records())
        except (StoreError, OSError, ValueError) as error:
            yield f"tape {capture_id}: {error}"
            continue
        if sum(len(r.data) for r in records if isinstance(r, BytesReceived)) != tape.size():
            yield f"tape {capture_id}: its records do not account for its bytes"
    settings, odd = SettingsFile(home).load()
    if odd or settings.last_save_format != ".md":
        yield f"settings: {odd or settings}"
    for name, data in before.files.items():
        path = before_path(home, name)
        if (path.read_bytes() if path.exists() else b"") != data and not _was_deleted(before, name):
            yield f"{name} was harmed"
    transcript = (home.parent / "chat.md").read_text("utf-8")
    if transcript != "An older transcript.\n" and PROMPTS[0] not in transcript:
        yield f"the transcript is torn: {transcript[:80]!r}"


def before_path(home: Path, name: str) -> Path:
    """The file of this name in a copy."""
    return home.parent / name


def _was_deleted(before: Before, name: str) -> bool:
    """Whether it belonged to the chat that this life deletes."""
    context = before.folder / Path(name).parent / "context.json"
    if not context.exists():
        return False
    prompt = json.loads(context.read_bytes())["prompt"]["steps"][0]["contents"][0]
    return bool(prompt["text"] == "To be deleted")


def _silence(life: Life, kept: Kept, all_of: Kept) -> Iterator[str]:
    """Each failure that leaves something unkept is told: what, where, what to do."""
    told = [words for words in life.told if "ould not" in words or "cannot" in words]
    missing = [name for name in Kept._fields if getattr(kept, name) != getattr(all_of, name)]
    if any("/" in words for words in told) or not (missing and any(map(matters, life.failed))):
        return
    if told:
        yield f"the place was not said: {told}"
    else:
        yield f"nothing was said of {life.failed[:3]}, but {missing} is not whole: {kept}"
