"""All exchanges of a home: listed at once, and completed from their tapes afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.exchanges import Exchanges
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.transcripts import Library
from tests.support import RunCoroutine

BODY = (Path(__file__).parents[1] / "captures" / "01_dev_plain_text.sse").read_bytes()


@contextlib.asynccontextmanager
async def exchanges_in(home: Path) -> AsyncIterator[tuple[Exchanges, Library]]:
    library = Library(home)
    await library.open()
    try:
        yield Exchanges(library, Captures(home)), library
    finally:
        await library.close()


def record(captures: Captures, *, context: CaptureContext | None = None, ended: bool = True) -> str:
    with captures.create(context) as writer:
        writer.append(
            RequestSent(
                t_ns=0,
                unix_ns=1,
                method="POST",
                url="u",
                headers=(),
                body=b'{"contents":[{"parts":[{"text":"Hello there"}]}]}',
                protocol="generate-content",
                model="m",
            )
        )
        writer.append(ResponseStarted(t_ns=1, status=200))
        writer.append(BytesReceived(t_ns=2, data=BODY))
        if ended:
            writer.append(Ended(t_ns=3_000, how="complete"))
    return writer.id


def test_captures_that_nobody_noted_are_found_on_the_disk(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    ids = [record(Captures(tmp_path)) for _ in range(3)]

    async def check() -> None:
        async with exchanges_in(tmp_path) as (exchanges, _):
            assert await exchanges.listed() == []
            assert await exchanges.incomplete() == ids[::-1]
            for capture_id in ids:
                assert await exchanges.complete(capture_id)
            assert await exchanges.incomplete() == []
            listed = await exchanges.listed()
            assert [note.id for note in listed] == ids[::-1]
            assert {(n.prompt, n.outcome, n.attempts, n.bytes) for n in listed} == {
                ("Hello there", "complete", 1, len(BODY))
            }

    run_async(check())


def test_one_that_a_crash_cut_off_is_incomplete_and_belongs_to_its_chat(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    context = CaptureContext(
        conversation_id="chat", answer_id="answer", prompt=prompt("Hello there", id="question")
    )
    capture_id = record(Captures(tmp_path), context=context, ended=False)

    async def check() -> None:
        async with exchanges_in(tmp_path) as (exchanges, library):
            await library.save_turn("chat", Turn(role="model", id="answer", capture_id=capture_id))
            [before] = await exchanges.listed()
            assert (before.id, before.figured) == (capture_id, False)
            assert await exchanges.complete(capture_id)
            [note] = await exchanges.listed()
            assert (note.conversation_id, note.turn_id) == ("chat", "answer")
            assert not note.ended
            assert note.outcome  # decoded, for nobody had written it down

    run_async(check())


def test_one_that_is_being_written_waits_for_its_end(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    writer = Captures(tmp_path).create()

    async def check() -> None:
        async with exchanges_in(tmp_path) as (exchanges, _):
            assert not await exchanges.complete(writer.id)
            assert await exchanges.incomplete() == [writer.id]
            writer.append(Ended(t_ns=1, how="cancelled"))
            writer.close()
            assert await exchanges.complete(writer.id)
            [note] = await exchanges.listed()
            assert note.outcome == "cancelled"

    run_async(check())


def test_one_that_cannot_be_read_is_tried_once(tmp_path: Path, run_async: RunCoroutine) -> None:
    capture_id = record(Captures(tmp_path))
    (tmp_path / "captures" / capture_id / "records.jsonl").unlink()

    async def check() -> None:
        async with exchanges_in(tmp_path) as (exchanges, _):
            assert await exchanges.incomplete() == [capture_id]
            assert not await exchanges.complete(capture_id)
            assert await exchanges.incomplete() == []

    run_async(check())


def test_deleting_is_undone(tmp_path: Path, run_async: RunCoroutine) -> None:
    capture_id = record(Captures(tmp_path))

    async def check() -> None:
        async with exchanges_in(tmp_path) as (exchanges, library):
            await exchanges.complete(capture_id)
            await exchanges.delete(capture_id)
            assert await exchanges.listed() == []
            assert await exchanges.incomplete() == []
            await exchanges.restore(capture_id)
            assert len(await exchanges.listed()) == 1
            await library.save_turn("chat", Turn(role="model", id="a", capture_id=capture_id))
            with pytest.raises(StoreError, match="This recording stays"):
                await exchanges.delete(capture_id)

    run_async(check())
