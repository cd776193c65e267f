"""The events that are chosen in the table."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView

from gemini_desktop.core.export.forms import Picked
from gemini_desktop.core.export.part import joined
from gemini_desktop.ui.inspector.events.events_model import EventsModel


def selected(table: QTableView, model: EventsModel) -> list[Picked] | None:
    """In the order of the capture; None for all of them, empty where none is chosen."""
    ranges = table.selectionModel().selection().toList()
    rows = joined((found.top(), found.bottom() + 1) for found in ranges)
    columns = model.columns
    if rows and rows == [(0, len(columns))]:
        return None
    events = sorted(model.event_at(row) for first, last in rows for row in range(first, last))
    starts, ends, times_ns = columns.starts, columns.ends, columns.times_ns
    return [Picked(event, starts[event], ends[event], times_ns[event]) for event in events]


def raw_text(table: QTableView, model: EventsModel) -> str:
    """Their bytes as text; those that are no UTF-8 are shown as U+FFFD."""
    picked = selected(table, model)
    if picked is None:
        data = model.read(0)
    else:
        spans = joined((event.start, event.end) for event in picked)
        data = b"".join(model.read(start, end) for start, end in spans)
    return data.decode("utf-8", "replace")


def count_of(table: QTableView) -> int:
    """How many rows are chosen."""
    ranges = table.selectionModel().selection().toList()
    return sum(last - first for first, last in joined((r.top(), r.bottom() + 1) for r in ranges))
