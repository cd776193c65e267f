"""One request over a real socket, told as records; every way to end gives exactly one `Ended`."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.errors import Failure, LimitExceeded
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.net.exchange import Limits, Progress, exchange, new_client
from tests.support import RunCoroutine, patiently

CANARY = "CANARY-not-a-real-key-0123456789"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
EVENT = b"data: 1\n\n"
PATIENT = Timeouts(silence_s=3600)

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Sink = Callable[[Record], Progress]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[int]:
    """A server that reads the request and then does as `answer` says."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            # Closing with unread bytes would reset the connection.
            await reader.readexactly(int(length.group(1)) if length else 0)
            await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        await server.wait_closed()


async def sent(
    port: int,
    *,
    timeouts: Timeouts = PATIENT,
    limits: Limits | None = None,
    sink: Sink | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> tuple[list[Record], Ended]:
    records: list[Record] = []

    def keep(record: Record) -> Progress:
        records.append(record)
        return sink(record) if sink else Progress.EVENT

    profile = Profile(name="test", auth="none", timeouts=timeouts)
    request = HttpRequest(
        method="POST", url=f"http://127.0.0.1:{port}/v1?alt=sse", headers=headers, body=b"{}"
    )
    async with new_client() as client:
        ended = await exchange(
            client, request, keep, profile=profile, secrets=(CANARY,), limits=limits
        )
    assert records[-1] is ended
    assert sum(isinstance(record, Ended) for record in records) == 1
    return records, ended


async def sent_to(url: str) -> Ended:
    async with new_client() as client:
        return await exchange(
            client,
            HttpRequest(method="POST", url=url),
            lambda _: Progress.NOTHING,
            profile=Profile(name="test", auth="none", timeouts=PATIENT),
        )


def body(records: list[Record]) -> bytes:
    return b"".join(r.data for r in records if isinstance(r, BytesReceived))


def replying(*pieces: bytes, pause_s: float = 0.0) -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return answer


def holding(*pieces: bytes) -> Answer:
    """Sends the pieces and then keeps the connection open until the client goes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(pieces))
        await reader.read()

    return answer


def failure_of(ended: Ended) -> Failure:
    assert ended.how == "failed"
    assert ended.failure is not None
    assert ended.failure.message
    assert ended.failure.advice
    assert CANARY not in repr(ended)
    return ended.failure


def test_a_whole_answer_is_told_in_order(run_async: RunCoroutine) -> None:
    """Request, head, reads in their order with rising times, end; the key is masked."""

    async def main() -> None:
        async with serving(replying(HEAD, EVENT, b"data: 2\n\n", pause_s=0.02)) as port:
            records, ended = await sent(port, headers=(("Authorization", f"Bearer {CANARY}"),))
        assert ended.how == "complete"
        request, connected, written, response, *reads, _ = records
        assert isinstance(request, RequestSent)
        assert ("Authorization", "Bearer ***") in request.headers
        assert CANARY not in repr(records)
        assert request.body == b"{}"
        assert isinstance(connected, PhasePassed)
        assert isinstance(written, PhasePassed)
        assert isinstance(response, ResponseStarted)
        assert response.status == 200
        assert ("Content-Type", "text/event-stream") in response.headers
        assert body(records) == b"data: 1\n\ndata: 2\n\n"
        times = [record.t_ns for record in records]
        assert times == sorted(times)
        assert len(reads) == 2
        assert reads[1].t_ns - reads[0].t_ns > 5_000_000

    run_async(main())


async def _stopped_once() -> list[Record]:
    """The records of an exchange that is stopped at its first bytes, once the server has seen that
    the connection has gone."""
    gone = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + EVENT)
        await reader.read()
        gone.set()

    records: list[Record] = []
    arrived = asyncio.Event()

    def keep(record: Record) -> Progress:
        records.append(record)
        if isinstance(record, BytesReceived):
            arrived.set()
        return Progress.EVENT

    async with serving(answer) as port, new_client() as client:
        request = HttpRequest(method="POST", url=f"http://127.0.0.1:{port}/")
        profile = Profile(name="test", auth="none")
        task = asyncio.create_task(exchange(client, request, keep, profile=profile))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await patiently(gone.wait())
        return records


def test_stopping_closes_the_socket_at_once(run_async: RunCoroutine) -> None:
    """The server sees the end of the connection, and `Ended` is recorded."""
    records = run_async(_stopped_once())
    assert isinstance(records[-1], Ended)
    assert records[-1].how == "cancelled"
    assert body(records) == EVENT


def test_fifty_stops_leave_no_socket(run_async: RunCoroutine) -> None:
    """Each server sees its connection go, and the fixtures see no task, socket or warning left."""

    async def main() -> None:
        for _ in range(50):
            await _stopped_once()

    run_async(main())


def test_nobody_listens(run_async: RunCoroutine) -> None:
    async def main() -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            _, ended = await sent(port)
        failure = failure_of(ended)
        assert failure.kind == "connect_refused"
        assert f"127.0.0.1:{port}" in failure.message

    run_async(main())


@pytest.mark.parametrize(
    ("pieces", "kind", "kept"),
    [((), "timeout_first_byte", b""), ((HEAD, EVENT), "timeout_idle", EVENT)],
)
def test_silence(
    run_async: RunCoroutine, pieces: tuple[bytes, ...], kind: str, kept: bytes
) -> None:
    """A server that falls silent is given up after the profile's silence; what came is kept."""

    async def main() -> None:
        async with serving(holding(*pieces)) as port:
            records, ended = await sent(port, timeouts=Timeouts(silence_s=1))
        assert failure_of(ended).kind == kind
        assert body(records) == kept

    run_async(main())


def test_comments_are_no_progress(run_async: RunCoroutine) -> None:
    """Keep-alive comments hold off the silence limit, but not the limit for the next event."""

    async def main() -> None:
        comments = replying(HEAD, *[b": still here\n\n"] * 10_000, pause_s=0.02)
        async with serving(comments) as port:
            _, ended = await sent(
                port,
                timeouts=Timeouts(silence_s=3600, stall_s=0.2),
                sink=lambda _: Progress.NOTHING,
            )
        assert failure_of(ended).kind == "timeout_stall"

    run_async(main())


def test_after_the_end_mark_the_wait_is_short(run_async: RunCoroutine) -> None:
    """A server that says [DONE] and keeps the connection open does not hold the answer up."""

    def done(record: Record) -> Progress:
        return Progress.DONE if isinstance(record, BytesReceived) else Progress.NOTHING

    async def main() -> None:
        async with serving(holding(HEAD, b"data: [DONE]\n\n")) as port:
            _, ended = await sent(port, timeouts=Timeouts(silence_s=3600), sink=done)
        assert ended.how == "complete"

    run_async(main())


def test_redirects_are_not_followed(run_async: RunCoroutine) -> None:
    """The other host hears nothing: it would get the key."""

    async def main() -> None:
        heard: list[bytes] = []

        async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(b"something")
            writer.write(HEAD)

        async with serving(other) as other_port:
            redirect = (
                "HTTP/1.1 307 Elsewhere\r\nConnection: close\r\nSet-Cookie: a=b\r\n"
                f"Location: http://localhost:{other_port}/\r\nContent-Length: 0\r\n\r\n"
            )
            async with serving(replying(redirect.encode())) as port:
                records, ended = await sent(port)
        assert ended.how == "complete"
        head = next(record for record in records if isinstance(record, ResponseStarted))
        assert head.status == 307
        assert ("Set-Cookie", "***") in head.headers
        assert heard == []

    run_async(main())


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        (b"", "closed_before_answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "body_cut"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", "body_cut"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "bad_status_line"),
    ],
)
def test_broken_answers_have_their_own_words(
    run_async: RunCoroutine, piece: bytes, kind: str
) -> None:
    async def main() -> None:
        async with serving(replying(piece)) as port:
            records, ended = await sent(port)
        assert failure_of(ended).kind == kind
        assert body(records) == (b"hello" if b"hello" in piece else b"")

    run_async(main())


