"""What is counted of an exchange for the figures over the pages and for the Timing page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer

from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.timing.pace import Pace

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class Count(Part):
    """Counts whether the page is there or not."""

    def __init__(self) -> None:
        self.timings = Timings()
        """What is known of the exchange."""
        self.pace = Pace()
        """What this program took itself; whoever measures it puts it in."""
        self.live = False
        """Whether time passes also while nothing comes."""
        self._heard = QElapsedTimer()

    def start(self, _source: CaptureSource | None) -> None:
        """Nothing is known."""
        self.live = False
        self.timings = Timings()
        self.pace = Pace()

    def go_on(self) -> None:
        """After `start`: it is live."""
        self.live = True
        self._heard.start()

    def take(self, batch: Batch) -> None:
        """Count."""
        self._heard.start()
        for record in batch.records:
            self.timings.take_record(record)
        for chunk in batch.chunks:
            self.timings.take_chunk(chunk)

    def finish(self, _turn: Turn) -> None:
        """All is known."""
        self.live = False

    def keep(self) -> tuple[Timings, Pace]:
        """What was counted."""
        return self.timings, self.pace

    def take_back(self, kept: object) -> None:
        """What was counted before."""
        if isinstance(kept, tuple):
            self.timings, self.pace = kept

    def now_ns(self) -> int:
        """The last that is known, and what has passed since."""
        goes_on = self.live and self.timings.ended is None and bool(self.timings.attempts.all)
        return self.timings.last_ns + (self._heard.nsecsElapsed() if goes_on else 0)
