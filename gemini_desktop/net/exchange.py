"""One exchange over httpx, told as capture records as they happen: attempts, the waits between
them, and one end.

Every read is handed to a sink before anything else is done with it; the sink (the session) puts
it on the tape and decodes it. Whatever goes wrong ends in exactly one `Ended` record: this
function raises nothing but CancelledError, after the socket is closed and `Ended` recorded.
"""

from __future__ import annotations

import asyncio
import http.cookiejar
import logging
import time
from collections.abc import Awaitable, Callable

import anyio
import anyio.lowlevel
import httpx
import msgspec

from gemini_desktop import __version__
from gemini_desktop.core.capture import Ended, RetryScheduled
from gemini_desktop.core.errors import Failure, GeminiDesktopError
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.retry import Retry
from gemini_desktop.net import failures, route
from gemini_desktop.net.attempt import (
    DONE_GRACE_S,
    Attempt,
    Errand,
    Limits,
    Progress,
    Sink,
    stay,
)
from gemini_desktop.net.bulk_reads import in_bulk
from gemini_desktop.net.patience import Wait
from gemini_desktop.net.waits import Waits

__all__ = [
    "DONE_GRACE_S",
    "Limits",
    "Progress",
    "Sink",
    "exchange",
    "new_client",
    "new_client_beside_a_window",
]

Judge = Callable[[int, Failure | None], Retry | None]
"""Whether another attempt follows: the number of the one that ended, from 1, and how it failed
(None: its body came to its end). The records of the attempt have been in the sink before."""

_USUAL = route.Route()
_HERE = ("all://127.0.0.1", "all://localhost", "all://[::1]")
Renew = Callable[[HttpRequest], Awaitable[tuple[HttpRequest, tuple[str, ...]]]]
"""Gives the refused request with another token, and what is to be masked from then on."""

_BUG = Failure(
    kind="internal",
    message="A fault in this program ended the exchange.",
    advice="What had come is kept. Please report it, with the capture.",
)


def new_client(way: route.Route = _USUAL) -> httpx.AsyncClient:
    """An HTTP client. It costs 25 ms (the TLS context), so build it late, and in a thread where a
    window waits. Raises ConfigurationError where proxy or certificates cannot be used.

    It follows no redirect (they would carry a key to another host), keeps no cookie, asks for no
    compression, and never takes the environment's proxy to this computer itself.
    """
    for name in ("httpx", "httpcore"):  # they log whole URLs, and what servers echo
        logging.getLogger(name).setLevel(logging.WARNING)
    jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    tls = route.tls(way)  # one for all, because of its price
    here = {} if way.proxy else {name: httpx.AsyncHTTPTransport(verify=tls) for name in _HERE}
    with route.environment_understood():
        client = httpx.AsyncClient(
            **route.options(way, tls),
            follow_redirects=False,
            event_hooks={"response": [stay]},
            cookies=jar,
            headers={"User-Agent": f"gemini-desktop/{__version__}", "Accept-Encoding": "identity"},
            mounts=here,
            limits=httpx.Limits(max_keepalive_connections=4),
        )
    return in_bulk(client)


def new_client_beside_a_window(way: route.Route = _USUAL) -> httpx.AsyncClient:
    """`new_client` for a thread: also what the first request would else import on the window's
    loop (anyio's asyncio half, 18 ms) is there afterwards."""
    asyncio.run(anyio.lowlevel.checkpoint())
    return new_client(way)


async def exchange(
    client: httpx.AsyncClient,
    request: HttpRequest,
    sink: Sink,
    *,
    profile: Profile,
    secrets: tuple[str, ...] = (),
    limits: Limits | None = None,
    judge: Judge | None = None,
    waits: Waits | None = None,
    renew: Renew | None = None,
) -> Ended:
    """Send the request and hand each record to `sink`; the last one is the `Ended` returned.

    `secrets` are masked in what is recorded. The sink may raise a GeminiDesktopError to end the
    exchange with its failure. Without `judge` there is one attempt; with it the waits between
    attempts go through `waits`, where they can be skipped. `renew` serves a retry that asks for
    another token; what it raises ends the exchange.
    """
    errand = Errand(
        client=client,
        request=request,
        sink=sink,
        profile=profile,
        secrets=secrets,
        limits=limits or Limits(),
        zero_ns=time.monotonic_ns(),
    )
    ended = Ended(t_ns=0, how="failed", failure=_BUG)
    try:
        failure = await _attempts(errand, judge or _once, waits or Waits(), renew)
        ended = Ended(t_ns=0, how="failed" if failure else "complete", failure=failure)
    except asyncio.CancelledError:
        ended = Ended(t_ns=0, how="cancelled")
        raise
    except GeminiDesktopError as error:  # a retry not recorded, a token not given
        ended = Ended(t_ns=0, how="failed", failure=error.failure)
    finally:
        ended = msgspec.structs.replace(ended, t_ns=errand.now())
        sink(ended)
    return ended


async def _attempts(
    errand: Errand, judge: Judge, waits: Waits, renew: Renew | None
) -> Failure | None:
    """How the last attempt failed, None where it came to its end."""
    total = errand.profile.timeouts.total_s
    clock = asyncio.get_running_loop().time
    until = None if total is None else clock() + total
    number = 1
    while True:
        failure = await Attempt(errand, number, until).run()
        retry = judge(number, failure)
        if retry is None:
            return failure
        errand.sink(
            RetryScheduled(
                t_ns=errand.now(), attempt=number, wait_s=retry.wait_s, reason=retry.reason
            )
        )
        left = retry.wait_s if until is None else min(retry.wait_s, until - clock())
        await waits.pause(left)
        if until is not None and clock() >= until:
            return failures.out_of_patience(
                Wait.WHOLE,
                host=errand.host,
                elapsed_s=errand.now() / 1e9,
                timeouts=errand.profile.timeouts,
            )
        if retry.renewed and renew is not None:
            request, secrets = await renew(errand.request)
            errand = msgspec.structs.replace(errand, request=request, secrets=secrets)
        number += 1
        if retry.request is not None:
            errand = msgspec.structs.replace(errand, request=retry.request)


def _once(_: int, __: Failure | None) -> None:
    """One attempt is all."""
