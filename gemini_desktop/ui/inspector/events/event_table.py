"""The table of events: 26 px rows, painted by one delegate, following the newest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.copies.selected import raw_text
from gemini_desktop.ui.inspector.events.cells import GAP, KIND, NUMBER, SIZE, STEP, TIME, TOKENS
from gemini_desktop.ui.inspector.events.event_delegate import EventDelegate
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.table_columns import TableColumns
from gemini_desktop.ui.inspector.rows_view import RowsView


class EventTable(RowsView):
    """Ctrl+C copies the bytes of the chosen events as text."""

    event_chosen = Signal(int)
    """An event, -1 when none is chosen any more."""

    def __init__(self, model: EventsModel, parent: QWidget | None = None) -> None:
        self._events = model
        super().__init__("eventTable", "", parent)
        self.setAccessibleName(self.tr("Events"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._digits = (0, 0)
        self._delegate = EventDelegate(model, self)
        self._fix_header()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.columns = TableColumns(self.horizontalHeader(), model, self)
        self.columns.widths_forgotten.connect(self._dress)
        self.columns.resized.connect(self._make_room)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._kept = -1
        model.reordering.connect(self._keep_chosen)
        model.reordered.connect(self._choose_kept)
        self.row_chosen.connect(self._row_chosen)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def refresh(self) -> None:
        """Once a frame, after rows came."""
        self._fit_columns()
        self.follow()

    def come(self) -> int:
        """The events that have come, whatever the filter lets through."""
        return len(self._events.columns)

    def rows_since(self, come: int) -> int:
        """Those of the later events that the filter lets through."""
        return self._events.found_since(come)

    def chosen_event(self) -> int:
        """The chosen event, -1 if there is none."""
        row = self.chosen_row()
        return self._events.event_at(row) if row >= 0 else -1

    def choose_event(self, event: int) -> bool:
        """Choose an event by program; False where the filter hides it."""
        row = self._events.row_of(event)
        if row >= 0:
            self.choose(row)
        return row >= 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the bytes of the chosen events on the clipboard, as text."""
        if text := raw_text(self, self._events):
            QGuiApplication.clipboard().setText(text)

    def _row_chosen(self, row: int) -> None:
        self.event_chosen.emit(self._events.event_at(row) if row >= 0 else -1)

    def _keep_chosen(self) -> None:
        self._kept = self.chosen_event()

    def _choose_kept(self) -> None:
        if self._kept < 0 or not self.choose_event(self._kept):
            self.follow()

    def _make_room(self) -> None:
        self.columns.make_room(self.viewport().width())

    def _fit_columns(self) -> None:
        """By the number of digits, not by the contents of a million rows."""
        columns = self._events.columns
        last_ns = columns.times_ns[-1] if columns else 0
        digits = (len(str(len(columns))), len(str(last_ns)))
        if digits != self._digits:
            self._digits = digits
            self.columns.fit(NUMBER, self._delegate.number_width(len(columns)) + 4)
            self.columns.fit(TIME, self._delegate.time_width(last_ns))
            self._make_room()

    def _fix_header(self) -> None:
        self.horizontalHeader().setFixedHeight(self._delegate.row_height() + 2)

    def _dress(self) -> None:
        self._delegate.refresh()
        self.set_row_height(self._delegate.row_height())
        self.dress_header()
        self._fix_header()
        for cell in (GAP, SIZE, KIND, STEP, TOKENS):
            self.columns.fit(cell, self._delegate.column_width(cell))
        self._digits = (0, 0)
        self._fit_columns()
        self.viewport().update()
