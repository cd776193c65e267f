"""Recordings as a table with a box before each: text is made for the rows that are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gemini_desktop.session.storage import Recording
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.qt_helpers import plain_tip

NAME, SIZE, DATE, REMARK = range(4)
_Index = QModelIndex | QPersistentModelIndex
_KEYS: dict[int, Callable[[Recording], Any]] = {
    NAME: lambda each: (each.title or each.prompt).casefold(),
    SIZE: lambda each: each.bytes,
    DATE: lambda each: each.created_unix_ns,
    REMARK: lambda each: (each.only_copy, each.pinned),
}


class RecordingsModel(QAbstractTableModel):
    """Sorted as the header says; what is chosen stays chosen when it is sorted anew."""

    chosen_changed = Signal()

    def __init__(self, recordings: Sequence[Recording], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = list(recordings)
        self.chosen: set[str] = set()
        """The ids of those with a tick."""
        self._headers = (self.tr("Chat"), self.tr("Size"), self.tr("Recorded"), self.tr("Remark"))

    @property
    def recordings(self) -> list[Recording]:
        """All, in the order that is shown."""
        return self._rows

    def choose(self, ids: set[str]) -> None:
        """Tick these and no others."""
        self.chosen = set(ids)
        if self._rows:
            last = self.index(len(self._rows) - 1, NAME)
            self.dataChanged.emit(self.index(0, NAME), last, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._headers)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Called by Qt."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else flags

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """Called by Qt."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Called by Qt."""
        each = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(each, index.column())
            case Qt.ItemDataRole.ToolTipRole if index.column() == NAME:
                return plain_tip(each.prompt or each.title)
            case Qt.ItemDataRole.ToolTipRole if index.column() == REMARK and each.only_copy:
                return self.tr("No chat has an answer from it: nothing else holds what came.")
            case Qt.ItemDataRole.CheckStateRole if index.column() == NAME:
                ticked = each.id in self.chosen
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == SIZE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: _Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Called by Qt."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NAME:
            return False
        ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.set_ticked(index.row(), ticked=ticked)
        return True

    def set_ticked(self, row: int, *, ticked: bool) -> None:
        """Tick a row, or take its tick away."""
        change = self.chosen.add if ticked else self.chosen.discard
        change(self._rows[row].id)
        place = self.index(row, NAME)
        self.dataChanged.emit(place, place, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()

    def is_ticked(self, row: int) -> bool:
        """Whether it has a tick."""
        return self._rows[row].id in self.chosen

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Called by Qt."""
        self.layoutAboutToBeChanged.emit()
        # The selection and the row of the keys are of a recording, not of a place.
        known = self.persistentIndexList()
        ids = [self._rows[index.row()].id for index in known]
        descending = order == Qt.SortOrder.DescendingOrder
        self._rows.sort(key=_KEYS.get(column, _KEYS[SIZE]), reverse=descending)
        row_of = {each.id: row for row, each in enumerate(self._rows)} if known else {}
        moved = zip(known, ids, strict=True)
        now = [self.index(row_of[each], index.column()) for index, each in moved]
        self.changePersistentIndexList(known, now)
        self.layoutChanged.emit()

    def _text(self, each: Recording, column: int) -> str:
        match column:
            case 0:
                return each.title or each.prompt or self.tr("Without a prompt")
            case 1:
                return size_text(each.bytes)
            case 2:
                return _date(each.created_unix_ns)
        remarks = (
            self.tr("only copy") if each.only_copy else "",
            self.tr("pinned") if each.pinned else "",
        )
        return ", ".join(filter(None, remarks))


def _date(unix_ns: int) -> str:
    local = QDateTime.fromMSecsSinceEpoch(unix_ns // 1_000_000)
    return QLocale().toString(local.date(), QLocale.FormatType.ShortFormat)
