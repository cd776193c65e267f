"""The list of conversations as a model that is changed in place: what is chosen stays chosen, a
title that is being written stays open, and nothing is laid out anew that has not moved."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gemini_desktop.ui.library import words
from gemini_desktop.ui.library.entry import Entry, Heading, Row
from gemini_desktop.ui.qt_helpers import plain_tip

ID_ROLE = int(Qt.ItemDataRole.UserRole)
ASIDE_ROLE = ID_ROLE + 1
"""What stands beside the title: what the order goes by."""
_MOST_STEPS = 200
"""Stretches of rows to be put in or taken out, above which it is quicker to begin anew."""
_Index = QModelIndex | QPersistentModelIndex
_NO_FLAGS, _HEADING_FLAGS = Qt.ItemFlag.NoItemFlags, Qt.ItemFlag.ItemIsEnabled
_CHAT_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemNeverHasChildren
)


class ChatsModel(QAbstractListModel):
    """Rows are conversations and headings; the delegate asks `row`."""

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = ""
        """One of `sections.ORDERS`; takes effect with the next rows."""
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}

    def row(self, index: _Index) -> Row:
        """What stands there."""
        return self._rows[index.row()]

    def entry(self, index: _Index) -> Entry | None:
        """The conversation that stands there; None for a heading, or no row at all."""
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, Entry) else None

    def row_of(self, key: str) -> int:
        """Where a conversation (by its id) or a heading stands; -1 where it does not."""
        return self._places.get(key, -1)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these, with as few changes as it takes."""
        new = list(rows)
        if new == self._rows:
            return
        keys, before = [row[0] for row in new], [row[0] for row in self._rows]
        if keys == before:
            self._replace(new)
            return
        wanted, known = set(keys), self._places.keys()
        gone = _stretches([number for number, key in enumerate(before) if key not in wanted])
        come = _stretches([number for number, key in enumerate(keys) if key not in known])
        if len(gone) + len(come) > _MOST_STEPS:
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self._take(self._rows)
        self._order([row for row in new if row[0] in known])
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = new[first : last + 1]
            self.endInsertRows()
        self._take(self._rows)
        self._replace(new)

    def _take(self, rows: list[Row]) -> None:
        self._rows = rows
        self._places = {row[0]: number for number, row in enumerate(rows)}

    def _order(self, rows: list[Row]) -> None:
        """The same rows in another order."""
        if [row[0] for row in rows] == [row[0] for row in self._rows]:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._rows[index.row()].key for index in before]
        self._take(rows)
        self.changePersistentIndexList(before, [self.index(self._places[key]) for key in keys])
        self.layoutChanged.emit()

    def _replace(self, rows: list[Row]) -> None:
        """The same keys in the same order; what is said of them may be new."""
        changed = [n for n, row in enumerate(rows) if row != self._rows[n]]
        self._rows = rows
        for first, last in _stretches(changed):
            self.dataChanged.emit(self.index(first), self.index(last))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Called by Qt."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Heading):
            return _of_heading(row, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.title(row)
            case Qt.ItemDataRole.EditRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(words.tip(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.spoken(row)
            case _ if role == ID_ROLE:
                return row.id
            case _ if role == ASIDE_ROLE:
                return words.aside(row, self.order, time.time_ns())
            case _:
                return None

    def setData(
        self, index: _Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """Called by Qt, when a title was written."""
        entry, title = self.entry(index), str(value).strip()
        if entry is None or role != Qt.ItemDataRole.EditRole or title in ("", entry.title):
            return False
        self._rows[index.row()] = entry._replace(title=title)
        self.dataChanged.emit(index, index)
        self.renamed.emit(entry.id, title)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Called by Qt, for every row whenever the list is laid out: no call more than it takes.
        A heading can be gone to, to fold it, but not chosen."""
        row = index.row()
        if row < 0:
            return _NO_FLAGS
        return _HEADING_FLAGS if isinstance(self._rows[row], Heading) else _CHAT_FLAGS


def _of_heading(row: Heading, role: int) -> object:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return words.heading(row.name)
        case Qt.ItemDataRole.AccessibleTextRole:
            return words.spoken_heading(row.name, row.members, folded=row.folded)
        case _:
            return None


def _stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of the runs without a gap."""

    def runs() -> Iterator[tuple[int, int]]:
        first = last = -2
        for number in numbers:
            if number == last + 1:
                last = number
                continue
            if first >= 0:
                yield first, last
            first = last = number
        if first >= 0:
            yield first, last

    return list(runs())
