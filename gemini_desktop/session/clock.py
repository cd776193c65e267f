"""The time that turns are stamped with: that of the computer, but for small steps back.

Lists stand in the order of these stamps. A clock that is put back by an hour (a time server, summer
time in a dual boot) must not sort what is said now before what was said a minute ago; one that is
put back by more was wrong before, and is believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_LARGE_NS = 24 * 3600 * 1_000_000_000


class Clock:
    """One a session."""

    def __init__(self, read: Callable[[], int] = time.time_ns) -> None:
        self._read = read
        self._last_ns = 0

    def seen(self, unix_ns: int) -> None:
        """Something is stamped with this time; what comes now is later."""
        self._last_ns = max(self._last_ns, unix_ns)

    def now_ns(self) -> int:
        """Nanoseconds since 1970; never twice the same, and never less but after a large step."""
        now = self._read()
        if 0 <= self._last_ns - now < _LARGE_NS:
            now = self._last_ns + 1
        self._last_ns = now
        return now
