"""The built-in demo server, imported and started when something first asks for it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import msgspec

from gemini_desktop.core.profile import Profile

if TYPE_CHECKING:
    from gemini_desktop.net.demo_server import DemoServer


class Demo:
    """At most one demo server a program."""

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self._server: DemoServer | None = None

    async def reachable(self, profile: Profile) -> Profile:
        """The profile with an address that answers: a demo profile gets the server's."""
        if not profile.demo:
            return profile
        if self._server is None:
            from gemini_desktop.net.demo_server import DemoServer

            server = DemoServer(pace=self._pace)
            await server.start()
            self._server = server
        openai = "/v1beta/openai" if profile.protocol == "chat-completions" else ""
        return msgspec.structs.replace(profile, base_url=self._server.base_url + openai)

    async def close(self) -> None:
        """Stop the server if it runs."""
        if self._server is not None:
            await self._server.stop()
            self._server = None


@contextlib.asynccontextmanager
async def serving(port: int, pace: float) -> AsyncIterator[str]:
    """A demo server for others to talk to; gives the words that tell how. Raises OSError where
    the port is taken."""
    from gemini_desktop.net.demo.describe import describe
    from gemini_desktop.net.demo_server import DemoServer

    server = DemoServer(pace=pace)
    await server.start(port)
    try:
        yield describe(server.base_url)
    finally:
        await server.stop()
