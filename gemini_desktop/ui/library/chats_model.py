"""The list of conversations as a model that is changed in place: what is chosen stays chosen, a
title that is being written stays open, and nothing is laid out anew that has not moved."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
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


class ChatsModel(QStringListModel):
    """Rows are conversations and headings; the delegate asks `row`.

    Of the strings that Qt keeps below only their number is used: to lay out a list, Qt asks for the
    number of rows twice a row, and twenty thousand answers from Python take most of a frame.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = ""
        """One of `sections.ORDERS`; takes effect with the next rows."""
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}
        self._next: list[Row] = []
        for told in (self.rowsInserted, self.rowsRemoved, self.modelReset):
            told.connect(self._take)  # before any view is told

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
        places = {key: number for number, key in enumerate(keys)}
        gone = _stretches([number for number, key in enumerate(before) if key not in places])
        come = _stretches([number for number, key in enumerate(keys) if key not in self._places])
        if len(gone) + len(come) > _MOST_STEPS:
            self._next, self._places = new, places
            self.setStringList([""] * len(new))
            return
        known = self._places
        for first, last in reversed(gone):
            self._next = [*self._rows[:first], *self._rows[last + 1 :]]
            self.removeRows(first, last + 1 - first)
        if come:
            kept = [row for row in new if row[0] in known]
            self._order(kept, {row[0]: number for number, row in enumerate(kept)})
        else:
            self._order(new, places)
        for first, last in come:
            self._next = [*self._rows[:first], *new[first : last + 1], *self._rows[first:]]
            self.insertRows(first, last + 1 - first)
        self._places = places
        self._replace(new)

    def _take(self) -> None:
        """Qt has counted what comes or goes."""
        self._rows = self._next

    def _order(self, rows: list[Row], places: dict[str, int]) -> None:
        """The same rows in another order."""
        if [row[0] for row in rows] == [row[0] for row in self._rows]:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._rows[index.row()][0] for index in before]
        self._rows, self._places = rows, places
        self.changePersistentIndexList(before, [self.index(self._places[key]) for key in keys])
        self.layoutChanged.emit()

    def _replace(self, rows: list[Row]) -> None:
        """The same keys in the same order; what is said of them may be new."""
        changed = [n for n, row in enumerate(rows) if row != self._rows[n]]
        self._rows = rows
        for first, last in _stretches(changed):
            self.dataChanged.emit(self.index(first), self.index(last))

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
