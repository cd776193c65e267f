"""The figures and the bars over the pages: the exchange at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.timing.metrics import Measures, MetricsRow
from gemini_desktop.ui.inspector.timing.time_bins import TimeBins
from gemini_desktop.ui.inspector.timing.timeline import Timeline

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class Glance(QWidget, Part):
    """Five numbers, and below them the bytes over time."""

    time_chosen = Signal(object)
    """Nanoseconds since the request, as int."""

    def __init__(self, model: EventsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.metrics = MetricsRow()
        self.timeline = Timeline()
        self.timeline.time_chosen.connect(self.time_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.metrics)
        column.addWidget(self.timeline)

    def start(self, _source: CaptureSource | None) -> None:
        """Nothing is known."""
        self.metrics.clear()
        self.timeline.clear()

    def take(self, batch: Batch) -> None:
        """Count; the model has these chunks already."""
        measures, bins = self.metrics.measures, self.timeline.bins
        columns: Columns = self._model.columns
        for record in batch.records:
            measures.take_record(record)
            bins.reach(record.t_ns)
        for event, chunk in enumerate(batch.chunks, batch.first):
            measures.take_chunk(chunk)
            bins.add(chunk.t_ns, columns.kind(event).tone, columns.size(event))

    def refresh(self) -> None:
        """Show the numbers as they are now."""
        self.metrics.refresh()
        self.timeline.update()

    def keep(self) -> object:
        """What was counted."""
        return self.metrics.measures, self.timeline.bins

    def take_back(self, kept: object) -> None:
        """After `start`: what was counted before."""
        self.metrics.measures, self.timeline.bins = cast(tuple[Measures, TimeBins], kept)
        self.refresh()

    def mark(self, t_ns: int | None) -> None:
        """Show where the chosen event is."""
        self.timeline.mark(t_ns)
