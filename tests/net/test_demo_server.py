"""The demo server over real sockets: connections, bounds, pauses, and how it stops."""

from __future__ import annotations

import asyncio
import itertools
import json
import operator
import socket
import time

import httpx
import pytest

from gemini_desktop.net.demo import connection
from gemini_desktop.net.demo_server import DemoServer
from tests.net.demo_support import ARRAY, SSE, contents, with_server
from tests.support import until

_ASK = contents("Hello there")


async def _raw(server: DemoServer, request: bytes) -> bytes:
    """What comes back for these bytes until the server closes."""
    host, port = server.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    try:
        received = await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
    return received


def test_the_address_is_loopback_with_the_port_that_start_returns() -> None:
    async def main() -> None:
        server = DemoServer()
        port = await server.start()
        assert server.base_url == f"http://127.0.0.1:{port}"
        await server.stop()
        await server.stop()

    asyncio.run(main())


def test_a_port_that_is_taken_is_an_os_error() -> None:
    async def promise(server: DemoServer) -> None:
        with pytest.raises(OSError, match="in use"):
            await DemoServer().start(int(server.base_url.rsplit(":", 1)[1]))

    with_server(promise)


def test_a_stream_of_server_sent_events_is_the_default_of_alt_sse() -> None:
    async def promise(server: DemoServer) -> None:
        async with httpx.AsyncClient(base_url=server.base_url) as client:
            response = await client.post(SSE, json=_ASK)
        assert response.headers["content-type"] == "text/event-stream"
        assert response.content.startswith(b'data: {"candidates":[{"content":{"parts":[{"text"')
        assert response.content.endswith(b"\r\n\r\n")
        assert b'"finishReason":"STOP"' in response.content

    with_server(promise)


def test_without_alt_sse_comes_one_json_array() -> None:
    async def promise(server: DemoServer) -> None:
        async with httpx.AsyncClient(base_url=server.base_url) as client:
            response = await client.post(ARRAY, json=_ASK)
        assert response.headers["content-type"].startswith("application/json")
        chunks = response.json()
        assert chunks[-1]["candidates"][0]["finishReason"] == "STOP"
        assert len(chunks) > 10

    with_server(promise)


def test_one_connection_serves_many_requests() -> None:
    async def promise(server: DemoServer) -> None:
        unary = "/v1/models/gemini-3.8-flash:generateContent"
        async with httpx.AsyncClient(base_url=server.base_url) as client:
            for _ in range(3):
                assert (await client.post(unary, json=_ASK)).status_code == 200
            assert len(server._connections) == 1

    with_server(promise)


def test_the_pauses_are_real_and_stretched_by_the_pace() -> None:
    async def promise(server: DemoServer) -> None:
        started = time.monotonic()
        async with (
            httpx.AsyncClient(base_url=server.base_url) as client,
            client.stream("POST", SSE, json=_ASK) as response,
        ):
            arrivals = [time.monotonic() - started async for _ in response.aiter_raw()]
        assert len(arrivals) > 20
        assert arrivals[-1] > 0.2 * 0.9

    with_server(promise, pace=0.2)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """What plays goes on for longer than any test: each pause is longer than the one before."""
    paces = itertools.accumulate(itertools.repeat(10.0), operator.mul, initial=0.1)
    pace = property(lambda _: next(paces), lambda _, __: None)
    monkeypatch.setattr(connection.Connection, "_pace", pace, raising=False)


async def _playing(server: DemoServer) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which a stream has just begun to play."""
    host, port = server.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps(_ASK).encode()
    writer.write(
        b"POST /models/m:streamGenerateContent?alt=sse HTTP/1.1\r\nHost: x\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body) + body
    )
    await reader.readuntil(b"data: ")
    return reader, writer


@pytest.mark.usefixtures("endless")
def test_a_client_that_leaves_ends_the_play_at_once() -> None:
    async def promise(server: DemoServer) -> None:
        _, writer = await _playing(server)
        assert len(server._connections) == 1
        writer.close()
        await asyncio.gather(*server._connections)

    with_server(promise)


@pytest.mark.usefixtures("endless")
def test_stop_cuts_a_running_play_short() -> None:
    async def promise(server: DemoServer) -> None:
        reader, writer = await _playing(server)
        await server.stop()
        rest = await reader.read()
        assert b"STOP" not in rest
        assert not rest.endswith(b"0\r\n\r\n"), "the framing must show that it was cut"
        writer.close()
        await writer.wait_closed()

    with_server(promise)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),  # no Host
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000, b"431"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
    ],
)
def test_what_is_no_http_is_refused_in_googles_shape(request_bytes: bytes, status: bytes) -> None:
    async def promise(server: DemoServer) -> None:
        answer = await _raw(server, request_bytes)
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert b'"error": {' in answer

    with_server(promise)


def test_a_body_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_BODY_BYTES", 1000)

    async def promise(server: DemoServer) -> None:
        head = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n"
        answer = await _raw(server, head + b"x" * 2000)
        assert answer.startswith(b"HTTP/1.1 413")

    with_server(promise)


def test_a_client_that_says_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_IDLE_S", 0.05)

    async def promise(server: DemoServer) -> None:
        assert await _raw(server, b"POST /x HTTP/1.1\r\nHost") == b""
        assert not server._connections

    with_server(promise)


def _narrowed(server: DemoServer) -> None:
    """Give the connections to come the smallest buffers that the system allows."""
    assert server._server is not None
    server._server.sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)


async def _asking_without_reading(server: DemoServer) -> socket.socket:
    """A client that asks for an answer of 200 KB and reads nothing of it."""
    host, port = server.base_url.removeprefix("http://").split(":")
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    client.setblocking(False)  # noqa: FBT003 (its only argument)
    await asyncio.get_running_loop().sock_connect(client, (host, int(port)))
    body = json.dumps(contents("an illustrated story")).encode()
    head = b"POST /models/m:generateContent HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    await asyncio.get_running_loop().sock_sendall(client, head % len(body) + body)
    await asyncio.sleep(0.05)
    return client


def test_a_client_that_does_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_SLOW_S", 0.2)

    async def promise(server: DemoServer) -> None:
        _narrowed(server)
        client = await _asking_without_reading(server)
        await asyncio.gather(*server._connections)
        client.close()

    with_server(promise)


def test_stop_does_not_wait_for_a_client_that_does_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "_SLOW_S", 3600)

    async def promise(server: DemoServer) -> None:
        _narrowed(server)
        client = await _asking_without_reading(server)
        await server.stop()
        client.close()

    with_server(promise)


def test_a_client_that_waits_for_100_continue_gets_it() -> None:
    async def promise(server: DemoServer) -> None:
        body = b'{"contents":[{"parts":[{"text":"hi"}]}]}'
        head = (
            b"POST /v1/models/m:generateContent HTTP/1.1\r\nHost: x\r\n"
            b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        host, port = server.base_url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head)
        assert (await reader.readline()).startswith(b"HTTP/1.1 100")
        await reader.readline()
        writer.write(body)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()
        await writer.wait_closed()

    with_server(promise)


def test_only_so_many_connections_are_held() -> None:
    async def promise(server: DemoServer) -> None:
        host, port = server.base_url.removeprefix("http://").split(":")
        opened = [await asyncio.open_connection(host, int(port)) for _ in range(70)]
        await until(lambda: len(server._connections) == 64)
        for _, writer in opened:
            writer.close()
        await asyncio.gather(
            *(writer.wait_closed() for _, writer in opened), return_exceptions=True
        )

    with_server(promise)
