"""The program's HTTP clients: one for each way out, made when it is first needed. Only then is
httpx imported, in the thread that makes it (60 ms)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.profile import Profile
from gemini_desktop.net import route

if TYPE_CHECKING:
    import httpx


def new_client(way: route.Route) -> httpx.AsyncClient:
    """See `exchange.new_client`."""
    from gemini_desktop.net import exchange

    return exchange.new_client(way)


def new_client_beside_a_window(way: route.Route) -> httpx.AsyncClient:
    """See `exchange.new_client_beside_a_window`."""
    from gemini_desktop.net import exchange

    return exchange.new_client_beside_a_window(way)


class Clients:
    """Keeps what it made, with its connections, until `close`: there are few ways out."""

    def __init__(self, make: Callable[[route.Route], httpx.AsyncClient] = new_client) -> None:
        """`make` runs in a thread."""
        self._make = make
        self._made: dict[route.Route, httpx.AsyncClient] = {}
        self._lock = asyncio.Lock()

    async def get(self, profile: Profile) -> httpx.AsyncClient:
        """The client for this profile. Raises ConfigurationError where proxy or certificates
        cannot be used, or a part of the program is gone."""
        way = route.of(profile)
        async with self._lock:
            if way not in self._made:
                try:
                    self._made[way] = await asyncio.to_thread(self._make, way)
                except ImportError as error:
                    raise ConfigurationError(_gone(error)) from error
            return self._made[way]

    async def close(self) -> None:
        """Close all connections; may be called again."""
        made, self._made = list(self._made.values()), {}
        for client in made:
            await client.aclose()


def _gone(error: ImportError) -> Failure:
    """OpenSSL is loaded with the first request; who removes the program has it no more."""
    return Failure(
        kind="program_gone",
        message="A part of this program that sends requests is not there any more.",
        advice="It was removed or changed while it was open. Close it, and open it again.",
        detail=error.name or type(error).__name__,
    )