def test_a_reset_connection(run_async: RunCoroutine) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + EVENT)
        await writer.drain()
        await asyncio.sleep(0.05)
        raw: socket.socket = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def main() -> None:
        async with serving(answer) as port:
            records, ended = await sent(port)
        assert failure_of(ended).kind == "connection_lost"
        assert body(records) == EVENT

    run_async(main())


def _head_with(coding: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nConnection: close\r\n\r\n".encode()


def test_gzip_is_undone_in_bounded_reads(run_async: RunCoroutine) -> None:
    plain = b"data: " + b"a" * 1_000_000 + b"\n\n"

    async def main() -> None:
        async with serving(replying(_head_with("gzip"), gzip.compress(plain))) as port:
            records, ended = await sent(port, limits=Limits(max_read_bytes=4096))
        assert ended.how == "complete"
        assert body(records) == plain
        assert max(len(r.data) for r in records if isinstance(r, BytesReceived)) <= 4096

    run_async(main())


def test_a_gzip_bomb_stops_at_the_limit(run_async: RunCoroutine) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)

    async def main() -> None:
        async with serving(replying(_head_with("gzip"), bomb)) as port:
            records, ended = await sent(port, limits=Limits(max_body_bytes=1_000_000))
        assert failure_of(ended).kind == "body_too_large"
        assert len(body(records)) < 1_500_000

    run_async(main())


