"""Attempt after attempt over real sockets: each its own record, all in one capture with one end."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

import msgspec

from gemini_desktop.core.answer import Answer, read
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.exchange import new_client
from gemini_desktop.session import live
from gemini_desktop.session.live import Waits
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeReader, TapeWriter
from tests.net.test_exchange import HEAD, holding, replying, serving
from tests.net.test_exchange import Answer as Serve
from tests.session.test_live import END, HELLO, Seen
from tests.support import RunCoroutine, patiently

PROFILE = Profile(name="test", auth="none", timeouts=Timeouts(silence_s=3600))
GOOD = replying(HEAD + HELLO + END)


def refusing(status: int, *headers: str, body: bytes = b'{"error":{"message":"not now"}}') -> Serve:
    lines = [f"HTTP/1.1 {status} No", *headers, "Connection: close", "", ""]
    return replying("\r\n".join(lines).encode() + body)


SOON = refusing(503, "retry-after-ms: 10")
QUOTA = refusing(
    429,
    body=b'{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota.","details":'
    b'[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"0.02s"}]}}',
)


async def resetting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def in_turn(*answers: Serve) -> Serve:
    """The first answer for the first request, and so on; the last one for all that follow."""
    left = list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serve = left.pop(0) if len(left) > 1 else left[0]
        await serve(reader, writer)

    return answer


async def asked(
    *answers: Serve,
    profile: Profile = PROFILE,
    waits: Waits | None = None,
    seen: Seen | None = None,
    tape: live.Tape | None = None,
) -> tuple[Turn, Seen]:
    seen = seen or Seen()
    async with serving(in_turn(*answers)) as port, new_client() as client:
        turn = await live.run(
            client,
            HttpRequest(method="POST", url=f"http://127.0.0.1:{port}/v1", body=b"{}"),
            profile=profile,
            secret=None,
            tape=tape or live.NoTape(),
            listener=seen,
            answer=Answer("generate-content"),
            waits=waits,
        )
    return turn, seen


def outcome_of(turn: Turn) -> Outcome:
    assert turn.outcome is not None
    return turn.outcome


def kinds(seen: Seen) -> list[type]:
    """Neither the reads nor the way to each of them."""
    left_out = (BytesReceived, PhasePassed)
    return [type(record) for record in seen.records if not isinstance(record, left_out)]


def test_two_refusals_and_an_answer(run_async: RunCoroutine) -> None:
    turn, seen = run_async(asked(SOON, QUOTA, GOOD))
    assert outcome_of(turn).kind == "complete"
    assert turn.text == "Hello you"
    failed = [RequestSent, ResponseStarted, RetryScheduled]
    assert kinds(seen) == [*failed, *failed, RequestSent, ResponseStarted, Ended]
    assert [r.attempt for r in seen.records if isinstance(r, RequestSent)] == [1, 2, 3]
    first, second = (r for r in seen.records if isinstance(r, RetryScheduled))
    assert first.reason == "503, retry 1/4 in 0.0 s (Retry-After)"
    assert second.wait_s == 0.02
    assert second.reason == "429 RESOURCE_EXHAUSTED, retry 2/4 in 0.0 s (RetryInfo)"
    times = [record.t_ns for record in seen.records]
    assert times == sorted(times)


def test_the_capture_alone_tells_the_same(run_async: RunCoroutine, tmp_path: Path) -> None:
    """Read again from the disk, the attempts before do not spoil the answer."""
    with TapeWriter(tmp_path / "capture", Blobs(tmp_path / "blobs")) as tape:
        turn, _ = run_async(asked(SOON, QUOTA, GOOD, tape=tape))
    reader = TapeReader(tmp_path / "capture", Blobs(tmp_path / "blobs"))
    again = read(reader.records(), "generate-content")
    assert again.text == turn.text
    assert again.outcome == turn.outcome


def test_it_gives_up_with_the_count_and_the_last_words(run_async: RunCoroutine) -> None:
    profile = msgspec.structs.replace(PROFILE, max_retries=2)
    turn, seen = run_async(asked(SOON, profile=profile))
    outcome = outcome_of(turn)
    assert outcome.kind == "failed"
    assert outcome.reason == "unavailable"
    assert "not now" in outcome.message
    assert "3 attempts" in outcome.message
    assert kinds(seen).count(RequestSent) == 3
    assert kinds(seen).count(Ended) == 1


def test_nothing_is_tried_again_when_nobody_wants_it(run_async: RunCoroutine) -> None:
    profile = msgspec.structs.replace(PROFILE, max_retries=0)
    turn, seen = run_async(asked(SOON, GOOD, profile=profile))
    assert outcome_of(turn).kind == "failed"
    assert kinds(seen) == [RequestSent, ResponseStarted, Ended]


def test_an_answer_that_began_is_never_asked_for_again(run_async: RunCoroutine) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + HELLO)
        await writer.drain()
        await asyncio.sleep(0.05)
        await resetting(reader, writer)

    turn, seen = run_async(asked(answer, GOOD))
    assert outcome_of(turn).reason == "connection_lost"
    assert turn.text == "Hello"
    assert kinds(seen).count(RequestSent) == 1


def test_a_connection_closed_at_once_is_made_again(run_async: RunCoroutine) -> None:
    turn, seen = run_async(asked(resetting, GOOD))
    assert outcome_of(turn).kind == "complete"
    assert kinds(seen) == [RequestSent, RetryScheduled, RequestSent, ResponseStarted, Ended]


def test_a_silent_server_is_asked_again(run_async: RunCoroutine) -> None:
    profile = msgspec.structs.replace(PROFILE, timeouts=Timeouts(silence_s=1))
    turn, seen = run_async(asked(holding(), GOOD, profile=profile))
    assert outcome_of(turn).kind == "complete"
    assert kinds(seen).count(RequestSent) == 2


def test_how_the_last_attempt_failed_is_what_counts(run_async: RunCoroutine) -> None:
    """A 503 before a reset is no reason to call the reset a 503."""
    profile = msgspec.structs.replace(PROFILE, max_retries=1)
    turn, _ = run_async(asked(SOON, resetting, profile=profile))
    assert outcome_of(turn).reason in ("connection_lost", "closed_before_answer")


def test_the_wait_can_be_skipped(run_async: RunCoroutine) -> None:
    waits = Waits()

    class Impatient(Seen):
        def record(self, record: Record) -> None:
            super().record(record)
            if isinstance(record, RetryScheduled):
                asyncio.get_running_loop().call_later(0.05, waits.skip)

    slow = refusing(429, "Retry-After: 50")
    turn, seen = run_async(asked(slow, GOOD, waits=waits, seen=Impatient()))
    assert outcome_of(turn).kind == "complete"
    assert next(r for r in seen.records if isinstance(r, RetryScheduled)).wait_s == 50
    assert [r.t_ns for r in seen.records if isinstance(r, RequestSent)][1] < 40 * 10**9


def test_the_time_in_all_bounds_the_waits_too(run_async: RunCoroutine) -> None:
    profile = msgspec.structs.replace(PROFILE, timeouts=Timeouts(silence_s=3600, total_s=0.3))
    turn, seen = run_async(asked(refusing(429, "Retry-After: 50"), profile=profile))
    assert outcome_of(turn).reason == "timeout_total"
    assert kinds(seen).count(RequestSent) == 1


def test_the_first_event_has_a_clock_of_its_own(run_async: RunCoroutine) -> None:
    timeouts = Timeouts(silence_s=3600, first_event_s=0.2)
    profile = msgspec.structs.replace(PROFILE, timeouts=timeouts, max_retries=0)
    turn, _ = run_async(asked(holding(HEAD, b": thinking\n\n"), profile=profile))
    assert outcome_of(turn).reason == "timeout_first_event"


def test_a_head_that_drips_for_ever(run_async: RunCoroutine) -> None:
    """It is never silent, and never whole."""
    timeouts = Timeouts(silence_s=0.3)
    profile = msgspec.structs.replace(PROFILE, timeouts=timeouts, max_retries=0)
    drip = replying(*[b"X-A: b\r\n"] * 200, pause_s=0.05)
    turn, _ = run_async(asked(drip, profile=profile))
    assert outcome_of(turn).reason == "timeout_first_byte"


def test_the_window_can_skip_and_stop_a_wait(run_async: RunCoroutine, home: Path) -> None:
    async def main() -> None:
        session = Session(home, environ={}, demo_pace=0)
        await session.start()
        waiting = asyncio.Event()

        class Waiting(Seen):
            def record(self, record: Record) -> None:
                if isinstance(record, RetryScheduled):
                    waiting.set()

        async def begun(exchange: LiveExchange) -> asyncio.Task[Turn]:
            waiting.clear()
            task = asyncio.create_task(session.run(exchange, Waiting(), lambda _: None))
            await patiently(waiting.wait())
            return task

        slow = refusing(429, "Retry-After: 50")
        async with serving(in_turn(slow, GOOD, slow)) as port:
            profile = Profile(name="Mine", base_url=f"http://127.0.0.1:{port}", auth="none")
            session.change(profiles=(profile,), current_profile="Mine")
            first = session.question("Hi")
            task = await begun(first)
            first.retry_now()
            assert outcome_of(await task).kind == "complete"
            second = session.question("Hi")
            task = await begun(second)
            second.stop()
            assert outcome_of(await task).kind == "cancelled"
        await session.close()

    run_async(main())
