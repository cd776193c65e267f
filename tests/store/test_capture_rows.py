"""The list of all captures: quick, complete, and without what somebody deleted."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, RetryScheduled
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.store import capture_rows
from gemini_desktop.store.captures import Captures, created_unix_ns
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.noting import PROMPT_CHARACTERS, beginning, note_of
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import Library
from tests.support import Gone, RunCoroutine


@contextlib.asynccontextmanager
async def library_in(home: Path) -> AsyncIterator[Library]:
    library = Library(home)
    await library.open()
    try:
        yield library
    finally:
        await library.close()


def note(number: int, **more: object) -> CaptureNote:
    whole = CaptureNote(
        id=f"c{number}",
        created_unix_ns=number,
        conversation_id="chat",
        turn_id=f"t{number}",
        protocol="interactions",
        profile="Home",
        model="m",
        outcome="complete",
        bytes=100 * number,
        ended=True,
        prompt=f"Question {number}",
        duration_ns=5,
        attempts=2,
        figured=True,
    )
    return msgspec.structs.replace(whole, **more)


async def answered(library: Library, capture_id: str, turn_id: str = "answer") -> None:
    await library.save_turn("chat", prompt("Why?", id="question"))
    await library.save_turn(
        "chat",
        Turn(
            role="model",
            id=turn_id,
            parent_id="question",
            capture_id=capture_id,
            outcome=Outcome(kind="complete"),
        ),
    )


def test_all_that_is_known_comes_back_newest_first(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            for number in (2, 3, 1):
                await library.note_capture(note(number))
            assert await library.captures() == [note(3), note(2), note(1)]
            assert await library.figured_captures() == {"c1", "c2", "c3"}
            assert await library.known_capture("c2") == note(2)
            assert await library.known_capture("none") is None

    run_async(check())


def test_what_is_noted_again_replaces_what_was_known(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.note_capture(note(1, figured=False, outcome=""))
            await library.note_capture(note(1))
            assert await library.captures() == [note(1)]

    run_async(check())


def test_a_capture_that_only_a_turn_knows_is_listed(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """A crash comes between the turn that names its capture and the note on it."""

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.note_capture(note(1))
            await answered(library, "cut off")
            newest, oldest = await library.captures()
            assert (newest.id, newest.outcome, newest.figured) == ("cut off", "complete", False)
            assert (newest.conversation_id, newest.turn_id) == ("chat", "answer")
            assert oldest.id == "c1"

    run_async(check())


def test_what_hangs_on_something_deleted_goes_and_comes_back_with_it(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await answered(library, "c1", "t1")
            await library.note_capture(note(1))
            await library.delete_conversations(["chat"])
            assert await library.captures() == []
            await library.restore_conversations(["chat"])
            deleted = await library.delete_turn("chat", "t1")
            assert await library.captures() == []
            await library.restore_turns("chat", deleted)
            assert [each.id for each in await library.captures()] == ["c1"]

    run_async(check())


def test_a_capture_that_an_answer_came_from_is_not_deleted(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await answered(library, "c1", "t1")
            await library.note_capture(note(1))
            with pytest.raises(StoreError, match="chat “Why\\?”") as raised:
                await library.delete_capture("c1")
            assert raised.value.failure.kind == "capture_needed"
            assert "Delete that answer" in raised.value.failure.advice
            assert len(await library.captures()) == 1

    run_async(check())


def test_one_that_nothing_needs_is_deleted_and_can_come_back_until_it_is_purged(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    gone = Gone()

    async def check() -> None:
        async with library_in(tmp_path) as library:
            for number in (1, 2):
                await library.note_capture(note(number, conversation_id="", turn_id=""))
            await library.delete_capture("c1")
            assert [each.id for each in await library.captures()] == ["c2"]
            await library.restore_capture("c1")
            assert len(await library.captures()) == 2
            await library.delete_capture("c2")
            await library.note_capture(note(2))  # a late note does not bring it back
            await library.purge_deleted(gone)
            assert gone == ["c2"]
            assert [each.id for each in await library.captures()] == ["c1"]
            assert await library.known_capture("c2") is None

    run_async(check())


def test_a_library_of_an_older_version_keeps_its_captures(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """Their figures are missing, and they say so."""
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        for migration in MIGRATIONS[:2]:
            migration(connection)
        connection.execute(
            "INSERT INTO captures (id, created_unix_ns, protocol, bytes, ended)"
            " VALUES ('old', 7, 'interactions', 12, 1)"
        )
        connection.execute("PRAGMA user_version = 2")
        connection.commit()

    async def check() -> None:
        async with library_in(tmp_path) as library:
            [old] = await library.captures()
            assert (old.id, old.bytes, old.prompt, old.figured) == ("old", 12, "", False)
            assert await library.figured_captures() == set()

    run_async(check())


def test_the_list_reads_neither_turns_nor_their_data(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """Turns hold whole answers; the indexes alone say which captures can be seen."""

    async def check() -> list[str]:
        async with library_in(tmp_path) as library:
            await library.captures()
        with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection:
            plans = []
            for sql in (
                f"SELECT 1 FROM captures WHERE {capture_rows.VISIBLE}",
                capture_rows.UNNOTED,
            ):
                plans += [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            return plans

    plans = run_async(check())
    of_turns = [line for line in plans if "turns" in line]
    assert of_turns
    assert all("COVERING INDEX" in line for line in of_turns), plans


# --- from the tape -------------------------------------------------------------------------------


def test_the_note_of_a_tape_counts_its_attempts_and_tells_its_prompt(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    parts = [{"inlineData": {"data": "A" * 10_000}}, {"text": "Two\nlines"}]
    body = json.dumps({"contents": [{"parts": parts}]}).encode()
    sent = RequestSent(
        t_ns=0,
        unix_ns=1,
        method="POST",
        url="u",
        headers=(),
        body=body,
        protocol="generate-content",
        profile="Home",
        model="m",
    )
    with captures.create() as writer:
        writer.append(sent)
        writer.append(RetryScheduled(t_ns=10, attempt=1, wait_s=1.0))
        writer.append(msgspec.structs.replace(sent, t_ns=20, attempt=2))
        writer.append(BytesReceived(t_ns=30, data=b"data: {}\n\n"))
        writer.append(Ended(t_ns=40, how="complete"))
    found = note_of(captures.open(writer.id), outcome=Outcome(kind="complete"))
    assert found == CaptureNote(
        id=writer.id,
        created_unix_ns=created_unix_ns(writer.id),
        protocol="generate-content",
        profile="Home",
        model="m",
        outcome="complete",
        bytes=10,
        ended=True,
        prompt="Two lines",
        duration_ns=40,
        attempts=2,
        figured=True,
    )


def test_a_tape_of_nothing_is_noted_as_such(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    captures.create().close()
    [capture_id] = captures.ids()
    found = note_of(captures.open(capture_id))
    assert (found.prompt, found.attempts, found.duration_ns, found.ended) == ("", 0, 0, False)
    assert found.figured


def test_the_beginning_of_a_prompt_is_one_line_and_not_too_long() -> None:
    assert beginning("  one\n two\tthree ") == "one two three"
    assert len(beginning("word " * 10_000)) <= PROMPT_CHARACTERS
