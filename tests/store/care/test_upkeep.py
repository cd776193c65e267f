"""Recordings go and chats stay; what refers to blobs is known; empty pages go back to the disk."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import Library
from tests.support import RunCoroutine


@contextlib.asynccontextmanager
async def library_in(home: Path) -> AsyncIterator[Library]:
    library = Library(home)
    await library.open()
    try:
        yield library
    finally:
        await library.close()


async def chat(library: Library, captures: Captures, name: str, words: str = "Yes.") -> str:
    """A prompt, and an answer that came from a recording."""
    with captures.create() as tape:
        capture_id = tape.id
    answer = Turn(
        role="model",
        id=f"{name}2",
        parent_id=f"{name}1",
        capture_id=capture_id,
        created_unix_ns=2,
        outcome=Outcome(kind="complete"),
        steps=[Step(index=0, kind="model_output", contents=[Text(text=words)])],
    )
    await library.save_turn(name, prompt(f"Is it {name}?", id=f"{name}1", created_unix_ns=1))
    await library.save_turn(name, answer)
    await library.note_capture(
        CaptureNote(
            id=capture_id,
            created_unix_ns=2,
            conversation_id=name,
            turn_id=f"{name}2",
            bytes=7,
            ended=True,
        )
    )
    return capture_id


def test_a_recording_goes_and_the_chat_stays(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            kept = await chat(library, captures, "a")
            gone = await chat(library, captures, "b")
            await library.upkeep.remove([gone])
            assert [note.id for note in await library.captures()] == [kept]
            assert [each.id for each in await library.upkeep.recordings()] == [kept]
            await library.purge_deleted(captures)
            assert captures.ids() == [kept]
            assert [note.id for note in await library.captures()] == [kept]
            question, answer = (await library.load("b")).turns
            assert (question.text, answer.text) == ("Is it b?", "Yes.")
            assert answer.capture_id == ""
            assert await library.capture_ids() == {kept}

    run_async(check())


def test_removing_is_undone_as_if_nothing_had_been(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            ids = [await chat(library, captures, name) for name in ("a", "b")]
            before = await library.upkeep.recordings()
            await library.upkeep.remove(ids)
            assert await library.upkeep.recordings() == []
            await library.upkeep.restore(ids)
            assert await library.upkeep.recordings() == before
            await library.purge_deleted(captures)
            assert captures.ids() == ids
            assert (await library.load("a")).turns[-1].capture_id == ids[0]

    run_async(check())


def test_each_is_told_with_what_is_known_of_it(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await chat(library, captures, "a")
            await chat(library, captures, "b")
            await library.pin(["b"], pinned=True)
            await library.note_capture(
                CaptureNote(id="alone", created_unix_ns=9, bytes=3, prompt="Sent again", ended=True)
            )
            await library.save_turn("a", Turn(role="model", id="a3", capture_id="going-on"))
            first, second, third = await library.upkeep.recordings()
            assert (first.title, first.bytes, first.pinned, first.only_copy) == (
                "Is it a?",
                7,
                False,
                False,
            )
            assert (second.title, second.pinned) == ("Is it b?", True)
            assert (third.id, third.prompt, third.only_copy) == ("alone", "Sent again", True)

    run_async(check())


def test_a_copy_of_a_chat_keeps_its_words_too(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            capture_id = await chat(library, captures, "a")
            copy_id = await library.duplicate("a")
            [recording] = await library.upkeep.recordings()
            await library.upkeep.remove([recording.id])
            await library.purge_deleted(captures)
            assert captures.ids() == []
            for name in ("a", copy_id):
                answer = (await library.load(name)).turns[-1]
                assert (answer.text, answer.capture_id) == ("Yes.", "")
            assert capture_id not in await library.capture_ids()

    run_async(check())


def test_turns_tell_which_blobs_they_need(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            assert await library.upkeep.references() == set()
            await chat(library, captures, "a", words="long " * 2000)
            [digest] = await library.upkeep.references()
            assert captures.blobs.get(digest) == b"long " * 2000
            await library.delete_conversations(["a"])
            assert await library.upkeep.references() == {digest}

    run_async(check())


def test_compacting_gives_empty_pages_back(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)
    heard: list[float] = []

    async def check() -> None:
        async with library_in(tmp_path) as library:
            for number in range(100):
                await chat(library, captures, f"c{number}", words="words " * 600)
            for number in range(95):
                await library.delete_conversations([f"c{number}"])
            await library.purge_deleted(captures)
            before = (tmp_path / "library.db").stat().st_size
            await library.upkeep.compact(heard.append)
            assert (tmp_path / "library.db").stat().st_size < before / 2
            assert len((await library.load("c99")).turns) == 2

    run_async(check())
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
