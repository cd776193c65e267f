"""The tagged log as rows: two small numbers a line; the text is made when a line is painted."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from itertools import compress
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.text_log import TAGS, TextLog
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.events.summary import one_line
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_KEPT_LINES = 4096
_MAX_CHARACTERS = 1000
_Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractTableModel, Part):
    """One column. Each line belongs to an event; those of the end belong to the last one."""

    def __init__(
        self, chunk_of: Callable[[int], Chunk | None], parent: QObject | None = None
    ) -> None:
        """`chunk_of` decodes an event again."""
        super().__init__(parent)
        self._chunk_of = chunk_of
        self.source: CaptureSource | None = None
        """What is logged."""
        self.hidden: frozenset[str] = frozenset()
        """The tags that are not shown."""
        self._rows: array[int] | None = None
        self._end_at: int | None = None
        self._start_anew()

    def start(self, source: CaptureSource | None) -> None:
        """Another capture, of which no line is known yet."""
        self.source = source
        self.beginResetModel()
        self._start_anew()
        self.endResetModel()

    def take(self, batch: Batch) -> None:
        """Take the lines of more events in: one insertRows for all of them."""
        for event, chunk in enumerate(batch.chunks, batch.first):
            for line in self._log.chunk(chunk):
                self._add(line, event)
        self._show_new()

    def finish(self, turn: Turn) -> None:
        """Take the lines of the end in. They come with the turn and are kept as they are."""
        event = self._events[-1] if self._events else -1
        self._end_at = len(self._events)
        for line in self._log.finish(turn):
            self._end_lines.append(line)
            self._add(line, event)
        self._show_new()

    def set_hidden(self, tags: Iterable[str]) -> None:
        """Show all lines but those of these tags."""
        self.beginResetModel()
        self.hidden = frozenset(tags)
        self._rows = self._visible(0) if self.hidden else None
        self._sorted_to = len(self._events)
        self._shown = len(self._events) if self._rows is None else len(self._rows)
        self.endResetModel()

    def counts(self) -> Counter[str]:
        """Lines that begin with a tag, by tag."""
        return self._counts

    def event_at(self, row: int) -> int:
        """The event that a row belongs to, -1 for none."""
        return self._events[self._line(row)]

    def tag_at(self, row: int) -> str:
        """The tag that the row's line has, or goes on from the line before."""
        return TAGS[self._tags[self._line(row)]]

    def row_of(self, event: int) -> int:
        """The first row of an event, -1 where none is shown."""
        line = bisect_left(self._events, event)
        row = line if self._rows is None else bisect_left(self._rows, line)
        return row if row < self._shown and self.event_at(row) == event else -1

    def line(self, row: int) -> str:
        """The whole line of a row."""
        return self._whole(self._line(row))

    def shown_line(self, row: int) -> str:
        """The line of a row as far as it is shown."""
        number = self._line(row)
        known = self._kept.get(number)
        if known is None:
            known = self._kept[number] = one_line(self._whole(number), _MAX_CHARACTERS)
            if len(self._kept) > _KEPT_LINES:
                self._kept.popitem(last=False)
        return known

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Called by Qt."""
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Called by Qt."""
        return self.shown_line(index.row()) if role == Qt.ItemDataRole.DisplayRole else None

    def _start_anew(self) -> None:
        self._log = TextLog()
        self._events = array("q")
        self._tags = bytearray()
        self._rows = array("q") if self.hidden else None
        self._shown = 0
        self._tag = 0
        self._sorted_to = 0
        self._end_at = None
        self._end_lines: list[str] = []
        self._kept: OrderedDict[int, str] = OrderedDict()
        self._counts: Counter[str] = Counter()

    def _add(self, line: str, event: int) -> None:
        if line.startswith("["):
            name = line[1 : line.find("]")]
            if name in TAGS:
                self._tag = TAGS.index(name)
                self._counts[name] += 1
        self._events.append(event)
        self._tags.append(self._tag)

    def _show_new(self) -> None:
        if self._rows is None:
            count = len(self._events)
        else:
            self._rows.extend(self._visible(self._sorted_to))
            count = len(self._rows)
        self._sorted_to = len(self._events)
        if count > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, count - 1)
            self._shown = count
            self.endInsertRows()

    def _visible(self, first: int) -> array[int]:
        """The lines from `first` on whose tag is not hidden."""
        seen = bytes(code >= len(TAGS) or TAGS[code] not in self.hidden for code in range(256))
        tags = self._tags[first:].translate(seen)
        return array("q", compress(range(first, len(self._events)), tags))

    def _line(self, row: int) -> int:
        return row if self._rows is None else self._rows[row]

    def _whole(self, number: int) -> str:
        if self._end_at is not None and number >= self._end_at:
            return self._end_lines[number - self._end_at]
        event = self._events[number]
        chunk = self._chunk_of(event)
        lines = TextLog().chunk(chunk) if chunk is not None else []
        within = number - bisect_left(self._events, event)
        # Decoded without its neighbours an event may say less than it did among them.
        return lines[within] if within < len(lines) else ""
