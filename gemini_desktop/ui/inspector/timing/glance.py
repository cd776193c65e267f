"""The figures and the bars over the pages: the exchange at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.timing.count import Count
from gemini_desktop.ui.inspector.timing.metrics import MetricsRow
from gemini_desktop.ui.inspector.timing.time_bins import TimeBins
from gemini_desktop.ui.inspector.timing.timeline import Timeline
from gemini_desktop.ui.paced import Paced

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_PAUSE_MS = 100
"""Painting the bars costs more than a millisecond: at sixty a second, a tenth of the time."""


class Glance(QWidget, Part):
    """Five numbers, and below them the bytes over time."""

    time_chosen = Signal(object)
    """Nanoseconds since the request, as int."""

    def __init__(self, model: EventsModel, count: Count, parent: QWidget | None = None) -> None:
        """The Timing page, or what stands for it, has counted before this one is told."""
        super().__init__(parent)
        self._model = model
        self._count = count
        self.metrics = MetricsRow()
        self.timeline = Timeline()
        self._bars = Paced(self.timeline.update, _PAUSE_MS, self)
        self.timeline.time_chosen.connect(self.time_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.metrics)
        column.addWidget(self.timeline)

    def start(self, _source: CaptureSource | None) -> None:
        """Nothing is known."""
        self.metrics.show_timings(self._count.timings)
        self.timeline.clear()

    def take(self, batch: Batch) -> None:
        """Add up the bytes; the model has these chunks already."""
        bins = self.timeline.bins
        columns: Columns = self._model.columns
        for record in batch.records:
            bins.reach(record.t_ns)
        for event, chunk in enumerate(batch.chunks, batch.first):
            bins.add(chunk.t_ns, columns.kind(event).tone, columns.size(event))

    def refresh(self) -> None:
        """Show the numbers as they are now."""
        self.metrics.show_timings(self._count.timings)
        self.timeline.show_timed(timed=self._count.timings.timed)
        self._bars.ask()

    def keep(self) -> TimeBins:
        """The bytes over time."""
        return self.timeline.bins

    def take_back(self, kept: object) -> None:
        """After `start`: the bytes over time, as they were."""
        if isinstance(kept, TimeBins):
            self.timeline.bins = kept
            self.refresh()

    def mark(self, t_ns: int | None) -> None:
        """Show where the chosen event is."""
        self.timeline.mark(t_ns)
