"""The event table's model: numbers in columns, text only for the rows that are painted."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.events import cells
from gemini_desktop.ui.inspector.events.cells import NUMBER, RIGHT, SUMMARY, Cell
from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.events.rereading import decode_alone, look
from gemini_desktop.ui.inspector.events.scan import Scan
from gemini_desktop.ui.inspector.events.sorting import Sorting
from gemini_desktop.ui.inspector.events.summary import summary_of
from gemini_desktop.ui.inspector.events.tags import Tag

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

SLICE_S = 0.003
"""The longest that a scan or a sort holds the window in one turn."""
_SHOW_S = 0.05
"""Found rows are shown so often: each time costs a repaint."""
_RESORT_MS = 500
_UP, _DOWN = " ↑", " ↓"
_KEPT_SUMMARIES = 4096
_LARGE_EVENT = 64 * 1024
_READY_SUMMARIES = 64
_Index = QModelIndex | QPersistentModelIndex
_Kept: TypeAlias = tuple[Columns, str, dict[int, str]]


class EventsModel(QAbstractTableModel):
    """Rows are the events that the filter lets through, in the order of the capture or sorted.

    Sorted rows are an order found once; what comes later waits for the next sort, half a second
    after it came.
    """

    scanned = Signal()
    """The filter has looked at more events, perhaps at all: `rowCount` and `scanning` tell."""
    reordering = Signal()
    """All rows are about to get other places."""
    reordered = Signal()
    """They have them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = Columns()
        self.protocol = ""
        self.sorted_by: Cell | None = None
        self.descending = False
        self._source: CaptureSource | None = None
        self._query = Query()
        self._scan: Scan | None = None  # None: no filter, row i is event i
        self._sorting: Sorting | None = None
        self._order: array[int] | None = None  # None: as they came
        self._shown = 0
        self._shown_at = 0.0
        self._timer = _timer(self, 0, self._work)
        self._resort = _timer(self, _RESORT_MS, self._sort, once=True)
        self._summaries: OrderedDict[int, str] = OrderedDict()
        self._large: dict[int, str] = {}  # what is dear to read again

    # What the pane does.

    def reset(self, source: CaptureSource | None) -> None:
        """Show another capture, of which no event is known yet. Filter and sort stay."""
        self.beginResetModel()
        self.stop()
        self.columns = Columns()
        self.protocol = ""
        self._source = source
        self._restart()
        self._summaries.clear()
        self._large = {}
        self.endResetModel()

    def kept(self) -> object:
        """What has been decoded, for `take_back`."""
        return self.columns, self.protocol, self._large

    def take_back(self, kept: object) -> None:
        """After `reset`: what was decoded of this capture before, at once."""
        self.columns, self.protocol, self._large = cast(_Kept, kept)
        self._restart()
        self._show_new()
        self._work()

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
        if self.scanning:
            self._work()
        else:
            self._show_new()
        self._sort_soon()

    def set_query(self, query: Query, *, again: bool = False) -> None:
        """Filter. Rows appear as they are found, the window stays alive meanwhile.
        `again`: also where the filter is in force, as events have changed."""
        if query == self._query and not again:
            return
        self.beginResetModel()
        before = None if again else self._scan
        self._query = query
        self.stop()
        self._restart(before)
        if self._scan is None:
            self._shown = len(self.columns)
        self.endResetModel()
        if self._scan is not None:
            self._work()
        self._sort()
        self.scanned.emit()

    def sort_by(self, cell: Cell | None, *, descending: bool = False) -> None:
        """Sort by a column, or show the events as they came. The rows change places when the new
        order is found: for a million events after a second, by summary after many."""
        plain = cell is None or (cell == NUMBER and not descending)
        self.sorted_by, self.descending = None if plain else cell, descending
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Cell) - 1)
        self._sorting = None
        if plain and self._order is not None:
            self._put(None)
        self._sort()

    def mark(self, events: Iterable[int], tag: Tag) -> bool:
        """Tag events with what was learnt after they came; whether that is new. A filter in force
        looks again when it is told to."""
        return sum(self.columns.add_tag(event, tag) for event in events if event >= 0) > 0

    def stop(self) -> None:
        """Work no further (the window closes)."""
        self._timer.stop()
        self._resort.stop()

    # What others ask.

    @property
    def query(self) -> Query:
        """The filter in force."""
        return self._query

    @property
    def filtered(self) -> bool:
        """Whether a filter is in force."""
        return self._scan is not None

    @property
    def scanning(self) -> bool:
        """Whether the filter has not seen all events yet."""
        return self._scan is not None and not self._scan.done

    @property
    def sorting(self) -> bool:
        """Whether the rows are still to be put in the order that was asked for."""
        return self._sorting is not None

    @property
    def waiting(self) -> int:
        """Events that have come and are not among the sorted rows yet."""
        return 0 if self._order is None else self._known() - self._shown

    def found_since(self, event: int) -> int:
        """How many events from this one on pass the filter, as far as it has looked."""
        if self._scan is None:
            return len(self.columns) - event
        return len(self._scan.rows) - bisect_left(self._scan.rows, event)

    def event_at(self, row: int) -> int:
        """The event shown in a row."""
        if self._order is not None:
            return self._order[row]
        return row if self._scan is None else self._scan.rows[row]

    def row_of(self, event: int) -> int:
        """The row that shows an event, -1 where the filter hides it or the sort waits for it."""
        if self._order is not None:
            try:
                return self._order.index(event)
            except ValueError:
                return -1
        if self._scan is None:
            return event if 0 <= event < self._shown else -1
        row = bisect_left(self._scan.rows, event)
        return row if row < self._shown and self._scan.rows[row] == event else -1

    def next_error(self, event: int, *, backwards: bool = False) -> int:
        """The nearest shown error after (or before) an event, -1 where there is none."""
        errors = self.columns.errors
        if backwards:
            candidates = reversed(errors[: bisect_left(errors, event)])
        else:
            candidates = iter(errors[bisect_right(errors, event) :])
        return next((error for error in candidates if self._passes(error)), -1)

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
        """The event, decoded again from its bytes; None where they cannot be read any more."""
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

    # What Qt asks.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Called by Qt."""
        return 0 if parent.isValid() else len(Cell)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | None:
        """Called by Qt: by screen readers and keyboard search; the delegate asks the model."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(self.event_at(index.row()), Cell(index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        """Called by Qt."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        cell = Cell(section)
        if role == Qt.ItemDataRole.DisplayRole:
            mark = "" if cell != self.sorted_by else _DOWN if self.descending else _UP
            return cells.title(cell) + mark
        if role == Qt.ItemDataRole.ToolTipRole:
            return cells.full_title(cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if cell in RIGHT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def text(self, event: int, cell: Cell) -> str:
        """What a cell says."""
        return self.summary(event) if cell == SUMMARY else cells.text(self.columns, event, cell)

    # Work.

    def _remember(self, event: int, summary: str) -> None:
        self._summaries[event] = summary
        if len(self._summaries) > _KEPT_SUMMARIES:
            self._summaries.popitem(last=False)

    def _restart(self, before: Scan | None = None) -> None:
        self._scan = None
        if not self._query.empty:
            self._scan = Scan(self._query, self.columns, self._source, before)
        self._sorting = self._order = None
        self._shown = 0

    def _known(self) -> int:
        """The rows that there are, shown or not."""
        return len(self.columns) if self._scan is None else len(self._scan.rows)

    def _passes(self, event: int) -> bool:
        if self._scan is None:
            return True
        row = bisect_left(self._scan.rows, event)
        return row < len(self._scan.rows) and self._scan.rows[row] == event

    def _work(self) -> None:
        """Filter or sort on for at most SLICE_S, show what was found, come back for more."""
        scan = self._scan
        if scan is not None and not scan.done:
            done = scan.advance(SLICE_S)
            now = time.perf_counter()
            if done or self._shown == 0 or now - self._shown_at > _SHOW_S:
                self._shown_at = now
                self._show_new()
                self.scanned.emit()
        elif self._sorting is not None:
            self._sorting.advance(SLICE_S)
            if self._sorting.done:
                order, self._sorting = self._sorting.order, None
                self._put(order)
                self._sort_soon()
        if not self.scanning and self._order is None:
            self._sort()
        if self.scanning or self._sorting is not None:
            self._timer.start()
        else:
            self._timer.stop()

    def _show_new(self) -> None:
        count = self._known()
        if count > self._shown and self._order is None:
            self.beginInsertRows(QModelIndex(), self._shown, count - 1)
            self._shown = count
            self.endInsertRows()

    def _sort(self) -> None:
        if self.sorted_by is not None and self._sorting is None and not self.scanning:
            rows = range(self._known()) if self._scan is None else self._scan.rows[:]
            key = self._summary_key if self.sorted_by == SUMMARY else self._number_key
            self._sorting = Sorting(rows, key, descending=self.descending)
            self._timer.start()

    def _sort_soon(self) -> None:
        behind = self._order is None or self.waiting
        if self.sorted_by is not None and behind and not self._resort.isActive():
            self._resort.start()

    def _number_key(self, event: int) -> int | str:
        return cells.sort_key(self.columns, event, self.sorted_by or NUMBER)

    def _summary_key(self, event: int) -> str:
        return self.summary(event).casefold()

    def _put(self, order: array[int] | None) -> None:
        """Show the rows in this order, or as they came."""
        self.reordering.emit()
        self.beginResetModel()
        self._order = order
        self._shown = self._known() if order is None else len(order)
        self.endResetModel()
        self.reordered.emit()
        self.scanned.emit()


def _timer(
    owner: EventsModel, interval_ms: int, work: Callable[[], None], *, once: bool = False
) -> QTimer:
    timer = QTimer(owner)
    timer.setInterval(interval_ms)
    timer.setSingleShot(once)
    timer.timeout.connect(work)
    return timer
