"""The pauses between the attempts of an exchange, which the user may cut short."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Waits:
    """Where an exchange pauses; to cancel the pause, cancel the exchange's task."""

    def __init__(self) -> None:
        self._skipped: asyncio.Event | None = None

    @property
    def waiting(self) -> bool:
        """Whether a pause is going on."""
        return self._skipped is not None

    async def pause(self, seconds: float) -> None:
        """Wait this long, or until `skip`."""
        self._skipped = asyncio.Event()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._skipped.wait()
        finally:
            self._skipped = None

    def skip(self) -> None:
        """Go on now. Without a pause nothing happens."""
        if self._skipped is not None:
            self._skipped.set()
