"""Chunks handed on in bulk are the same answer to h11: same head, body, trailers, end or error."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import h11
import httpcore
import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gemini_desktop.net.bulk_reads import Rechunker, in_bulk
from gemini_desktop.net.exchange import new_client
from tests.net.test_exchange import serving
from tests.support import RunCoroutine

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def chunked(*bodies: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(body), body) for body in bodies)


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    """The data in reads that end at these places."""
    ends = sorted({place % (len(data) + 1) for place in places} | {len(data)})
    return [data[a:b] for a, b in zip([0, *ends], ends, strict=False) if a < b]


def read_by_h11(reads: Iterable[bytes]) -> tuple[list[object], bytes, str]:
    """What a client sees: heads and trailers, the body, and how it ended."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="POST", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    seen: list[object] = []
    body = b""
    try:
        for read in [*reads, b""]:
            connection.receive_data(read)
            while (event := connection.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                if isinstance(event, h11.Data):
                    body += event.data
                elif isinstance(event, h11.ConnectionClosed):
                    return seen, body, "closed"
                else:
                    seen.append(event)
                    if isinstance(event, h11.EndOfMessage):
                        return seen, body, "whole"
    except h11.RemoteProtocolError:
        return seen, body, "malformed"
    return seen, body, "open"


def rewritten(reads: Iterable[bytes]) -> list[bytes]:
    """As the stream hands them on: never an empty read before the end."""
    rechunker = Rechunker()
    out = [rechunker.feed(read) for read in reads]
    return [data for data in [*out, rechunker.close()] if data]


bodies = st.lists(st.binary(min_size=1, max_size=300), max_size=12)
places = st.lists(st.integers(0, 5000), max_size=12)


@given(bodies, places)
def test_the_body_is_the_same_however_it_is_cut(parts: list[bytes], at: list[int]) -> None:
    reads = cut(HEAD + chunked(*parts) + END, at)
    seen, body, ended = read_by_h11(rewritten(reads))
    assert (body, ended) == (b"".join(parts), "whole")
    assert seen == read_by_h11(reads)[0]


@given(bodies, places, st.integers(0, 5000))
def test_a_cut_answer_is_as_cut_as_before(parts: list[bytes], at: list[int], end: int) -> None:
    data = HEAD + chunked(*parts) + END
    reads = cut(data[: end % len(data)], at)
    assert read_by_h11(rewritten(reads)) == read_by_h11(reads)


@given(bodies, st.integers(0, 5000), st.sampled_from([b"", b"x", b"\r\n", b"\n", b"7", b";", b"-"]))
@example([b"abc", b"def"], len(HEAD) + 6, b"")
def test_damage_is_judged_by_h11(parts: list[bytes], where: int, inserted: bytes) -> None:
    """One byte among the chunks replaced or removed: the same verdict, the same body before it."""
    data = bytearray(HEAD + chunked(*parts) + END)
    place = len(HEAD) + where % (len(data) - len(HEAD))
    data[place : place + 1] = inserted
    _, body, ended = read_by_h11([bytes(data)])
    _, our_body, our_end = read_by_h11(rewritten([bytes(data)]))
    assert our_end == ended
    assert our_body == body


@given(places)
def test_what_is_not_plain_passes_as_it_came(at: list[int]) -> None:
    for data in (
        HEAD + b"5;name=value\r\nhello\r\n" + END,
        HEAD + chunked(b"one") + b"5 \r\nhello\r\n" + END,
        HEAD + chunked(b"one") + b"0\r\nTrailer: yes\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n5\r\nhello\r\n0\r",
        b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\n\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n" + chunked(b"one") + END,
        b"HTTP/1.0 200 OK\r\n\r\n" + chunked(b"one"),
        b"\x05\x00\x00\x01 no HTTP at all \r\n\r\n",
    ):
        reads = cut(data, at)
        assert read_by_h11(rewritten(reads)) == read_by_h11(reads)


def test_many_chunks_become_one() -> None:
    reads = rewritten([HEAD + chunked(b"a", b"b", b"c"), chunked(b"d", b"e"), END])
    assert reads == [HEAD + chunked(b"abc"), chunked(b"de"), END]


def test_nothing_waits_for_the_end_of_a_chunk() -> None:
    rechunker = Rechunker()
    assert rechunker.feed(HEAD + b"a\r\nhell") == HEAD + b"4\r\nhell\r\n"
    assert rechunker.feed(b"o ") == b"2\r\no \r\n"
    assert rechunker.feed(b"you!\r\n2\r") == b"4\r\nyou!\r\n"
    assert rechunker.feed(b"\n") == b""
    assert rechunker.feed(b"ab") == b"2\r\nab\r\n"


def test_an_early_hint_comes_before_the_answer() -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    for reads in (
        [hint + HEAD + chunked(b"a", b"b") + END],
        [hint, HEAD, chunked(b"a", b"b"), END],
    ):
        seen, body, ended = read_by_h11(rewritten(reads))
        assert (body, ended, len(seen)) == (b"ab", "whole", 3)


def test_the_next_response_on_a_connection_is_read_anew() -> None:
    rechunker = Rechunker()
    for answer in (
        HEAD + chunked(b"a", b"b") + END,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
    ):
        rechunker.request_begins()
        assert read_by_h11([rechunker.feed(answer)])[2] == "whole"


def test_a_head_without_end_is_passed_on() -> None:
    rechunker = Rechunker()
    line = b"X-Padding: " + b"x" * 1000 + b"\r\n"
    out = b"".join(rechunker.feed(data) for data in [b"HTTP/1.1 200 OK\r\n", *[line] * 200])
    assert out == b"HTTP/1.1 200 OK\r\n" + line * 200


def backend_of(transport: Any) -> Any:
    return transport._pool._network_backend


def test_all_connections_of_a_client_read_in_bulk(
    run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those through a proxy too. It fails where httpx keeps its backend elsewhere: then
    `in_bulk` does nothing, and an event costs half as much again."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    async def main() -> None:
        async with new_client() as client:
            transports = [client._transport, *client._mounts.values()]
            assert len(transports) >= 5
            for transport in filter(None, transports):
                assert type(backend_of(transport)).__module__ == "gemini_desktop.net.bulk_reads"

    run_async(main())


def test_a_client_that_keeps_its_backend_elsewhere_stays_as_it_is(run_async: RunCoroutine) -> None:
    async def main() -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, text="still here"))
        async with in_bulk(httpx.AsyncClient(transport=transport)) as client:
            assert (await client.get("http://x/")).text == "still here"

    run_async(main())


