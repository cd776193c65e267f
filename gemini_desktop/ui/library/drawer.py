"""The drawer with the conversations that are kept, newest first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QMenu, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import IconButton, Label, PaneHeader
from gemini_desktop.ui.library.row import STATE_ROLE, TIME_ROLE, ConversationRow
from gemini_desktop.ui.qt_helpers import plain_tip

WIDTH = 240
ID_ROLE = int(Qt.ItemDataRole.UserRole)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


State: TypeAlias = Literal["", "live", "done", "failed"]
"""Whether an answer comes in, or has ended (well or not) while another conversation was shown."""


@dataclass(frozen=True)
class Entry:
    """One conversation as the drawer shows it; `updated_unix_ns` is its last turn."""

    id: str
    title: str
    updated_unix_ns: int = 0
    state: State = ""


class ConversationDrawer(QWidget):
    """A list to choose from; F2 renames in place, Delete deletes (who listens may undo)."""

    selected = Signal(str)
    deleted = Signal(str)
    renamed = Signal(str, str)
    new_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Chats"))
        self._model = _Conversations(self)
        self._model.renamed.connect(self.renamed)
        self.view = _List()
        self.view.setModel(self._model)
        self.view.setItemDelegate(ConversationRow(self.view))
        self.view.setAccessibleName(self.tr("Chats"))
        self.view.clicked.connect(self._chosen)
        self.view.activated.connect(self._chosen)
        self.view.delete_pressed.connect(self._delete)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._menu = QMenu(self)
        self._menu.addAction(self.tr("Rename"), self._rename)
        self._menu.addAction(self.tr("Delete"), self._delete)
        self._empty = Label(
            self.tr("Your chats will be listed here, the newest first."), tone="3", wrap=True
        )
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._lay_out()

    def show_entries(self, entries: Sequence[Entry], current: str) -> None:
        """Show these, in this order; `current` is highlighted if it is among them."""
        self._model.set_entries(entries)
        self._empty.setVisible(not entries)
        self.view.setVisible(bool(entries))
        row = self._model.row_of(current)
        if row >= 0:
            self.view.setCurrentIndex(self._model.index(row))
        else:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(WIDTH, 400)

    def _lay_out(self) -> None:
        header = PaneHeader(self.tr("Chats"))
        new = IconButton("plus", self.tr("New chat"), "drawerNewChatButton")
        new.clicked.connect(self.new_requested)
        header.add(new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.view, 1)
        self.setMinimumWidth(WIDTH)

    def _chosen(self, index: QModelIndex) -> None:
        self.selected.emit(index.data(ID_ROLE))

    def _rename(self) -> None:
        self.view.edit(self.view.currentIndex())

    def _delete(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.deleted.emit(index.data(ID_ROLE))

    def _open_menu(self, where: QPoint) -> None:
        index = self.view.indexAt(where)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self._menu.popup(self.view.viewport().mapToGlobal(where))


class _List(QListView):
    delete_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("conversationList")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Conversations(QAbstractListModel):
    renamed = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def row_of(self, conversation: str) -> int:
        return next((i for i, e in enumerate(self._entries) if e.id == conversation), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return entry.title or self.tr("Untitled chat")
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join(filter(None, (entry.title, _in_words(entry.state)))))
            case _ if role == ID_ROLE:
                return entry.id
            case _ if role == STATE_ROLE:
                return entry.state
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (entry.title, _in_words(entry.state))))
            case _ if role == TIME_ROLE:
                return relative_time(entry.updated_unix_ns, time.time_ns())
            case _:
                return None

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: object,
        role: int = int(Qt.ItemDataRole.EditRole),
    ) -> bool:
        entry, title = self._entries[index.row()], str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not title or title == entry.title:
            return False
        self._entries[index.row()] = replace(entry, title=title)
        self.dataChanged.emit(index, index)
        self.renamed.emit(entry.id, title)
        return True

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable


def _in_words(state: State) -> str:
    return {
        "": "",
        "live": _tr("An answer is coming in"),
        "done": _tr("A new answer"),
        "failed": _tr("The answer did not come to its end"),
    }[state]


def relative_time(unix_ns: int, now_unix_ns: int) -> str:
    """How long ago, in the coarsest words that help; a date where it is more than a week."""
    if not unix_ns:
        return ""
    seconds = (now_unix_ns - unix_ns) // 1_000_000_000
    if seconds < _MINUTE:
        return _tr("now")
    if seconds < _HOUR:
        return _tr("%1 min").replace("%1", str(seconds // _MINUTE))
    if seconds < _DAY:
        return _tr("%1 h").replace("%1", str(seconds // _HOUR))
    if seconds < 7 * _DAY:
        return _tr("%1 d").replace("%1", str(seconds // _DAY))
    date = QDateTime.fromSecsSinceEpoch(unix_ns // 1_000_000_000).date()
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conversations", text)
