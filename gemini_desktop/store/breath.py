"""Work in a thread that leaves the interpreter to the window now and then."""

from __future__ import annotations

import time


class Breath:
    """Rests for `rest_s` after every `work_s` of work. One that never rests makes the window wait
    for each of its turns; a sleep, however short, hands the interpreter over."""

    def __init__(self, work_s: float, rest_s: float) -> None:
        self._work_s = work_s
        self._rest_s = rest_s
        self._rested_s = time.perf_counter()

    def take(self) -> None:
        """Called again and again by the thread that works: rest, if it is time."""
        if time.perf_counter() - self._rested_s > self._work_s:
            time.sleep(self._rest_s)
            self._rested_s = time.perf_counter()
