"""The time of a read is when its bytes came, also where nobody had time to read them."""

from __future__ import annotations

import asyncio
import socket
import sys
import time

import pytest

from gemini_desktop.core.capture import BytesReceived, RequestSent
from gemini_desktop.net import arrival
from tests.net.test_exchange import EVENT, HEAD, sent, serving
from tests.support import RunCoroutine

_KNOWN = sys.platform == "linux"
_PAUSE_S = 0.15
_SLACK_NS = 60_000_000


@pytest.fixture
def pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        return client, server.accept()[0]


def test_waiting_bytes_grow_old(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs:
        before_ns = time.monotonic_ns()
        theirs.sendall(b"x")
        sent_ns = time.monotonic_ns()
        time.sleep(_PAUSE_S)
        assert ours.recv(1) == b"x"
        asked_ns = time.monotonic_ns()
        age_ns = arrival.age_ns(ours)
        known_ns = time.monotonic_ns()
        if _KNOWN:
            assert asked_ns - sent_ns - _SLACK_NS < age_ns < known_ns - before_ns + _SLACK_NS
        else:
            assert age_ns == 0


def test_what_is_no_open_connection_has_no_age(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    ours.close()
    theirs.close()
    assert arrival.age_ns(ours) == 0
    assert arrival.age_ns(None) == 0
    assert arrival.age_ns(object()) == 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as no_tcp:
        assert arrival.age_ns(no_tcp) == 0


def test_a_read_that_was_late_has_its_own_time(run_async: RunCoroutine) -> None:
    """The loop is held up while the second event lies in the system's buffer."""
    held_up: list[int] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + EVENT)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(EVENT)
        await writer.drain()
        held_up.append(time.time_ns())
        time.sleep(_PAUSE_S)  # noqa: ASYNC251 - what a window does that paints for too long

    async def main() -> None:
        async with serving(answer) as port:
            records, ended = await sent(port)
        assert ended.how == "complete"
        request = next(r for r in records if isinstance(r, RequestSent))
        last = [r for r in records if isinstance(r, BytesReceived)][-1]
        came_ns = request.unix_ns - request.t_ns + last.t_ns
        late_ns = came_ns - held_up[0]
        if _KNOWN:
            assert late_ns < _PAUSE_S * 1e9 / 2
        times = [record.t_ns for record in records]
        assert times == sorted(times)

    run_async(main())