@pytest.mark.parametrize(
    ("coding", "data", "kind"),
    [("gzip", b"this is not gzip at all", "bad_gzip"), ("br", b"\x8b", "content_coding")],
)
def test_other_codings_are_refused(
    run_async: RunCoroutine, coding: str, data: bytes, kind: str
) -> None:
    async def main() -> None:
        async with serving(replying(_head_with(coding), data)) as port:
            _, ended = await sent(port)
        assert failure_of(ended).kind == kind

    run_async(main())


def test_an_endless_error_body_is_cut(run_async: RunCoroutine) -> None:
    head = b"HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n"

    async def main() -> None:
        async with serving(replying(head, *[b"x" * 65536] * 40)) as port:
            records, ended = await sent(port)
        assert failure_of(ended).kind == "body_too_large"
        assert len(body(records)) < 600_000

    run_async(main())


def test_the_sink_may_end_it(run_async: RunCoroutine) -> None:
    """A full disk or an event beyond the limit ends the exchange with that failure."""
    failure = Failure(kind="event_too_large", message="Too large.", advice="Ask for less.")

    def full(record: Record) -> Progress:
        if isinstance(record, BytesReceived):
            raise LimitExceeded(failure)
        return Progress.NOTHING

    async def main() -> None:
        async with serving(replying(HEAD, EVENT, EVENT)) as port:
            _, ended = await sent(port, sink=full)
        assert failure_of(ended) == failure

    run_async(main())


def test_no_cookie_goes_back_and_no_compression_is_asked_for(run_async: RunCoroutine) -> None:
    heads: list[bytes] = []

    async def main() -> None:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        request = HttpRequest(method="GET", url=url)
        profile = Profile(name="test", auth="none")
        async with new_client() as client:
            for _ in range(2):
                await exchange(client, request, lambda _: Progress.NOTHING, profile=profile)
        server.close()
        await server.wait_closed()

    run_async(main())
    assert len(heads) == 2
    assert all(b"cookie" not in head.lower() for head in heads)
    assert all(b"accept-encoding: identity" in head.lower() for head in heads)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http://", "nothing like an address"])
def test_impossible_addresses(run_async: RunCoroutine, url: str) -> None:
    failure_of(run_async(sent_to(url)))


def test_an_unknown_name(run_async: RunCoroutine) -> None:
    """`.invalid` is reserved (RFC 2606): it resolves nowhere, with or without a network."""
    assert failure_of(run_async(sent_to("http://nowhere.invalid/"))).kind == "dns"
