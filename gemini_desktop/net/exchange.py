"""One request and its answer over httpx, told as capture records as they happen.

Every read is handed to a sink before anything else is done with it; the sink (the session) puts
it on the tape and decodes it. Whatever goes wrong ends in exactly one `Ended` record: this
function raises nothing but CancelledError, after the socket is closed and `Ended` recorded.
"""

from __future__ import annotations

import asyncio
import http.cookiejar
import logging
import time
import zlib
from collections.abc import Callable, Iterator
from enum import Enum, auto
from functools import partial

import anyio
import anyio.lowlevel
import httpx
import msgspec

from gemini_desktop import __version__
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.errors import Failure, GeminiDesktopError
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.redact import masked_headers, masked_text, masked_url
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.net import failures
from gemini_desktop.net.bulk_reads import in_bulk

TURN_S = 0.004
"""The longest that reads are worked on before other work gets its turn."""
DONE_GRACE_S = 1.0
"""How long a server may keep the connection open after its end mark."""


_BUG = Failure(
    kind="internal",
    message="A fault in this program ended the exchange.",
    advice="What had come is kept. Please report it, with the capture.",
)


class Progress(Enum):
    """What a record brought, for the time limits: nothing new, an event, or the end mark."""

    NOTHING = auto()
    EVENT = auto()
    DONE = auto()


Sink = Callable[[Record], Progress]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of an answer is taken, in bytes after decompression."""

    max_body_bytes: int = 2 << 30
    max_error_body_bytes: int = 256 << 10
    max_read_bytes: int = 128 << 10


def new_client() -> httpx.AsyncClient:
    """The program's one HTTP client. It costs 25 ms (the TLS context), so build it late, and in a
    thread where a window waits.

    It follows no redirect (they would carry a key to another host), keeps no cookie, asks for no
    compression, and never takes a proxy to this computer itself.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs whole URLs
    jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    tls = httpx.create_ssl_context()  # one for all, because of its price
    client = httpx.AsyncClient(
        verify=tls,
        follow_redirects=False,
        cookies=jar,
        headers={"User-Agent": f"gemini-desktop/{__version__}", "Accept-Encoding": "identity"},
        mounts={
            "all://127.0.0.1": httpx.AsyncHTTPTransport(verify=tls),
            "all://localhost": httpx.AsyncHTTPTransport(verify=tls),
            "all://[::1]": httpx.AsyncHTTPTransport(verify=tls),
        },
        limits=httpx.Limits(max_keepalive_connections=4),
    )
    return in_bulk(client)


def new_client_beside_a_window() -> httpx.AsyncClient:
    """`new_client` for a thread: also what the first request would else import on the window's
    loop (anyio's asyncio half, 18 ms) is there afterwards."""
    asyncio.run(anyio.lowlevel.checkpoint())
    return new_client()


