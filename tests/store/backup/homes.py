"""Homes to back up, made as the program makes them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent
from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.settings import Settings, SettingsFile
from gemini_desktop.store.tape import TapeWriter
from gemini_desktop.store.transcripts import Library

BODY = b'data: {"candidates":[{"content":{"parts":[{"text":"An answer"}]}}]}\n\n'
LONG = "A long text. " * 1000


def make_home(
    home: Path, words: Mapping[str, list[str]] | None = None, *, profile: str = "Main"
) -> Path:
    """A home whose conversations, by id, ask these; each answer has a recording."""
    prepare_home(home)
    asyncio.run(_converse(home, words or {"c1": ["One", "Two"], "c2": [LONG]}))
    drafts = Drafts(home)
    drafts.claim()
    drafts.save("", prompt("not sent yet"))
    drafts.save("c1", prompt("nor this " + LONG))
    drafts.release()
    SettingsFile(home).save(
        Settings(profiles=(Profile(name=profile),), current_profile=profile, theme="dark")
    )
    return home


async def _converse(home: Path, words: Mapping[str, list[str]]) -> None:
    library, captures = Library(home), Captures(home)
    await library.open()
    for conversation_id, prompts in words.items():
        await ask(library, captures, conversation_id, prompts)
    if "c1" in words:
        await library.rename("c1", "A title of its own")
        await library.change_tags(["c1"], ["kept"])
    await library.close()


async def ask(
    library: Library, captures: Captures, conversation_id: str, prompts: list[str], parent: str = ""
) -> None:
    """Prompts with their answers, each after the one before."""
    for number, text in enumerate(prompts):
        at = 1_000_000_000 * (number + 1)
        question = prompt(text, id=f"{conversation_id}-q{number}", parent_id=parent)
        question.created_unix_ns = at
        answer = Turn(
            role="model",
            id=f"{conversation_id}-a{number}",
            parent_id=question.id,
            created_unix_ns=at + 1,
            steps=[Step(index=0, kind="model_output", contents=[Text(text=f"Answer to {text}")])],
            outcome=Outcome(kind="complete"),
        )
        context = CaptureContext(
            conversation_id=conversation_id, answer_id=answer.id, prompt=question
        )
        with captures.create(context) as tape:
            record(tape)
            answer.capture_id = tape.id
        await library.save_turn(conversation_id, question)
        await library.save_turn(conversation_id, answer)
        parent = answer.id


def record(tape: TapeWriter) -> None:
    """A whole exchange."""
    body = b'{"contents":"' + b"x" * 10_000 + b'"}'
    tape.append(
        RequestSent(
            t_ns=0,
            unix_ns=1,
            attempt=1,
            method="POST",
            url="https://api.example/v1beta",
            headers=(),
            body=body,
        )
    )
    tape.append(BytesReceived(t_ns=5, data=BODY))
    tape.append(Ended(t_ns=9, how="complete"))


def contents(home: Path) -> dict[str, str]:
    """The hash of every file that a backup must bring back as it was."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.startswith("library.db")
    }


async def conversations(home: Path) -> dict[str, tuple[str, list[str]]]:
    """Of each conversation its title and the texts of its path."""
    library = Library(home)
    await library.open()
    try:
        found = {}
        for known in await library.conversations():
            loaded = await library.load(known.id)
            found[known.id] = (known.title, [turn.text for turn in loaded.turns])
        return found
    finally:
        await library.close()


def shown(home: Path) -> dict[str, tuple[str, list[str]]]:
    """The same, without a loop."""
    return asyncio.run(conversations(home))
