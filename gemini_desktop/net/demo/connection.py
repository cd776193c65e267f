"""One client of the demo server: HTTP/1.1 requests in, replies out at their own pace.

h11 parses and frames; when a byte goes out is decided here, one write a beat. Nothing that a client
does or leaves undone costs more than a bounded time and memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

import h11
import msgspec

from gemini_desktop.net.demo.refusal import Refusal, refusal_reply
from gemini_desktop.net.demo.reply import Reply

MAX_BODY_BYTES = 64 * 1024 * 1024
_MAX_HEAD_BYTES = 64 * 1024
_MAX_AHEAD_BYTES = 64 * 1024  # of the next request, sent before this one is answered
_READ_BYTES = 64 * 1024
_IDLE_S = 60.0
_SLOW_S = 30.0


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A whole request. `path` is percent-decoded, the keys of `headers` are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


class Connection:
    """Serves one connection until either side is done with it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pace: float
    ) -> None:
        """`pace` stretches all pauses; 0 leaves them out."""
        self._reader = reader
        self._writer = writer
        self._pace = pace
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD_BYTES)
        self._ahead = 0

    async def serve(self, respond: Callable[[Request], Reply]) -> None:
        """Answer request after request; returns when the connection is over, whatever ended it."""
        try:
            await self._serve(respond)
            self._writer.close()
            async with asyncio.timeout(_SLOW_S):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            pass  # the client left, or was too slow: there is nobody to tell
        finally:
            self._writer.transport.abort()  # drops what a cancelled play has not sent yet

    async def _serve(self, respond: Callable[[Request], Reply]) -> None:
        while True:
            try:
                request = await self._request()
            except h11.RemoteProtocolError as error:
                await self._refuse(error.error_status_hint, str(error))
                return
            except Refusal as refusal:
                await self._refuse(refusal.status, refusal.message)
                return
            if request is None:
                return
            await self._send(respond(request), with_body=request.method != "HEAD")
            if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                return
            self._http.start_next_cycle()
            self._ahead = 0

    async def _request(self) -> Request | None:
        head: h11.Request | None = None
        body: list[bytes] = []
        size = 0
        while True:
            match await self._next_event():
                case h11.Request() as head:
                    pass
                case h11.Data() as data:
                    size += len(data.data)
                    if size > MAX_BODY_BYTES:
                        raise Refusal(413, f"The request is larger than {MAX_BODY_BYTES} bytes.")
                    body.append(bytes(data.data))
                case h11.EndOfMessage() if head is not None:
                    return _request(head, b"".join(body))
                case _:  # ConnectionClosed
                    return None

    async def _next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]
            if self._http.they_are_waiting_for_100_continue:
                await self._write(h11.InformationalResponse(status_code=100, headers=[]))
            async with asyncio.timeout(_IDLE_S):
                self._http.receive_data(await self._reader.read(_READ_BYTES))

    async def _refuse(self, status: int, message: str) -> None:
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            reply = refusal_reply(Refusal(status, message))
            await self._send(reply, with_body=True, last=True)

    async def _send(self, reply: Reply, *, with_body: bool, last: bool = False) -> None:
        await self._pause(reply.head_pause_s)
        await self._write(h11.Response(status_code=reply.status, headers=_headers(reply, last)))
        if with_body:
            for pause_s, data in reply.beats:
                await self._pause(pause_s)
                await self._write(h11.Data(data=data))
        if reply.cut:
            self._http.send_failed()
        else:
            await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            async with asyncio.timeout(_SLOW_S):
                await self._writer.drain()

    async def _pause(self, seconds: float) -> None:
        """Wait, with an ear at the connection: a client that leaves ends the play at once."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds * self._pace
        await asyncio.sleep(0)
        if self._reader.at_eof():
            raise ConnectionResetError("the client left")
        while (left := deadline - loop.time()) > 0:
            try:
                async with asyncio.timeout(left):
                    data = await self._reader.read(_READ_BYTES)
            except TimeoutError:
                return
            self._ahead += len(data)
            if not data or self._ahead > _MAX_AHEAD_BYTES:
                raise ConnectionResetError("the client left, or sends without listening")
            self._http.receive_data(data)


def _headers(reply: Reply, last: bool) -> list[tuple[str, str]]:
    headers = [("Content-Type", reply.content_type), ("Server", "gemini-desktop demo")]
    if reply.length is not None:
        headers.append(("Content-Length", str(reply.length)))
    if reply.length is None or last:
        headers.append(("Connection", "close"))
    return [*headers, *reply.headers]


def _request(head: h11.Request, body: bytes) -> Request:
    target = urlsplit(head.target.decode("latin-1"))
    return Request(
        method=head.method.decode("ascii"),
        path=unquote(target.path),
        query=dict(parse_qsl(target.query, keep_blank_values=True)),
        headers={key.decode("latin-1"): value.decode("latin-1") for key, value in head.headers},
        body=body,
    )
