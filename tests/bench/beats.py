"""How long one event of Qt's loop keeps the next one waiting."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer


class Beats:
    """The gaps between the beats of a 1 ms timer, in milliseconds. By `time.process_time` they
    are the processor time that this process took: what other programs do is not in it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._gaps: list[float] = []
        self._last = clock()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def taken(self) -> list[float]:
        """The gaps since the last call, the one that is open included."""
        self._beat()
        gaps, self._gaps = self._gaps, []
        return sorted(gaps)

    def _beat(self) -> None:
        now = self._clock()
        self._gaps.append((now - self._last) * 1000)
        self._last = now
