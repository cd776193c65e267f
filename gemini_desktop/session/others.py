"""Learns of what other programs do in the same library: a second window, or one in a terminal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.transcripts import Library

LOOK_EVERY_S = 1.0
"""Asking SQLite costs 20 us of its thread."""


class Others:
    """`on_change` is called after another program has written to the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.on_change: Callable[[], None] = _ignored

    async def run(self) -> None:
        """Look again and again, until cancelled. What SQLite refuses now is asked again later."""
        seen = -1
        while True:
            with contextlib.suppress(StoreError):
                version = await self._library.version()
                if seen not in (-1, version):
                    self.on_change()
                seen = version
            await asyncio.sleep(LOOK_EVERY_S)


def _ignored() -> None:
    """Nobody listens yet."""
