"""What comes back after a crash: first what was cut off last, the rest behind the window."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.transcript import prompt
from gemini_desktop.session import recovery
from gemini_desktop.session.recovery import Recovery
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext, write_context
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.transcripts import Library
from tests.support import RunCoroutine

EVENT = b'data: {"candidates":[{"content":{"parts":[{"text":"%s"}]}}]}\r\n\r\n'
LAST = b'data: {"candidates":[{"content":{"parts":[{"text":"."}]},"finishReason":"STOP"}]}\r\n\r\n'


def record(captures: Captures, conversation_id: str, number: int, *, size: int = 10) -> str:
    """Turn `number` of a conversation, after the one before it."""
    context = CaptureContext(
        conversation_id=conversation_id,
        answer_id=f"{conversation_id}a{number}",
        prompt=prompt(
            f"Prompt {number}",
            id=f"{conversation_id}p{number}",
            parent_id=f"{conversation_id}a{number - 1}" if number else "",
        ),
    )
    with captures.create(context) as writer:
        url = "http://h/v1beta/models/m:streamGenerateContent?alt=sse"
        protocol = "generate-content"
        writer.append(
            RequestSent(t_ns=0, unix_ns=1, method="POST", url=url, headers=(), protocol=protocol)
        )
        writer.append(ResponseStarted(t_ns=1, status=200))
        writer.append(BytesReceived(t_ns=2, data=EVENT % (b"x" * size) + LAST))
        writer.append(Ended(t_ns=3, how="complete"))
    return writer.id


@contextlib.asynccontextmanager
async def opened(home: Path) -> AsyncIterator[tuple[Library, Recovery]]:
    library, sharing = Library(home), Sharing(home)
    sharing.join()
    await library.open()
    try:
        yield library, Recovery(library, Captures(home), sharing)
    finally:
        await library.close()
        sharing.leave()


async def known(library: Library) -> set[str]:
    return {summary.id for summary in await library.conversations()}


def test_what_was_asked_last_is_back_at_once_and_the_rest_behind_it(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    for number in range(3):
        for conversation_id in ("old", "middle", "new"):
            record(captures, conversation_id, number)

    async def check() -> None:
        entered: list[str] = []
        async with opened(tmp_path) as (library, recovering):
            recovering.on_entered = entered.append
            assert (await recovering.begin()).conversation_id == "new"
            assert await known(library) == {"new"}
            assert recovering.left == 6
            assert await recovering.go_on() == ()
            assert entered == ["middle", "old"]
            assert recovering.left == 0
            assert await known(library) == {"old", "middle", "new"}
            assert [s.id for s in await library.conversations()] == ["new", "middle", "old"]
            for conversation_id in ("old", "middle", "new"):
                turns = (await library.load(conversation_id)).turns
                assert [turn.text for turn in turns[::2]] == ["Prompt 0", "Prompt 1", "Prompt 2"]
                assert all(turn.text == "x" * 10 + "." for turn in turns[1::2])

    run_async(check())


def test_what_is_long_comes_behind_the_window_too(tmp_path: Path, run_async: RunCoroutine) -> None:
    record(Captures(tmp_path), "long", 0, size=recovery.AT_ONCE_BYTES)

    async def check() -> None:
        async with opened(tmp_path) as (library, recovering):
            assert (await recovering.begin()).conversation_id == ""
            assert await known(library) == set()
            await recovering.go_on()
            [_, answer] = (await library.load("long")).turns
            assert len(answer.text) == recovery.AT_ONCE_BYTES + 1

    run_async(check())


def test_what_the_user_adds_meanwhile_stays_in_view(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    record(captures, "c", 0)
    record(captures, "newer", 0)

    async def check() -> None:
        async with opened(tmp_path) as (library, recovering):
            await recovering.begin()
            asked = prompt("Just now", id="mine", created_unix_ns=1 << 62)
            await library.save_turn("c", asked)
            await recovering.go_on()
            assert [turn.id for turn in (await library.load("c")).turns] == ["mine"]

    run_async(check())


def test_stopping_in_the_middle_leaves_the_rest_for_the_next_start(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    captures = Captures(tmp_path)
    for number in range(4):
        record(captures, f"c{number}", 0, size=300_000)

    async def check() -> None:
        async with opened(tmp_path) as (library, recovering):
            await recovering.begin()
            task = asyncio.create_task(recovering.go_on())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            assert "c0" not in await known(library)
        async with opened(tmp_path) as (library, recovering):
            assert (await recovering.begin()).conversation_id == ""  # not what was asked last
            await recovering.go_on()
            assert await known(library) == {"c0", "c1", "c2", "c3"}

    run_async(check())


def test_a_prompt_whose_tape_was_not_begun_comes_back_at_the_start_after_next(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """It has its place in the library before that; this is for one that was lost as well."""
    captures = Captures(tmp_path)
    folder = captures.new_folder()
    asked = prompt("Hi", id="p")
    context = CaptureContext(conversation_id="c", answer_id="a", prompt=asked)
    write_context(folder, context, captures.blobs)

    async def check() -> None:
        async with opened(tmp_path) as (library, recovering):
            assert (await recovering.begin()).sentences == ()
            assert await recovering.go_on() == ()
            assert await known(library) == set()
        async with opened(tmp_path) as (library, recovering):
            assert (await recovering.begin()).conversation_id == "c"
            question, answer = (await library.load("c")).turns
            assert question.text == "Hi"
            assert answer.outcome is not None
            assert answer.outcome.kind != "complete"

    run_async(check())
