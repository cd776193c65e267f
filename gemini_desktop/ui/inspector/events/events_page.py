"""The page of events: the filter, the table, and what is in the chosen event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.detail.detail import EventDetail
from gemini_desktop.ui.inspector.events.event_table import EventTable
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.filter_bar import FilterBar
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.events.tags import Tag
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.raw.reads import Reads

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class EventsPage(QWidget, Part):
    """Rows appear as they come, or as the filter finds them."""

    event_chosen = Signal(int)
    """An event, -1 when none is chosen any more."""

    def __init__(self, model: EventsModel, reads: Reads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.bar = FilterBar()
        self.filter = self.bar.edit
        self.table = EventTable(model)
        self.detail = EventDetail(reads)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setObjectName("inspectorSplitter")
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(_inset(self.table))
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([300, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._splitter, 1)
        self.bar.query_changed.connect(self._filter)
        model.scanned.connect(self._show_count)
        self.table.event_chosen.connect(self._chosen)
        self._begin_hint = ""

    # Of a part.

    def start(self, source: CaptureSource | None) -> None:
        """Show another capture; the filter stays."""
        self.model.reset(source)
        self.detail.clear()
        self._begin_hint = (
            self.tr("Choose an event to see what is in it.")
            if source is not None
            else self.tr("Send a prompt or open a capture: all it brings appears here.")
        )
        self.detail.set_hint(self._begin_hint)
        self.table.set_following(True)
        self.bar.chips.show_counts(self.model.columns.counts)
        self._show_count()

    def take(self, batch: Batch) -> None:
        """Keep the numbers of these events."""
        for record in batch.records:
            if isinstance(record, RequestSent) and record.protocol:
                self.model.protocol = record.protocol
        self.model.append(batch.chunks)

    def refresh(self) -> None:
        """Once a frame."""
        self.table.refresh()
        self.bar.chips.show_counts(self.model.columns.counts)

    def finish(self, turn: Turn) -> None:
        """Mark the events that the notes are about."""
        notes = turn.outcome.notes if turn.outcome is not None else ()
        places = [note.start for note in notes if note.start is not None]
        if self.model.mark(map(self.model.event_at_offset, places), Tag.NOTE):
            self._filter(self.model.query, again=self.model.filtered)
        self.bar.chips.show_counts(self.model.columns.counts)

    def keep(self) -> object:
        """The numbers, so that another look at this capture has its rows at once."""
        return self.model.kept()

    def take_back(self, kept: object) -> None:
        """After `start`: these need not come again."""
        self.model.take_back(kept)
        self.refresh()

    def state(self) -> dict[str, str]:
        """What is to be remembered over a restart."""
        return {**self.table.columns.state(), **self.bar.state()}

    def restore(self, state: Mapping[str, str]) -> None:
        """Take up what `state` gave."""
        self.table.columns.restore(state)
        self.bar.restore(state)

    # What the pane asks.

    def seek(self, step: int = 0) -> None:
        """Look for something in the chosen event; with nothing chosen, among the events."""
        if self.table.chosen_event() >= 0 and self.detail.can_find:
            self.detail.seek(step)
        elif not step:
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.selectAll()

    def choose(self, event: int) -> None:
        """Choose an event by its number, counted from 0; a filter that hides it is lifted."""
        if not 0 <= event < len(self.model.columns):
            return
        if self.model.row_of(event) < 0:
            self.bar.lift()
        self.table.choose_event(event)

    # Work.

    def _chosen(self, event: int) -> None:
        if event < 0:
            self.detail.set_hint(self._begin_hint)
            self.detail.clear()
        else:
            columns, chunk = self.model.columns, self.model.look(event)
            if chunk is None:
                self.detail.set_hint(self.tr("The bytes of this event cannot be read any more."))
            self.detail.show_event(event, chunk, columns.kind(event), columns.starts[event])
        self.event_chosen.emit(event)

    def _filter(self, query: Query, *, again: bool = False) -> None:
        chosen = self.table.chosen_event()
        self.model.set_query(query, again=again)
        if chosen < 0 or not self.table.choose_event(chosen):
            self.table.follow()

    def _show_count(self) -> None:
        if not self.model.filtered:
            self.filter.show_count("")
            return
        found, known = self.model.rowCount(), len(self.model.columns)
        more = "…" if self.model.scanning else ""
        self.filter.show_count(f"{number_text(found)}{more} / {number_text(known)}")


def _inset(widget: QWidget) -> QWidget:
    """Rows reach a little less far than the pane, so that their text stands under its title."""
    frame = QWidget()
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 0, 0, 0)
    row.addWidget(widget)
    return frame
