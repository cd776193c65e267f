"""Over real sockets, httpx reading in bulk does what httpx alone does with the same bytes.

Each scenario is a server that answers every request on a connection with one scripted reply. Both
clients ask twice; what they saw, and over how many connections, must be equal.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from gemini_desktop.net.bulk_reads import in_bulk
from tests.net.test_route import certificate
from tests.support import RunCoroutine

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
BODY = b"3\r\nabc\r\n4\r\ndefg\r\n"
END = b"0\r\n\r\n"

REPLIES = {
    "chunked": CHUNKED + BODY + END,
    "content length": b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabcdefg",
    "content length and connection close": (
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 7\r\n\r\nabcdefg"
    ),
    "connection close": CLOSING + BODY + END,
    "until the connection closes": b"HTTP/1.0 200 OK\r\n\r\nabcdefg",
    "trailers": CHUNKED + BODY + b"0\r\nX-Sum: 7\r\nX-More: yes\r\n\r\n",
    "chunk extensions": CHUNKED + b"3;a=b\r\nabc\r\n4;c\r\ndefg\r\n" + END,
    "a blank before an extension": CHUNKED + BODY + b"4 ; c\r\ndefg\r\n" + END,
    "sizes in capitals and with zeros": CHUNKED + b"0003\r\nabc\r\n0A\r\n0123456789\r\n" + END,
    "no size": CHUNKED + BODY + b"xyz\r\nabc\r\n" + END,
    "a size below zero": CHUNKED + BODY + b"-1\r\nabc\r\n" + END,
    "an endless size": CHUNKED + BODY + b"1" * 30 + b"\r\nabc\r\n" + END,
    "a chunk without its line end": CHUNKED + b"3\r\nabc4\r\ndefg\r\n" + END,
    "bare line feeds": CHUNKED + b"3\nabc\n4\ndefg\n0\n\n",
    "garbage after the end": CHUNKED + BODY + END + b"garbage",
    "another response after the end": CHUNKED + BODY + END + CHUNKED + BODY + END,
    "an empty body": CHUNKED + END,
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "an early hint": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + CHUNKED + BODY + END,
    "a refusal": CHUNKED.replace(b"200 OK", b"429 Too Many Requests") + BODY + END,
    "compressed": CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + BODY + END,
}
"""Those after which the server leaves the connection open."""
CUT = {
    "no end": CHUNKED + BODY,
    "in a chunk": CHUNKED + b"3\r\nabc\r\n9\r\ndefg",
    "in a size": CHUNKED + b"3\r\nabc\r\n9",
    "after a chunk's carriage return": CHUNKED + b"3\r\nabc\r",
    "in a trailer": CHUNKED + BODY + b"0\r\nX-Sum",
    "in the head": CHUNKED[:30],
    "at once": b"",
}


class Script(NamedTuple):
    """What a server does for each request: a reply in pieces of a length, then close or not."""

    reply: bytes
    closes: bool = False
    piece: int = 1 << 20
    pause_s: float = 0.0


class Served(NamedTuple):
    """A running server: its port, and how many connections it has had."""

    port: int
    connections: list[int]


Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(connected: Connected, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that lets go of all its connections at the end; its port."""
    tasks: set[asyncio.Task[None]] = set()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await connected(reader, writer)
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    server = await asyncio.start_server(connect, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        await server.wait_closed()


@contextlib.asynccontextmanager
async def served(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Served]:
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(connections)
        connections.append(0)
        while not (script.closes and connections[number]):
            await reader.readuntil(b"\r\n\r\n")
            connections[number] += 1
            for start in range(0, len(script.reply), script.piece):
                writer.write(script.reply[start : start + script.piece])
                await writer.drain()
                await asyncio.sleep(script.pause_s)

    async with listening(serve, tls) as port:
        yield Served(port, connections)


class Seen(NamedTuple):
    """What a client saw of an answer: its head, its bytes, and how it ended."""

    head: tuple[int, str, list[tuple[bytes, bytes]]] | None
    body: bytes
    ended: str


async def seen(client: httpx.AsyncClient, url: str) -> Seen:
    head, body, ended = None, b"", "whole"
    try:
        async with client.stream("GET", url) as response:
            head = response.status_code, response.http_version, response.headers.raw
            async for data in response.aiter_raw():
                body += data
    except httpx.HTTPError as error:
        ended = type(error).__name__
    return Seen(head, body, ended)


def client(*, bulk: bool, **options: object) -> httpx.AsyncClient:
    made = httpx.AsyncClient(
        trust_env=False,
        timeout=httpx.Timeout(2.0, read=0.15),
        **options,  # type: ignore[arg-type]
    )
    return in_bulk(made) if bulk else made


async def both(
    script: Script, *, tls: ssl.SSLContext | None = None, **options: object
) -> tuple[list[Seen], list[int]]:
    """Two answers, and the requests of each connection: alike for both clients, or it fails."""
    found = []
    for bulk in (False, True):
        async with served(script, tls) as server, client(bulk=bulk, **options) as asked:
            url = f"{'https' if tls else 'http'}://127.0.0.1:{server.port}/"
            answers = [await seen(asked, url), await seen(asked, url)]
            found.append((answers, list(server.connections)))
    assert found[0] == found[1]
    return found[1]


@pytest.mark.parametrize("piece", [1 << 20, 7, 1])
@pytest.mark.parametrize("name", REPLIES)
def test_an_answer(name: str, piece: int, run_async: RunCoroutine) -> None:
    closes = name == "until the connection closes"
    answers, connections = run_async(both(Script(REPLIES[name], closes=closes, piece=piece)))
    assert len(answers) == 2
    if name in ("chunked", "content length", "chunk extensions", "trailers"):
        assert connections == [2], "the pool used the connection again"
    if name == "connection close":
        assert connections == [1, 1]


@pytest.mark.parametrize("piece", [1 << 20, 1])
@pytest.mark.parametrize("name", CUT)
def test_an_answer_that_breaks_off(name: str, piece: int, run_async: RunCoroutine) -> None:
    answers, _ = run_async(both(Script(CUT[name], closes=True, piece=piece)))
    assert all(answer.ended == "RemoteProtocolError" for answer in answers)


def test_a_server_that_falls_silent(run_async: RunCoroutine) -> None:
    """The read time-out counts from the last bytes, and what came before is there."""
    answers, connections = run_async(both(Script(CHUNKED + BODY + b"5\r\nhe")))
    assert [(answer.body, answer.ended) for answer in answers] == [
        (b"abcdefghe", "ReadTimeout")
    ] * 2
    assert connections == [1, 1], "a connection that timed out is not used again"


def test_bytes_that_drip_are_no_silence(run_async: RunCoroutine) -> None:
    answers, _ = run_async(both(Script(REPLIES["chunked"], piece=9, pause_s=0.05)))
    assert [answer.ended for answer in answers] == ["whole"] * 2


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context, and that of a client who trusts it."""
    file = tmp_path / "server.pem"
    file.write_bytes(certificate())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


@pytest.mark.parametrize("name", ["chunked", "trailers", "no size", "garbage after the end"])
def test_an_encrypted_answer(name: str, tls: Contexts, run_async: RunCoroutine) -> None:
    server, trusting = tls
    answers, connections = run_async(both(Script(REPLIES[name]), tls=server, verify=trusting))
    if name == "chunked":
        assert [answer.body for answer in answers] == [b"abcdefg"] * 2
        assert connections == [2]


@contextlib.asynccontextmanager
async def tunnelling() -> AsyncIterator[Served]:
    """A proxy that knows CONNECT alone."""
    connections: list[int] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(0)
        method, target, _ = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)
        assert method == b"CONNECT"
        host, _, port = target.decode().partition(":")
        from_there, to_there = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
        await asyncio.gather(pump(reader, to_there), pump(from_there, writer))

    async with listening(serve) as port:
        yield Served(port, connections)


def test_an_encrypted_answer_through_a_proxy(tls: Contexts, run_async: RunCoroutine) -> None:
    """CONNECT, its answer, TLS, two answers: one connection for all."""

    async def main() -> None:
        server, trusting = tls
        async with tunnelling() as proxy:
            answers, connections = await both(
                Script(REPLIES["chunked"]), tls=server, verify=trusting,
                proxy=f"http://127.0.0.1:{proxy.port}",
            )  # fmt: skip
            assert [answer.body for answer in answers] == [b"abcdefg"] * 2
            assert connections == [2]
            assert len(proxy.connections) == 2, "one of each client"

    run_async(main())
