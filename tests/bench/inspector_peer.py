"""What Qt's own classes do with the same events: a plain model, a QSortFilterProxyModel and a
QTableView. The events' bytes are kept in a list; texts are made when they are asked for."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRegularExpression,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtWidgets import QTableView

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.store.tape import TapeReader

_Index = QModelIndex | QPersistentModelIndex
_KIND, _RAW = 3, 4


class _Plain(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[bytes] = []

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return len(self.events)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 5

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        raw = self.events[index.row()]
        match index.column():
            case 0:
                return str(index.row() + 1)
            case 2:
                return str(len(raw))
            case 3:
                return "thought" if b'"thought"' in raw else "text"
            case 4:
                return raw.decode()
        return ""

    def append(self, events: list[bytes]) -> None:
        self.beginInsertRows(QModelIndex(), len(self.events), len(self.events) + len(events) - 1)
        self.events += events
        self.endInsertRows()


class Peer:
    """Shows a capture as most programs would."""

    def __init__(self) -> None:
        self._model = _Plain()
        self._proxy = QSortFilterProxyModel()
        self._proxy.setSourceModel(self._model)
        self._proxy.setFilterKeyColumn(_RAW)
        self.view = QTableView()
        self.view.setModel(self._proxy)
        self.view.resize(760, 500)
        self.view.show()

    def open(self, reader: TapeReader) -> None:
        """Show it whole: nothing here works in slices."""
        self._model.append(
            [part + b"\r\n\r\n" for part in _body(reader).split(b"\r\n\r\n") if part]
        )

    def opened(self) -> bool:
        """At once."""
        return True

    def filter(self, text: str) -> None:
        """Filter the bytes, or the types."""
        name, _, value = text.partition(":")
        self._proxy.setFilterKeyColumn(_KIND if name == "type" else _RAW)
        pattern = text[1:-1] if text[:1] in ("/", '"') else value or text
        if not text.startswith("/"):
            pattern = QRegularExpression.escape(pattern)
        caseless = QRegularExpression.PatternOption.CaseInsensitiveOption
        self._proxy.setFilterRegularExpression(QRegularExpression(pattern, caseless))

    def filtered(self) -> bool:
        """At once."""
        return True

    def append(self, _records: list[Record], chunks: list[Chunk]) -> None:
        """Show more."""
        self._model.append([chunk.raw for chunk in chunks])
        self.view.scrollToBottom()


def _body(reader: TapeReader) -> bytes:
    return reader.read(0, reader.size())
