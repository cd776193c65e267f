"""One attempt: a request, its response head, and the reads of its body, told as records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

import httpx
import msgspec

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent, ResponseStarted
from gemini_desktop.core.errors import Failure, GeminiDesktopError, LimitExceeded
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.redact import masked_headers, masked_text, masked_url
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.net import failures, route
from gemini_desktop.net.bulk_reads import READ_NS
from gemini_desktop.net.content_coding import ContentCoding
from gemini_desktop.net.patience import Patience, Wait
from gemini_desktop.net.phases import Phases

TURN_S = 0.004
"""The longest that reads are worked on before other work gets its turn."""
DONE_GRACE_S = 1.0
"""How long a server may keep the connection open after its end mark."""
OVER_GRACE_S = 5.0
"""How long it may say nothing more after the last event that matters."""
REFUSAL_S = 5.0
"""How long the body of a refusal is read."""
_FIRST_REFUSAL = 300  # a redirect, which is not followed, has a body of no use either


HEADERS = "headers_as_they_came"


async def stay(response: httpx.Response) -> None:
    """A hook of the client: httpx reads the address of a redirect also where it shall not follow
    it, and raises where that is none; so it does not get to see it."""
    if response.has_redirect_location:
        response.extensions[HEADERS] = response.headers.copy()
        del response.headers["location"]


class Progress(Enum):
    """What a record brought, for the time limits: nothing new, an event, the one after which none
    need follow (all candidates finished, an error), or the end mark."""

    NOTHING = auto()
    EVENT = auto()
    OVER = auto()
    DONE = auto()


Sink = Callable[[Record], Progress]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of an answer is taken, in bytes after decompression."""

    max_body_bytes: int = 2 << 30
    max_error_body_bytes: int = 256 << 10
    """Of a refusal, and of a body that cannot be decoded: what is more is not read."""
    max_read_bytes: int = 128 << 10


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What all attempts of one exchange share. `zero_ns` is when it began, on the monotonic
    clock."""

    client: httpx.AsyncClient
    request: HttpRequest
    sink: Sink
    profile: Profile
    secrets: tuple[str, ...]
    limits: Limits
    zero_ns: int

    def now(self) -> int:
        """Nanoseconds since it began."""
        return time.monotonic_ns() - self.zero_ns

    @property
    def host(self) -> str:
        """Whom the words for the user name: host and port, never a user or a key."""
        try:
            url = httpx.URL(self.request.url)
        except httpx.InvalidURL:
            return masked_url(self.request.url)
        return url.netloc.decode("ascii", "replace").rpartition("@")[2] or masked_url(str(url))


class Attempt:
    """One attempt at an errand."""

    def __init__(self, errand: Errand, number: int, until: float | None) -> None:
        """`number` counts from 1; `until` is when the whole errand must be over (loop time)."""
        self._errand = errand
        self._number = number
        self._until = until
        self._began_ns = errand.now()
        self._patience = Patience()
        self._phases = Phases(errand.now, errand.sink)
        self._answered = False
        self._done = self._over = False
        self._evented = False
        self._limit = errand.limits.max_body_bytes
        self._received = 0
        self._undecoded: Failure | None = None
        self._stopped: Failure | None = None

    async def run(self) -> Failure | None:
        """Send, and read to the end; None where it ended by itself.

        Raises CancelledError alone, but for faults of this program.
        """
        try:
            async with self._patience:
                self._patience.until(Wait.WHOLE, self._until)
                self._patience.allow(Wait.NEXT_EVENT, self._timeouts.stall_s)
                return await self._stream()
        except TimeoutError:
            return self._gave_up(self._patience.over)
        except GeminiDesktopError as error:
            return error.failure
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            return self._failure(error)

    async def _stream(self) -> Failure | None:
        errand, timeouts = self._errand, self._timeouts
        request = errand.client.build_request(
            errand.request.method,
            errand.request.url,
            headers=list(errand.request.headers),
            content=errand.request.body,
            timeout=httpx.Timeout(
                timeouts.silence_s, connect=_first(timeouts.connect_s, timeouts.silence_s)
            ),
            extensions={"trace": self._traced},
        )
        self._record_request(request)
        response = await errand.client.send(request, stream=True)
        try:
            self._record_response(response)
            return await self._read(response)
        finally:
            # Not awaited to its end when cancelled: the socket is closed at once all the same.
            await response.aclose()

    async def _traced(self, name: str, info: dict[str, Any]) -> None:
        """Told by httpcore where it is: once the request is out, the wait for an answer begins.

        The limit on silence would not do: a head that drips in for ever is never silent.
        """
        self._phases.heard(name, info)
        if name.endswith("send_request_body.complete"):
            self._patience.allow(Wait.HEAD, self._timeouts.silence_s)
            self._patience.allow(Wait.FIRST_EVENT, self._timeouts.first_event_s)

    async def _read(self, response: httpx.Response) -> Failure | None:
        coding = ContentCoding(
            response.headers.get("content-encoding", ""), self._errand.limits.max_read_bytes
        )
        if response.status_code >= _FIRST_REFUSAL or coding.failure is not None:
            self._limit = self._errand.limits.max_error_body_bytes
            self._patience.allow(Wait.REFUSAL, REFUSAL_S)
            self._undecoded = coding.failure
        turn_began = time.monotonic()
        # Left only from inside its own await: a loop that is broken off leaves httpx's generators
        # to the garbage collector, which would close them in tasks of its own.
        async for data in response.aiter_raw():
            if self._stopped is None:
                self._take(data, coding, self._read_ns(response))
            now = time.monotonic()
            if now - turn_began > TURN_S and self._stopped is None:
                await _give_way()
                turn_began = time.monotonic()
        return self._stopped or coding.close()

    def _read_ns(self, response: httpx.Response) -> int:
        """When what is being looked at came from the connection, in nanoseconds since the exchange
        began; now, where the connection cannot say."""
        stream = response.extensions.get("network_stream")
        read_ns = stream.get_extra_info(READ_NS) if stream is not None else None
        return self._errand.now() if read_ns is None else read_ns - self._errand.zero_ns

    def _take(self, data: bytes, coding: ContentCoding, t_ns: int) -> None:
        try:
            for piece in coding.feed(data):
                if coding.failure is not None:
                    self._limit = min(
                        self._limit, self._received + self._errand.limits.max_error_body_bytes
                    )
                room = self._limit - self._received
                taken = piece if len(piece) <= room else piece[:room]
                self._received += len(taken)
                if taken:
                    read = BytesReceived(t_ns=t_ns, data=taken)
                    self._progressed(self._errand.sink(read))
                if len(taken) < len(piece):
                    raise LimitExceeded(coding.failure or self._too_large())
        except GeminiDesktopError as error:
            self._stopped = error.failure
            self._patience.allow(Wait.STOPPED, 0)

    def _record_request(self, request: httpx.Request) -> None:
        errand = self._errand
        errand.sink(
            RequestSent(
                t_ns=errand.now(),
                unix_ns=time.time_ns(),
                method=request.method,
                url=masked_text(masked_url(str(request.url)), errand.secrets),
                headers=masked_headers(_header_pairs(request.headers), errand.secrets),
                body=errand.request.body,
                attempt=self._number,
                protocol=errand.profile.protocol,
                profile=errand.profile.name,
                model=errand.profile.model,
            )
        )

    def _record_response(self, response: httpx.Response) -> None:
        self._answered = True
        self._patience.allow(Wait.HEAD, None)
        self._errand.sink(
            ResponseStarted(
                t_ns=self._read_ns(response),
                status=response.status_code,
                reason=response.reason_phrase,
                http_version=response.http_version,
                headers=masked_headers(
                    _header_pairs(response.extensions.get(HEADERS, response.headers)),
                    self._errand.secrets,
                ),
            )
        )

    def _progressed(self, progress: Progress) -> None:
        """After an event the stall limit counts anew; after the end mark the server gets a moment
        to close, and then we do."""
        if self._done or progress is Progress.NOTHING:
            return
        if not self._evented:
            self._evented = True
            self._patience.allow(Wait.FIRST_EVENT, None)
        if progress is Progress.DONE:
            self._done = True
            self._patience.allow(Wait.NEXT_EVENT, None)
            self._patience.allow(Wait.CLOSE, DONE_GRACE_S)
        elif progress is Progress.OVER or self._over:
            self._over = True
            stall = self._timeouts.stall_s
            self._patience.allow(Wait.NEXT_EVENT, min(stall or OVER_GRACE_S, OVER_GRACE_S))
        elif (stall := self._timeouts.stall_s) is not None:
            self._patience.allow(Wait.NEXT_EVENT, stall)

    @property
    def _timeouts(self) -> Timeouts:
        return self._errand.profile.timeouts

    def _gave_up(self, wait: Wait | None) -> Failure | None:
        if self._stopped is not None or self._undecoded is not None:
            return self._stopped or self._undecoded
        if wait in (Wait.CLOSE, Wait.REFUSAL):
            return None
        return failures.out_of_patience(
            wait or Wait.WHOLE,
            host=self._errand.host,
            elapsed_s=(self._errand.now() - self._began_ns) / 1e9,
            timeouts=self._timeouts,
        )

    def _too_large(self) -> Failure:
        return failures.too_large(self._errand.host, self._limit)

    def _failure(self, error: BaseException) -> Failure:
        if self._undecoded is not None:
            return self._undecoded
        failure = failures.failure(
            error,
            host=self._errand.host,
            elapsed_s=(self._errand.now() - self._began_ns) / 1e9,
            answered=self._answered,
            proxy=route.proxy_for(route.of(self._errand.profile), self._errand.request.url),
        )
        detail = masked_text(masked_url(failure.detail), self._errand.secrets)
        return msgspec.structs.replace(failure, detail=detail)


async def _give_way() -> None:
    """Let others run. Being cancelled here is put off to the next read (see `Attempt._read`)."""
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None:
            raise
        task.uncancel()
        task.cancel()


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _header_pairs(headers: httpx.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw]