async def exchange(
    client: httpx.AsyncClient,
    request: HttpRequest,
    sink: Sink,
    *,
    profile: Profile,
    secrets: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> Ended:
    """Send the request and hand each record to `sink`; the last one is the `Ended` returned.

    `secrets` are masked in what is recorded. The sink may raise a GeminiDesktopError to end the
    exchange with its failure.
    """
    run = _Run(client, request, sink, profile, secrets, limits or Limits())
    return await run.run()


class _Run:
    def __init__(
        self,
        client: httpx.AsyncClient,
        request: HttpRequest,
        sink: Sink,
        profile: Profile,
        secrets: tuple[str, ...],
        limits: Limits,
    ) -> None:
        self._client = client
        self._request = request
        self._sink = sink
        self._profile = profile
        self._secrets = secrets
        self._limits = limits
        self._zero_ns = time.monotonic_ns()
        self._answered = False
        self._done = False
        self._status = 200
        self._received = 0
        self._stopped: Failure | None = None

    async def run(self) -> Ended:
        ended = Ended(t_ns=0, how="failed", failure=_BUG)
        try:
            async with asyncio.timeout(None) as self._patience:
                self._progressed(Progress.EVENT)
                await self._stream()
            ended = Ended(t_ns=0, how="complete")
        except asyncio.CancelledError:
            ended = Ended(t_ns=0, how="cancelled")
            raise
        except TimeoutError:
            ended = self._gave_up()
        except GeminiDesktopError as error:
            ended = Ended(t_ns=0, how="failed", failure=error.failure)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            ended = Ended(t_ns=0, how="failed", failure=self._failure(error))
        finally:
            ended = msgspec.structs.replace(ended, t_ns=self._now())
            self._sink(ended)
        return ended

    async def _stream(self) -> None:
        silence = self._profile.timeouts.silence_s
        request = self._client.build_request(
            self._request.method,
            self._request.url,
            headers=list(self._request.headers),
            content=self._request.body,
            timeout=httpx.Timeout(silence),
        )
        self._record_request(request)
        response = await self._client.send(request, stream=True)
        try:
            self._record_response(response)
            await self._read(response)
        finally:
            # Not awaited to its end when cancelled: the socket is closed at once all the same.
            await response.aclose()

    async def _read(self, response: httpx.Response) -> None:
        pieces = _piecewise(response, self._limits.max_read_bytes)
        turn_began = time.monotonic()
        # Left only from inside its own await: a loop that is broken off leaves httpx's generators
        # to the garbage collector, which would close them in tasks of its own.
        async for data in response.aiter_raw():
            if self._stopped is None:
                self._take(data, pieces)
            now = time.monotonic()
            if now - turn_began > TURN_S and self._stopped is None:
                await _give_way()
                turn_began = time.monotonic()

    def _take(self, data: bytes, pieces: Callable[[bytes], Iterator[bytes]]) -> None:
        try:
            for piece in pieces(data):
                self._received += len(piece)
                self._progressed(self._sink(BytesReceived(t_ns=self._now(), data=piece)))
                self._check_size()
        except GeminiDesktopError as error:
            self._stopped = error.failure
            self._patience.reschedule(asyncio.get_running_loop().time())

    def _record_request(self, request: httpx.Request) -> None:
        self._sink(
            RequestSent(
                t_ns=self._now(),
                unix_ns=time.time_ns(),
                method=request.method,
                url=masked_text(masked_url(str(request.url)), self._secrets),
                headers=masked_headers(_header_pairs(request.headers), self._secrets),
                body=self._request.body,
                protocol=self._profile.protocol,
                profile=self._profile.name,
                model=self._profile.model,
            )
        )

    def _record_response(self, response: httpx.Response) -> None:
        self._answered = True
        self._status = response.status_code
        self._sink(
            ResponseStarted(
                t_ns=self._now(),
                status=response.status_code,
                reason=response.reason_phrase,
                http_version=response.http_version,
                headers=masked_headers(_header_pairs(response.headers), self._secrets),
            )
        )

    def _progressed(self, progress: Progress) -> None:
        """Moves the deadline: after an event the stall limit counts anew; after the end mark the
        server gets a moment to close, and then we do."""
        now = asyncio.get_running_loop().time()
        if progress is Progress.DONE and not self._done:
            self._done = True
            self._patience.reschedule(now + DONE_GRACE_S)
        elif progress is Progress.EVENT and not self._done:
            stall = self._profile.timeouts.stall_s
            if stall is not None:
                self._patience.reschedule(now + stall)

    def _gave_up(self) -> Ended:
        if self._stopped is not None:
            return Ended(t_ns=0, how="failed", failure=self._stopped)
        if self._done:
            return Ended(t_ns=0, how="complete")
        stall = self._profile.timeouts.stall_s
        failure = Failure(
            kind="timeout_stall",
            message=f"No event came from {self._host} for {stall:g} s.",
            advice="Try again, or allow a longer wait.",
            detail="only comments or nothing",
        )
        return Ended(t_ns=0, how="failed", failure=failure)

    def _check_size(self) -> None:
        limits = self._limits
        limit = limits.max_error_body_bytes if self._status >= 400 else limits.max_body_bytes
        if self._received > limit:
            raise GeminiDesktopError(
                Failure(
                    kind="body_too_large",
                    message=f"The answer of {self._host} is larger than {limit:,} bytes.",
                    advice="What had come is kept; ask for less.",
                )
            )

    def _failure(self, error: BaseException) -> Failure:
        failure = failures.failure(
            error,
            host=self._host,
            elapsed_s=self._now() / 1e9,
            answered=self._answered,
        )
        return msgspec.structs.replace(
            failure, detail=masked_text(masked_url(failure.detail), self._secrets)
        )

    @property
    def _host(self) -> str:
        try:
            url = httpx.URL(self._request.url)
        except httpx.InvalidURL:
            return masked_url(self._request.url)
        return url.netloc.decode("ascii", "replace").rpartition("@")[2] or masked_url(str(url))

    def _now(self) -> int:
        return time.monotonic_ns() - self._zero_ns


async def _give_way() -> None:
    """Let others run. Being cancelled here is put off to the next read (see `_Run._read`)."""
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None:
            raise
        task.uncancel()
        task.cancel()


def _piecewise(response: httpx.Response, most: int) -> Callable[[bytes], Iterator[bytes]]:
    """What turns a read of the response into pieces of at most `most` bytes, gzip undone.

    httpx's own decompression has no bound: 272 bytes on the wire became 2 GiB.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return partial(_cut, most)
    if coding in ("gzip", "x-gzip"):
        return partial(_unzipped, zlib.decompressobj(31), most)
    raise GeminiDesktopError(
        Failure(
            kind="content_coding",
            message=f"The answer is compressed as “{coding[:40]}”, which nobody asked for.",
            advice="Ask whoever runs the server or proxy to send it uncompressed.",
        )
    )


def _cut(most: int, data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), most):
        yield data[start : start + most] if len(data) > most else data


def _unzipped(unzip: zlib._Decompress, most: int, data: bytes) -> Iterator[bytes]:
    try:
        piece = unzip.decompress(data, most)
        while piece:
            yield piece
            piece = unzip.decompress(unzip.unconsumed_tail, most)
    except zlib.error as error:
        raise GeminiDesktopError(
            Failure(
                kind="bad_gzip",
                message="The answer says that it is gzip, and it is not.",
                advice="Ask whoever runs the server or proxy; what had come is kept.",
                detail=str(error) or "zlib.error",
            )
        ) from error


def _header_pairs(headers: httpx.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw]
