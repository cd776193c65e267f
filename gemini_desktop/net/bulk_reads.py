"""Many small HTTP chunks as one: a stream below httpx that makes a read cost once, not per event.

Gemini's servers send each event as an HTTP chunk of its own, and h11 takes 7 us for each, about as
much as all that we do with it. Here the chunks that one read of the socket brought are handed on
as a single chunk, at once: h11 sees a shorter way to write the same body. Pool, TLS, proxies,
keep-alive, time-outs and all judgement of what is valid stay with httpx and h11, for whatever is
not plain (chunk extensions, trailers, anything malformed) passes through as it came.

Weighed: where events come faster than they are read, an event costs httpx 1.4 us instead of 7.8,
and all of us 8 instead of 29, for a read of one event pays for time stamp, tape and loop alone. An
answer that comes at a model's pace gains nothing. The price is these 200 lines and one private name
of httpx; where that is missing all works as without. Over real sockets both say the same of twenty
kinds of replies whole, cut, dripped, encrypted, through a proxy (`tests/net/test_bulk_transport`).
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

import httpcore
import httpx

from gemini_desktop.net import connecting
from gemini_desktop.net.arrival import age_ns

READ_NS = "gemini_desktop.read_ns"
"""A stream's extra info: when its last bytes came, on the monotonic clock."""
LOOKED_UP_NS = "gemini_desktop.looked_up_ns"
"""The same: when its host's name was known, None where there was nothing to look up."""
_MAX_HEAD = 128 * 1024
# As h11 finds the end of a head.
_blank_line = re.compile(rb"\n\r?\n").search
_status = re.compile(rb"HTTP/1\.1 ([1-5])([0-9]{2})[ \r\n]").match
_is_chunked = re.compile(rb"(?i)\ntransfer-encoding:[ \t]*chunked[ \t]*\r?\n").search
_first_size = re.compile(rb"([0-9a-fA-F]{1,15})\r\n").match
_next_size = re.compile(rb"\r\n([0-9a-fA-F]{1,15})\r\n").match
_may_become_first = re.compile(rb"[0-9a-fA-F]{0,15}\r?").fullmatch
_may_become_next = re.compile(rb"\r?|\r\n[0-9a-fA-F]{0,15}\r?").fullmatch


class _State(Enum):
    HEAD = auto()
    CHUNKS = auto()
    AS_IT_COMES = auto()


class Rechunker:
    """Rewrites the bytes of one connection, response after response."""

    def __init__(self) -> None:
        self._state = _State.HEAD
        self._head = b""
        self._held = b""  # of a chunk's size that is not whole
        self._left = 0  # bytes of the open chunk to come
        self._first = True

    def request_begins(self) -> None:
        """The next bytes are those of another response."""
        self._state = _State.HEAD
        self._head = self._held = b""
        self._left = 0
        self._first = True

    def feed(self, data: bytes) -> bytes:
        """The same body in fewer chunks. Empty where only a part of a chunk's size has come, which
        is not the end of the stream."""
        if self._state is _State.CHUNKS:
            return self._chunks(data)
        return self._heads(data) if self._state is _State.HEAD else data

    def close(self) -> bytes:
        """What is held, when the connection ended; the line end of the chunk before, without which
        h11 knows that chunk already, is no part of it."""
        held, self._held = self._held, b""
        return held if self._first else held[2:]

    def _heads(self, data: bytes) -> bytes:
        """Pass on heads as they come; the bytes after the last are the body."""
        passed = len(self._head)
        seen = self._head + data
        begin = 0
        while end := _blank_line(seen, begin):
            head = seen[begin : end.end()]
            begin = end.end()
            status = _status(head)
            if status is None or status[1] != b"1":
                break
        else:
            self._head = seen[begin:]
            if len(self._head) > _MAX_HEAD:
                self._state = _State.AS_IT_COMES
            return data
        self._head = b""
        if status is None or status[0].split()[1] in (b"204", b"304") or not _is_chunked(head):
            self._state = _State.AS_IT_COMES
            return data
        self._state = _State.CHUNKS
        return seen[passed:begin] + self._chunks(seen[begin:])

    def _chunks(self, data: bytes) -> bytes:
        if self._held:
            data = self._held + data
            self._held = b""
        pieces: list[bytes] = []
        place = min(self._left, len(data))
        if place:
            pieces.append(data[:place])
        self._left -= place
        size_at = _first_size if self._first else _next_size
        length = len(data)
        while place < length:
            found = size_at(data, place)
            if found is None:
                return _as_chunk(pieces) + self._not_a_size(data[place:])
            size = int(found[1], 16)
            if not size:  # the last chunk; trailers may follow
                self._state = _State.AS_IT_COMES
                return _as_chunk(pieces) + b"0\r\n" + data[found.end() :]
            start = found.end()
            place = start + size
            pieces.append(data[start:place])
            size_at = _next_size
            self._first = False
        self._left += place - length
        return _as_chunk(pieces)

    def _not_a_size(self, rest: bytes) -> bytes:
        if (_may_become_first if self._first else _may_become_next)(rest):
            self._held = rest
            return b""
        self._state = _State.AS_IT_COMES
        if self._first:
            return rest
        # Without its line end the chunk before was malformed: h11 must see a size that is none.
        return rest[2:] if rest.startswith(b"\r\n") else b"?\r\n" + rest


def _as_chunk(pieces: list[bytes]) -> bytes:
    payload = b"".join(pieces)
    return b"%x\r\n%b\r\n" % (len(payload), payload) if payload else b""


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream, looked_up_ns: int | None = None) -> None:
        self._inner = inner
        self._looked_up_ns = looked_up_ns
        self._rechunker = Rechunker()
        self._socket = inner.get_extra_info("socket")
        self._read_ns: int | None = None
        self._earliest_ns = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while data := await self._inner.read(max_bytes, timeout):
            # Here, and not where the records are made: h11 may take its time over what came.
            came_ns = time.monotonic_ns() - age_ns(self._socket)
            self._read_ns = self._earliest_ns = max(came_ns, self._earliest_ns)
            if rewritten := self._rechunker.feed(data):
                return rewritten
        return self._rechunker.close()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._rechunker.request_begins()
        self._earliest_ns = time.monotonic_ns()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))
        except asyncio.CancelledError:  # httpcore closes the socket for its own errors alone
            await self._inner.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == READ_NS:
            return self._read_ns
        if info == LOOKED_UP_NS:
            return self._looked_up_ns
        return self._inner.get_extra_info(info)


class _Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if connecting.is_address(host) or local_address is not None:
            return _Stream(
                await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
            )

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            return await self._inner.connect_tcp(address, port, None, None, socket_options)

        try:
            async with asyncio.timeout(timeout):
                places = await connecting.addresses(host, port)
                looked_up_ns = time.monotonic_ns()
                stream = await connecting.first_open(connect, places)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        return _Stream(stream, looked_up_ns)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.connect_unix_socket(path, timeout, socket_options))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def in_bulk(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Let all connections of the client, also those through proxies, read in bulk.

    httpx has no public way to give its pool a network backend. Where a later version keeps it
    elsewhere, the client stays as it is: slower, and as right as before.
    """
    transports = [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if isinstance(backend, httpcore.AsyncNetworkBackend):
            pool._network_backend = _Backend(backend)  # type: ignore[union-attr]  # noqa: SLF001
    return client
