"""The events that are chosen in the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QTableView

from gemini_desktop.core.export.forms import Picked
from gemini_desktop.core.export.part import Span, joined
from gemini_desktop.ui.inspector.events.events_model import EventsModel

_MANY = 64
_AT_ONCE = 256 << 20


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
        data = _read(model, joined((event.start, event.end) for event in picked))
    return data.decode("utf-8", "replace")


def _read(model: EventsModel, spans: Sequence[Span]) -> bytes:
    """Each read opens the file: many small ones come out of one that is not too large."""
    if not spans:
        return b""
    first, last = spans[0][0], spans[-1][1]
    if len(spans) < _MANY or last - first > _AT_ONCE:
        return b"".join(model.read(start, end) for start, end in spans)
    data = model.read(first, last)
    return b"".join(data[start - first : end - first] for start, end in spans)


def count_of(table: QTableView) -> int:
    """How many rows are chosen."""
    ranges = table.selectionModel().selection().toList()
    return sum(last - first for first, last in joined((r.top(), r.bottom() + 1) for r in ranges))
