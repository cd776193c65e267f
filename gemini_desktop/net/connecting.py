"""From a host's name to an open connection, with the time of each half.

The system sorts a name's addresses; they are tried in that order, the two families in turns, and
the next one begins when the one before has failed or taken a quarter of a second (RFC 8305, Happy
Eyeballs). The first to be open wins, the others are closed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import httpcore

_NEXT_AFTER_S = 0.25

Connect = Callable[[str], Coroutine[Any, Any, httpcore.AsyncNetworkStream]]
"""Opens a connection to an address. Raises httpcore's errors."""


def is_address(host: str) -> bool:
    """Whether there is nothing to look up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def addresses(host: str, port: int) -> list[str]:
    """A name's addresses in the order in which they are tried. Raises httpcore.ConnectError."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    known = dict.fromkeys((family, str(place[0])) for family, *_, place in found)
    first = [address for family, address in known if family == found[0][0]]
    second = [address for family, address in known if family != found[0][0]]
    return in_turns(first, second)


def in_turns(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """One of each, as long as there are both."""
    both = min(len(first), len(second))
    pairs = (each for pair in zip(first, second, strict=False) for each in pair)
    return [*pairs, *first[both:], *second[both:]]


async def first_open(connect: Connect, places: Sequence[str]) -> httpcore.AsyncNetworkStream:
    """A connection to the first of these that answers. Raises the only error, or one that has all
    of them as its cause."""
    left = list(places)
    running: set[asyncio.Task[httpcore.AsyncNetworkStream]] = set()
    errors: list[Exception] = []
    try:
        while left or running:
            if left:
                running.add(asyncio.create_task(connect(left.pop(0))))
            wait_s = _NEXT_AFTER_S if left else None
            done, _ = await asyncio.wait(
                running, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                error = task.exception()
                if error is None:
                    running.discard(task)
                    return task.result()
                running.discard(task)
                if not isinstance(error, Exception):
                    raise error
                errors.append(error)
    finally:
        await _close(running)
    if len(errors) == 1:
        raise errors[0]
    message = "no address answered"
    raise httpcore.ConnectError(message) from ExceptionGroup(message, errors)


async def _close(running: set[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    """End those that lost; one that was open already is closed again."""
    for task in running:
        task.cancel()
    for ended in await asyncio.gather(*running, return_exceptions=True):
        if isinstance(ended, httpcore.AsyncNetworkStream):
            await ended.aclose()
