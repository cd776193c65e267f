"""The time limits of one attempt: several clocks run, and the first to run out ends it."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from types import TracebackType
from typing import Self


class Wait(Enum):
    """What is waited for."""

    HEAD = auto()
    FIRST_EVENT = auto()
    NEXT_EVENT = auto()
    WHOLE = auto()
    CLOSE = auto()
    """After the end mark: for the server to close."""
    REFUSAL = auto()
    """For the end of a body that is read for its words alone (a refusal, an unknown coding)."""
    STOPPED = auto()
    """Nothing more: a limit of another kind was passed."""


class Patience:
    """An `async with` that raises TimeoutError when one of its clocks runs out; `over` is which."""

    def __init__(self) -> None:
        self._scope = asyncio.timeout(None)
        self._ends: dict[Wait, float] = {}
        self.over: Wait | None = None

    def allow(self, wait: Wait, seconds: float | None) -> None:
        """Set this clock anew, from now; None stops it."""
        if seconds is None:
            self.until(wait, None)
        else:
            self.until(wait, asyncio.get_running_loop().time() + seconds)

    def until(self, wait: Wait, when: float | None) -> None:
        """The same by the loop's time."""
        if when is None:
            if self._ends.pop(wait, None) is None:
                return
        else:
            self._ends[wait] = when
        self._scope.reschedule(min(self._ends.values(), default=None))

    async def __aenter__(self) -> Self:
        await self._scope.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await self._scope.__aexit__(kind, error, trace)
        except TimeoutError:
            self.over = min(self._ends, key=self._ends.__getitem__, default=None)
            raise
