"""The event table's model: numbers in columns, text only for the rows that are painted."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.events.rereading import decode_alone, look
from gemini_desktop.ui.inspector.events.summary import size_text, summary_of

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

NUMBER, TIME, SIZE, KIND, SUMMARY = range(5)
SLICE_S = 0.004
"""The longest that a scan holds the window in one turn."""

_BLOCK_BYTES = 1 << 20
_BLOCK_EVENTS = 20_000
_KEPT_SUMMARIES = 4096
_LARGE_EVENT = 64 * 1024
_READY_SUMMARIES = 64
_Index = QModelIndex | QPersistentModelIndex
_Kept: TypeAlias = tuple[Columns, str, dict[int, str]]


class EventsModel(QAbstractTableModel):
    """Rows are the events that the filter lets through, in the order of the capture."""

    scanned = Signal()
    """The filter has looked at more events, perhaps at all: `matches` and `scanning` tell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = Columns()
        self.protocol = ""
        self._source: CaptureSource | None = None
        self._query = Query()
        self._rows: array[int] | None = None  # None: no filter, row i is event i
        self._shown = 0
        self._scan_at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._scan_slice)
        self._summaries: OrderedDict[int, str] = OrderedDict()
        self._large: dict[int, str] = {}  # what is dear to read again

    # What the pane does.

    def reset(self, source: CaptureSource | None) -> None:
        """Show another capture, of which no event is known yet. The filter stays."""
        self.beginResetModel()
        self._timer.stop()
        self.columns = Columns()
        self.protocol = ""
        self._source = source
        self._rows = None if self._query.empty else array("q")
        self._shown = self._scan_at = 0
        self._summaries.clear()
        self._large = {}
        self.endResetModel()

    def kept(self) -> object:
        """What has been decoded, for `take_back`."""
        return self.columns, self.protocol, self._large

    def take_back(self, kept: object) -> None:
        """After `reset`: what was decoded of this capture before, at once."""
        self.columns, self.protocol, self._large = cast(_Kept, kept)
        if self._rows is None:
            self._show_all()
        else:
            self._scan_slice()

    def append(self, chunks: Sequence[Chunk]) -> None:
        """Take more events in: one insertRows for all of them."""
        columns = self.columns
        ready = len(chunks) - _READY_SUMMARIES
        for index, chunk in enumerate(chunks):
            event = len(columns)
            kind = columns.append(chunk)
            if len(chunk.raw) > _LARGE_EVENT:
                self._large[event] = summary_of(chunk, kind)
            elif index >= ready:
                self._remember(event, summary_of(chunk, kind))
        if self._rows is None:
            self._show_all()
        else:
            self._scan_slice()

    def set_query(self, query: Query) -> None:
        """Filter. Rows appear as they are found, the window stays alive meanwhile."""
        if query == self._query:
            return
        self.beginResetModel()
        self._query = query
        self._rows = None if query.empty else array("q")
        self._shown = len(self.columns) if query.empty else 0
        self._scan_at = 0
        self._timer.stop()
        self.endResetModel()
        if self._rows is not None:
            self._scan_slice()
        self.scanned.emit()

    def stop(self) -> None:
        """Scan no further (the window closes)."""
        self._timer.stop()

    # What others ask.

    @property
    def filtered(self) -> bool:
        """Whether a filter is in force."""
        return self._rows is not None

    @property
    def scanning(self) -> bool:
        """Whether the filter has not seen all events yet."""
        return self._rows is not None and self._scan_at < len(self.columns)

    def event_at(self, row: int) -> int:
        """The event shown in a row."""
        return row if self._rows is None else self._rows[row]

    def row_of(self, event: int) -> int:
        """The row that shows an event, -1 where the filter hides it."""
        if self._rows is None:
            return event if 0 <= event < self._shown else -1
        row = bisect_left(self._rows, event)
        return row if row < self._shown and self._rows[row] == event else -1

    def next_error(self, event: int, *, backwards: bool = False) -> int:
        """The nearest shown error after (or before) an event, -1 where there is none."""
        errors = self.columns.errors
        if backwards:
            candidates = reversed(errors[: bisect_left(errors, event)])
        else:
            candidates = iter(errors[bisect_right(errors, event) :])
        return next((error for error in candidates if self.row_of(error) >= 0), -1)

    def event_at_offset(self, offset: int) -> int:
        """The event that the byte belongs to, or the last before it; -1 where there is none."""
        return min(bisect_right(self.columns.ends, offset), len(self.columns) - 1)

    def event_at_time(self, t_ns: int) -> int:
        """The first event at or after a time, else the last; -1 where there is none."""
        return min(bisect_left(self.columns.times_ns, t_ns), len(self.columns) - 1)

    def raw(self, event: int) -> bytes:
        """The bytes of an event, from the tape."""
        if self._source is None:
            return b""
        return self._source.read(self.columns.starts[event], self.columns.ends[event])

    def read(self, start: int, end: int | None = None) -> bytes:
        """Bytes of the body, end exclusive, None for all there are."""
        if self._source is None:
            return b""
        return self._source.read(start, self._source.size() if end is None else end)

    def chunk(self, event: int) -> Chunk | None:
        """The event, decoded again from its bytes."""
        return decode_alone(self.raw(event), self.protocol, self.columns.times_ns[event])

    def look(self, event: int) -> Chunk | None:
        """The event for its JSON and text alone: a large one comes without its stream events."""
        return look(self.raw(event), self.protocol, self.columns.times_ns[event])

    def summary(self, event: int) -> str:
        """One line on what it says."""
        known = self._large.get(event) or self._summaries.get(event)
        if known is None:
            chunk = self.chunk(event)
            known = summary_of(chunk, self.columns.kind(event)) if chunk is not None else ""
            self._remember(event, known)
        return known

    def time_text(self, event: int) -> str:
        """Seconds since the request, to the millisecond."""
        return f"+{QLocale().toString(self.columns.times_ns[event] / 1e9, 'f', 3)}"

    # What Qt asks.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Called by Qt."""
        return 0 if parent.isValid() else 5

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | None:
        """Called by Qt: by screen readers and keyboard search; the delegate asks the model."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(self.event_at(index.row()), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == SIZE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        """Called by Qt."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            names = ("#", self.tr("Time"), self.tr("Size"), self.tr("Type"), self.tr("Summary"))
            return names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == SIZE else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, event: int, column: int) -> str:
        match column:
            case 0:
                return str(event + 1)
            case 1:
                return self.time_text(event)
            case 2:
                return size_text(self.columns.size(event))
            case 3:
                return self.columns.kind(event).label
        return self.summary(event)

    def _remember(self, event: int, summary: str) -> None:
        self._summaries[event] = summary
        if len(self._summaries) > _KEPT_SUMMARIES:
            self._summaries.popitem(last=False)

    def _show_all(self) -> None:
        count = len(self.columns)
        if count > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, count - 1)
            self._shown = count
            self.endInsertRows()

    def _scan_slice(self) -> None:
        """Filter on for at most SLICE_S, show what was found, and come back if there is more."""
        rows = self._rows
        if rows is None:
            self._timer.stop()
            return
        deadline = time.perf_counter() + SLICE_S
        while self._scan_at < len(self.columns):
            rows.extend(self._scan_block())
            if time.perf_counter() >= deadline:
                break
        if len(rows) > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, len(rows) - 1)
            self._shown = len(rows)
            self.endInsertRows()
        if not self.scanning:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        self.scanned.emit()

    def _scan_block(self) -> list[int]:
        columns, first = self.columns, self._scan_at
        last = min(first + _BLOCK_EVENTS, len(columns))
        if not self._query.reads_bytes or self._source is None:
            self._scan_at = last
            return self._query.matching(columns, first, last)
        base = columns.starts[first]
        last = max(first + 1, bisect_right(columns.ends, base + _BLOCK_BYTES, first, last))
        # A comment inside an event comes before it and starts after it.
        base = min(columns.starts[first : min(first + 1000, last)])
        block = self._source.read(base, columns.ends[last - 1])
        self._scan_at = last
        return self._query.matching(columns, first, last, block, base)
