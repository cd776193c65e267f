"""Finds bytes in a body of any size, in short turns, so that the window lives on meanwhile."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from gemini_desktop.ui.inspector.raw.byte_content import Bytes
from gemini_desktop.ui.inspector.raw.needle import MAX_NEEDLE, Needle

SLICE_S = 0.004
_WINDOW = 256 * 1024
_OVERLAP = MAX_NEEDLE * 6  # a character of JSON may take six bytes


class ByteFinder(QObject):
    """One search at a time; it goes once around."""

    found = Signal(object, object)
    """Where: first byte, and the one behind the last."""
    missed = Signal()
    """It is nowhere."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        self._stretches: list[tuple[int, int]] = []

    @property
    def searching(self) -> bool:
        """Whether a search goes on."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Search no further."""
        self._timer.stop()

    def start(
        self,
        source: Bytes,
        needle: Needle,
        within: tuple[int, int],
        at: int,
        *,
        backwards: bool = False,
    ) -> None:
        """Look for the first match from `at` on, or the last that begins before `at`; then in the
        rest. The first turn's worth is done at once."""
        start, end = within
        at = max(start, min(at, end))
        self._source, self._needle, self._backwards = source, needle, backwards
        self._last = end
        # Stretches in which a match begins, in their order.
        self._stretches = [(start, at), (at, end)] if backwards else [(at, end), (start, at)]
        self._timer.start()
        self._slice()

    def _slice(self) -> None:
        deadline = time.perf_counter() + SLICE_S
        while self._stretches:
            start, end = self._stretches[0]
            if start >= end:
                del self._stretches[0]
                continue
            if self._backwards:
                first, last = max(start, end - _WINDOW), end
                self._stretches[0] = (start, first)
            else:
                first, last = start, min(end, start + _WINDOW)
                self._stretches[0] = (last, end)
            if self._look(first, last):
                return
            if time.perf_counter() > deadline:
                return
        self._timer.stop()
        self.missed.emit()

    def _look(self, first: int, last: int) -> bool:
        """Whether a match begins in this window."""
        raw = self._source.read(first, min(self._last, last + _OVERLAP))
        look = self._needle.last if self._backwards else self._needle.first
        hit = look(raw, last - first)
        if hit is None:
            return False
        self._timer.stop()
        self.found.emit(first + hit[0], first + hit[1])
        return True
