"""The reads that brought one event, as a table's model."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.raw.reads import Read, Reads

NUMBER, TIME, GAP, SIZE, HERE, OFFSET = range(6)
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ReadsModel(QAbstractTableModel):
    """Made of numbers when a row is painted: an event may be the work of thousands of reads."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads = Reads()
        self._rows = range(0)
        self._start = self._end = 0

    def show_event(self, reads: Reads, start: int, end: int) -> None:
        """Show the reads that brought the bytes from `start` to `end`."""
        self.beginResetModel()
        self._reads, self._start, self._end = reads, start, end
        self._rows = reads.covering(start, end)
        self.endResetModel()

    def read(self, row: int) -> Read:
        """The read in a row."""
        return self._reads.read(self._rows[row])

    def part(self, row: int) -> tuple[int, int]:
        """The bytes of the event that it brought."""
        read = self.read(row)
        return max(read.start, self._start), min(read.end, self._end)

    # What Qt asks.

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Called by Qt."""
        return 0 if parent.isValid() else 6

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | None:
        """Called by Qt."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        """Called by Qt."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        names = (
            (self.tr("Read"), self.tr("The number of the network read, counted from 1")),
            (self.tr("Came"), self.tr("Seconds since the request")),
            (self.tr("Gap ms"), self.tr("Milliseconds since the read before")),
            (self.tr("Bytes"), self.tr("Bytes of the whole read")),
            (self.tr("Here"), self.tr("How many of them are of this event")),
            (self.tr("From"), self.tr("The first of these in the body")),
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return names[section][0]
        return names[section][1] if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, row: int, column: int) -> str:
        read = self.read(row)
        first, last = self.part(row)
        match column:
            case 0:
                return number_text(read.number + 1)
            case 1:
                return f"+{QLocale().toString(read.t_ns / 1e9, 'f', 3)}"
            case 2:
                before = self._reads.read(read.number - 1).t_ns if read.number else read.t_ns
                gap = QLocale().toString((read.t_ns - before) / 1e6, "f", 1)
                return gap if read.number else "–"
            case 3:
                return number_text(read.end - read.start)
            case 4:
                return number_text(last - first)
        return number_text(first)