def test_reads_and_keep_alive_over_a_socket(run_async: RunCoroutine) -> None:
    """Sixty chunks in one write are one read, and the connection serves the next request."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            writer.write(HEAD + chunked(*[b"data: x\n\n"] * 60) + END)
            await writer.drain()
            await reader.readuntil(b"\r\n\r\n")

    async def main() -> None:
        async with serving(serve) as port, new_client() as client:
            for _ in range(3):
                async with client.stream("GET", f"http://127.0.0.1:{port}/") as response:
                    reads = [data async for data in response.aiter_raw()]
                assert b"".join(reads) == b"data: x\n\n" * 60
                assert len(reads) <= 3
            assert connections == 1

    run_async(main())


class Plain(httpcore.AsyncNetworkStream):
    """A stream that tells what was asked of it."""

    def __init__(self, reads: list[bytes]) -> None:
        self.reads = reads
        self.tls = ""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.reads.pop(0) if self.reads else b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.tls = server_hostname or ""
        return Plain([HEAD + chunked(b"a", b"b")])


class Hands(httpcore.AsyncNetworkBackend):
    """A backend whose connections are `Plain`."""

    def __init__(self, stream: Plain) -> None:
        self.stream = stream

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        return self.stream

    async def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        return self.stream

    async def sleep(self, seconds: float) -> None:
        pass


def test_an_encrypted_connection_reads_in_bulk_too(run_async: RunCoroutine) -> None:
    async def main() -> None:
        plain = Plain([])
        async with httpx.AsyncClient() as client:
            transport: Any = client._transport
            transport._pool._network_backend = Hands(plain)
            in_bulk(client)
            stream = await backend_of(transport).connect_tcp("127.0.0.1", 443)
            secure = await stream.start_tls(ssl.create_default_context(), "x")
            assert plain.tls == "x"
            assert await secure.read(65536) == HEAD + chunked(b"ab")
            assert await secure.read(65536) == b""

    run_async(main())


def test_half_a_size_is_no_end(run_async: RunCoroutine) -> None:
    async def main() -> None:
        plain = Plain([HEAD, b"3", b"\r", b"\nabc\r", b"\n0\r\n\r\n"])
        async with httpx.AsyncClient() as client:
            transport: Any = client._transport
            transport._pool._network_backend = Hands(plain)
            in_bulk(client)
            stream = await backend_of(transport).connect_unix_socket("/nowhere")
            await stream.write(b"GET / HTTP/1.1\r\n\r\n")
            reads = [await stream.read(65536) for _ in range(4)]
            assert reads == [HEAD, chunked(b"abc"), END, b""]
            await stream.aclose()

    run_async(main())
