"""The columns of the event table: their names, their texts, and what they are sorted by."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QLocale

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.summary import number_text, size_text


class Cell(IntEnum):
    """In their order from the left."""

    NUMBER = 0
    TIME = 1
    GAP = 2
    SIZE = 3
    KIND = 4
    STEP = 5
    TOKENS = 6
    SUMMARY = 7

    @property
    def key(self) -> str:
        """Its name in the settings."""
        return self.name.lower()


NUMBER, TIME, GAP, SIZE, KIND, STEP, TOKENS, SUMMARY = Cell
HIDDEN_AT_FIRST = frozenset({GAP, STEP, TOKENS})
RIGHT = frozenset({GAP, SIZE, STEP, TOKENS})
"""The columns whose texts end at the same place."""


def title(cell: Cell) -> str:
    """What stands over the column."""
    names = {
        NUMBER: "#",
        TIME: _tr("Time"),
        GAP: _tr("Gap"),
        SIZE: _tr("Size"),
        KIND: _tr("Type"),
        STEP: _tr("Step"),
        TOKENS: _tr("Tokens"),
        SUMMARY: _tr("Summary"),
    }
    return names[cell]


def full_title(cell: Cell) -> str:
    """The same in a menu, where there is room to say what it is."""
    names = {
        NUMBER: _tr("Number"),
        TIME: _tr("Time since the request"),
        GAP: _tr("Gap to the event before"),
        SIZE: _tr("Size in bytes"),
        STEP: _tr("Step of the answer"),
        TOKENS: _tr("Tokens in all, as told with the event"),
    }
    return names.get(cell) or title(cell)


def text(columns: Columns, event: int, cell: Cell) -> str:
    """What a cell says; not for the summary, which is read from the tape. Empty for no figure."""
    match cell:
        case Cell.NUMBER:
            return str(event + 1)
        case Cell.TIME:
            return time_text(columns.times_ns[event])
        case Cell.GAP:
            gap = columns.gap_ns(event)
            return gap_text(gap) if gap >= 0 and columns.times_ns[event] else ""
        case Cell.SIZE:
            return size_text(columns.size(event))
        case Cell.KIND:
            return columns.kind(event).label
        case Cell.STEP:
            step = columns.steps[event]
            return str(step) if step >= 0 else ""
        case Cell.TOKENS:
            tokens = columns.tokens[event]
            return number_text(tokens) if tokens >= 0 else ""
    return ""


def sort_key(columns: Columns, event: int, cell: Cell) -> int | str:
    """What the column is sorted by; not for the summary."""
    match cell:
        case Cell.TIME:
            return columns.times_ns[event]
        case Cell.GAP:
            return columns.gap_ns(event)
        case Cell.SIZE:
            return columns.size(event)
        case Cell.KIND:
            return columns.kind(event).label
        case Cell.STEP:
            return columns.steps[event]
        case Cell.TOKENS:
            return columns.tokens[event]
    return event


def time_text(t_ns: int) -> str:
    """Seconds since the request, to the millisecond; a dash where no time was recorded, as no
    event comes with its request."""
    if not t_ns:
        return "–"
    return f"+{QLocale().toString(t_ns / 1e9, 'f', 3)}"


def gap_text(gap_ns: int) -> str:
    """A wait for people: 0.4 ms, 12 ms, 3.2 s."""
    milliseconds = gap_ns / 1e6
    if milliseconds >= 1000:
        return f"{QLocale().toString(milliseconds / 1000, 'f', 2)} s"
    return f"{QLocale().toString(milliseconds, 'f', 0 if milliseconds >= 10 else 1)} ms"


def _tr(words: str) -> str:
    return QCoreApplication.translate("EventsModel", words)
