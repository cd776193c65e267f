"""Writes the home and the capture of the present version, to be kept for later ones.

    python -m tests.store.old.write_home

Run it once with each new migration, at its commit: `home-N.tar.gz` and `capture-N.gcap` appear
beside this file (N is the database's version) and are never written again. Those of version 1 to 5
came from the code of their own commits; `capture-0.gcap` from the first that wrote any.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.gcap import export_gcap
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.settings import Settings, SettingsFile
from gemini_desktop.store.tape import TapeWriter
from gemini_desktop.store.transcripts import Library

VERSION = len(MIGRATIONS)
THEN = 1_700_000_000_000_000_000
LONG = "A long prompt that goes to the blobs. " * 150
URL = "https://api.example/v1beta/models/gemini-old:streamGenerateContent?alt=sse"


def main() -> None:
    """Write both files."""
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        home = prepare_home(Path(folder) / "home")
        asyncio.run(_converse(home, here))
        _settings(home)
        with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        with tarfile.open(here / f"home-{VERSION}.tar.gz", "x:gz") as archive:
            archive.add(home, ".")


async def _converse(home: Path, here: Path) -> None:
    library, captures = Library(home), Captures(home)
    await library.open()
    for conversation_id, prompts in (
        ("old-1", [f"Hello from version {VERSION}", "And again"]),
        ("old-2", [LONG]),
        ("old-3", ["Deleted, not purged"]),
    ):
        parent = ""
        for number, words in enumerate(prompts):
            parent = await _ask(library, captures, conversation_id, number, words, parent)
    await library.rename("old-1", f"Named in version {VERSION}")
    other = Turn(role="model", id="old-1-b1", parent_id="old-1-q1", created_unix_ns=THEN + 1000)
    other.steps = [Step(index=0, kind="model_output", contents=[Text(text="Another answer")])]
    other.outcome = Outcome(kind="complete")
    await library.save_turn("old-1", other)
    await library.delete_conversations(["old-3"])
    gone = prompt("Deleted turn", id="old-2-q9", parent_id="old-2-a0", created_unix_ns=THEN + 2000)
    await library.save_turn("old-2", gone)
    await library.delete_turn("old-2", "old-2-q9")
    await library.pin(["old-1"], pinned=True)
    await library.change_tags(["old-1"], ["kept"])
    await library.close()
    export_gcap(captures.open(captures.ids()[0]), here / f"capture-{VERSION}.gcap")


async def _ask(
    library: Library, captures: Captures, conversation_id: str, number: int, words: str, parent: str
) -> str:
    question = prompt(words, id=f"{conversation_id}-q{number}", parent_id=parent)
    question.created_unix_ns = THEN + number
    answer = Turn(role="model", id=f"{conversation_id}-a{number}", parent_id=question.id)
    answer.created_unix_ns = THEN + 500 + number
    answer.steps = [Step(index=0, kind="model_output", contents=[Text(text=f"Answer {number}")])]
    answer.outcome = Outcome(kind="complete")
    context = CaptureContext(conversation_id=conversation_id, answer_id=answer.id, prompt=question)
    with captures.create(context) as tape:
        _record(tape, words, number)
        answer.capture_id = tape.id
    await library.save_turn(conversation_id, question)
    await library.save_turn(conversation_id, answer)
    note = CaptureNote(
        id=answer.capture_id,
        created_unix_ns=THEN + number,
        conversation_id=conversation_id,
        turn_id=answer.id,
        outcome="complete",
        ended=True,
    )
    await library.note_capture(note)
    return answer.id


def _record(tape: TapeWriter, words: str, number: int) -> None:
    body = f'{{"contents":[{{"parts":[{{"text":"{words}"}}]}}]}}'.encode()
    headers = (("x-goog-api-key", "***"),)
    tape.append(
        RequestSent(t_ns=0, unix_ns=THEN, method="POST", url=URL, headers=headers, body=body)
    )
    kind = (("content-type", "text/event-stream"),)
    tape.append(
        ResponseStarted(t_ns=100, status=200, reason="OK", http_version="HTTP/1.1", headers=kind)
    )
    start = b'data: {"candidates":[{"content":{"parts":[{"text":"Answer '
    tape.append(BytesReceived(t_ns=200, data=start))
    end = b'%d"}]},"finishReason":"STOP"}]}\n\n' % number
    tape.append(BytesReceived(t_ns=300, data=end))
    tape.append(Ended(t_ns=400, how="complete"))


def _settings(home: Path) -> None:
    profile = Profile(name="Old", protocol="chat-completions", auth="bearer", secret="env:TOKEN")
    SettingsFile(home).save(
        Settings(
            profiles=(profile,),
            current_profile="Old",
            options=Options(temperature=0.5, raw={"a": 1}),
            theme="dark",
            window={"zoom": "110"},
            last_conversation="old-1",
        )
    )
    Drafts(home).save("old-1", prompt(f"A draft of version {VERSION}"))


if __name__ == "__main__":
    main()
