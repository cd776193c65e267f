"""What the tapes know comes back to the library, after a crash or without any database at all."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from gemini_desktop.core import answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent, ResponseStarted
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.rebuild import ReadAnswer, Rebuilt, enter, find
from gemini_desktop.store.transcripts import Library
from tests.support import PATIENCE_S, RunCoroutine


def read_answer(records: Iterable[Record]) -> Turn:
    """A stand-in for the decoder: the body is the answer's text."""
    kept = list(records)
    text = b"".join(r.data for r in kept if isinstance(r, BytesReceived)).decode()
    whole = any(isinstance(r, Ended) for r in kept)
    step = Step(index=0, kind="model_output", contents=[Text(text=text)])
    outcome = Outcome(kind="complete" if whole else "incomplete")
    return Turn(role="model", steps=[step], outcome=outcome)


async def rebuild(library: Library, captures: Captures, read_answer: ReadAnswer) -> Rebuilt:
    """All that the library does not know, one after the other."""
    restored = 0
    failures: list[Failure] = []
    for path in await library.kept_chats.find():
        failures += (await library.kept_chats.enter(path)).failures
    for each in await find(library, captures):
        rebuilt = await enter(library, captures, each, read_answer)
        restored += rebuilt.restored
        failures += rebuilt.failures
    return Rebuilt(restored=restored, failures=tuple(failures))


def record(captures: Captures, context: CaptureContext | None, text: str) -> str:
    with captures.create(context) as writer:
        writer.append(
            RequestSent(
                t_ns=0,
                unix_ns=1,
                method="POST",
                url="u",
                headers=(),
                protocol="interactions",
                profile="Work",
            )
        )
        writer.append(BytesReceived(t_ns=1, data=text.encode()))
        writer.append(Ended(t_ns=2, how="complete"))
    return writer.id


def two_turns(captures: Captures) -> list[str]:
    first = CaptureContext(
        conversation_id="c", answer_id="t2", prompt=prompt("First?", id="t1"), demo=True
    )
    second = CaptureContext(
        conversation_id="c", answer_id="t4", prompt=prompt("Second?", id="t3", parent_id="t2")
    )
    return [record(captures, first, "One."), record(captures, second, "Two.")]


@contextlib.asynccontextmanager
async def library_in(home: Path) -> AsyncIterator[Library]:
    library = Library(home)
    await library.open()
    try:
        yield library
    finally:
        await library.close()


def test_a_lost_database_is_rebuilt_from_the_tapes(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)
    ids = two_turns(captures)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            assert await rebuild(library, captures, read_answer) == Rebuilt(restored=2)
            [summary] = await library.conversations()
            assert (summary.id, summary.title, summary.turn_count) == ("c", "First?", 4)
            turns = (await library.load("c")).turns
            assert [turn.text for turn in turns] == ["First?", "One.", "Second?", "Two."]
            assert [turn.parent_id for turn in turns] == ["", "t1", "t2", "t3"]
            assert [turn.capture_id for turn in turns] == ["", ids[0], "", ids[1]]
            assert [turn.demo for turn in turns] == [False, True, False, False]
            assert [turn.profile for turn in turns] == ["", "Work", "", "Work"]
            assert await library.unfinished_turns() == []

    run_async(check())


