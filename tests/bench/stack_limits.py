"""What no client can beat: bare `recv`, and httpx without anything done to the bytes."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker import Read

if TYPE_CHECKING:
    import httpx

PATH = "/v1beta/models/bench:streamGenerateContent?alt=sse"


def by_socket() -> Read:
    """Bare recv until the peer is done; an event is what ends with a blank line."""

    def read(base: str) -> int:
        url = urlsplit(base)
        with socket.create_connection((url.hostname or "", url.port or 80)) as connection:
            head = f"POST {url.path}{PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}"
            connection.sendall(head.encode())
            last = b""
            events = 0
            while not last.endswith(b"\r\n0\r\n\r\n"):
                data = connection.recv(65536)
                events += data.count(b"\n\n")
                last = last[-16:] + data[-16:]
        return events

    return read


def by_httpx() -> Read:
    """Raw bytes of httpx on asyncio."""
    import httpx

    return _reading(httpx.AsyncClient())


def by_httpx_in_bulk() -> Read:
    """The same with our transport below it."""
    import httpx

    from gemini_desktop.net.bulk_reads import in_bulk

    return _reading(in_bulk(httpx.AsyncClient()))


def _reading(client: httpx.AsyncClient) -> Read:
    loop = asyncio.new_event_loop()

    async def read(base: str) -> int:
        events = 0
        async with client.stream("POST", base + PATH, content=b"{}", timeout=60.0) as response:
            async for data in response.aiter_raw():
                events += data.count(b"\n\n")
        return events

    return lambda base: loop.run_until_complete(read(base))