def test_the_real_decoder_gives_the_answer_its_thoughts_and_its_outcome(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    context = CaptureContext(conversation_id="c", answer_id="t2", prompt=prompt("Hi", id="t1"))
    events = (
        b'data: {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}]}}]}\r\n\r\n',
        b'data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}\r\n\r\n',
        b'data: {"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":"STOP"}]}\r\n\r\n',
    )
    for count in (3, 2):  # the second was cut off by a crash
        with captures.create(context) as writer:
            writer.append(
                RequestSent(
                    t_ns=0,
                    unix_ns=1,
                    method="POST",
                    url="https://example.test/v1beta/models/m:streamGenerateContent",
                    headers=(),
                    protocol="generate-content",
                )
            )
            writer.append(ResponseStarted(t_ns=1, status=200))
            for number in range(count):
                writer.append(BytesReceived(t_ns=2 + number, data=events[number]))
            if count == 3:
                writer.append(Ended(t_ns=9, how="complete"))
        context = CaptureContext(
            conversation_id="c",
            answer_id="t4",
            prompt=prompt("Again", id="t3", parent_id="t2"),
        )

    async def check() -> None:
        async with library_in(tmp_path) as library:
            assert await rebuild(library, captures, answer.read) == Rebuilt(restored=2)
            _, whole, _, cut = (await library.load("c")).turns
            assert (whole.text, whole.thought_text) == ("Hello", "Hm.")
            assert (cut.text, cut.thought_text) == ("Hel", "Hm.")
            assert whole.outcome is not None
            assert whole.outcome.kind == "complete"
            assert cut.outcome is not None
            assert (cut.outcome.kind, cut.outcome.reason) == ("incomplete", "interrupted")

    run_async(check())


def test_a_second_run_finds_nothing_to_do(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)
    two_turns(captures)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await rebuild(library, captures, read_answer)
            await library.rename("c", "My title")
            assert await rebuild(library, captures, read_answer) == Rebuilt()
            assert (await library.load("c")).title == "My title"

    run_async(check())


def test_a_damaged_database_is_rebuilt_too(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)
    two_turns(captures)
    (tmp_path / "library.db").write_bytes(b"no database" * 500)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await rebuild(library, captures, read_answer)
            assert len((await library.load("c")).turns) == 4

    run_async(check())


def test_a_capture_without_a_context_is_noted_but_belongs_nowhere(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    capture_id = record(captures, None, "imported")

    async def check() -> None:
        async with library_in(tmp_path) as library:
            assert await rebuild(library, captures, read_answer) == Rebuilt()
            assert await library.conversations() == []
            assert await library.capture_ids() == {capture_id}

    run_async(check())


def test_what_is_recorded_right_now_is_left_alone(tmp_path: Path, run_async: RunCoroutine) -> None:
    captures = Captures(tmp_path)
    context = CaptureContext(conversation_id="c", answer_id="t2", prompt=prompt("Hi", id="t1"))

    async def check() -> None:
        async with library_in(tmp_path) as library:
            with captures.create(context):
                assert await rebuild(library, captures, read_answer) == Rebuilt()
                assert await library.capture_ids() == set()
            assert (await rebuild(library, captures, read_answer)).restored == 1

    run_async(check())


def test_a_capture_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    ids = two_turns(captures)
    (captures.folder / ids[0] / "records.jsonl").unlink()

    async def check() -> None:
        async with library_in(tmp_path) as library:
            rebuilt = await rebuild(library, captures, read_answer)
            assert rebuilt.restored == 1
            [failure] = rebuilt.failures
            assert ids[0] in failure.message
            assert [turn.text for turn in (await library.load("c")).turns] == ["Second?", "Two."]

    run_async(check())


def test_after_kill_9_the_prompt_and_what_had_come_are_there(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    script = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from gemini_desktop.core.capture import BytesReceived
        from gemini_desktop.core.transcript import prompt
        from gemini_desktop.store.captures import Captures
        from gemini_desktop.store.context import CaptureContext

        captures = Captures(Path(sys.argv[1]))
        asked = prompt("Will this be lost?", id="t1")
        context = CaptureContext(conversation_id="c", answer_id="t2", prompt=asked)
        writer = captures.create(context)
        writer.append(BytesReceived(t_ns=1, data=b"No, it"))
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=PATIENCE_S)
    assert done.returncode == -9

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await rebuild(library, Captures(tmp_path), read_answer)
            asked, answered = (await library.load("c")).turns
            assert asked.text == "Will this be lost?"
            assert answered.text == "No, it"
            assert answered.outcome is not None
            assert answered.outcome.kind == "incomplete"

    run_async(check())


def test_what_was_deleted_for_good_does_not_come_back(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    two_turns(captures)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await rebuild(library, captures, read_answer)
            await library.delete_conversations(["c"])
            assert await rebuild(library, captures, read_answer) == Rebuilt()
            await library.purge_deleted(captures)
            assert captures.ids() == []
            assert await rebuild(library, captures, read_answer) == Rebuilt()
            assert await library.conversations() == []

    run_async(check())
