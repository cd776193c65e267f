"""The list of conversations: what keys, clicks and the pointer do to what is chosen in it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QListView, QWidget

from gemini_desktop.ui.library.chats_model import ChatsModel
from gemini_desktop.ui.library.chats_row import ChatsRow
from gemini_desktop.ui.library.entry import Heading

_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_Select = QItemSelectionModel.SelectionFlag


class ChatsView(QListView):
    """A click opens; with Ctrl or Shift it chooses several, for what the menu and keys do to all.

    A list that grows, or moves what was used last to its top, is not seen to move: what stood in
    the first line stays there, unless that is the top.
    """

    opened = Signal(str)
    delete_pressed = Signal()
    menu_wanted = Signal(QPoint)
    """At this place of the screen."""
    folded = Signal(str)
    """The heading of this part was pressed."""
    field_wanted = Signal()
    """Up from the first line."""

    def __init__(self, model: ChatsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chats = model
        self._row = ChatsRow(model, self)
        self._kept: tuple[list[str], str, int] = ([], "", -1)
        self.setObjectName("conversationList")
        self.setAccessibleName(self.tr("Chats"))
        self.setModel(model)
        self.setItemDelegate(self._row)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(False)
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.clicked.connect(self._on_click)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._bring_back)

    # --- what is chosen --------------------------------------------------------------------------

    def chosen(self) -> list[str]:
        """The ids of the chosen conversations, from the top."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        entries = (self._chats.entry(self._chats.index(row)) for row in rows)
        return [entry.id for entry in entries if entry is not None]

    def show_current(self, conversation_id: str) -> None:
        """The chat shows this one now: choose it alone, unless it was the one before."""
        if conversation_id == self._row.shown and (
            not conversation_id or self._chats.row_of(conversation_id) < 0 or self.chosen()
        ):
            return
        self._row.shown = conversation_id
        row = self._chats.row_of(conversation_id)
        if row < 0:
            self.clearSelection()
        else:  # with the flag: Qt would go by the keys that are held down just now
            index = self._chats.index(row)
            self.selectionModel().setCurrentIndex(index, _Select.ClearAndSelect)
        self.viewport().update()

    def select(self, ids: list[str]) -> None:
        """Choose these, as far as they are listed."""
        selection = QItemSelection()
        for each in ids:
            row = self._chats.row_of(each)
            if row >= 0:
                selection.select(self._chats.index(row), self._chats.index(row))
        self.selectionModel().select(selection, _Select.ClearAndSelect)

    def anchor(self) -> tuple[str, int]:
        """What stands in the first line, and how many pixels above it that begins; no key at the
        top."""
        if self.verticalScrollBar().value() == 0:
            return "", 0
        index = self.indexAt(QPoint(20, 0))
        if not index.isValid():
            return "", 0
        return self._chats.row(index).key, self.visualRect(index).top()

    def scroll_to_anchor(self, anchor: tuple[str, int]) -> None:
        """Bring that line back to where it stood."""
        key, top = anchor
        row = self._chats.row_of(key) if key else -1
        if row >= 0:
            bar = self.verticalScrollBar()
            now = self.visualRect(self._chats.index(row)).top()
            bar.setValue(bar.value() + now - top)

    def _keep(self) -> None:
        index = self.currentIndex()
        current = self._chats.row(index).key if index.isValid() else ""
        self._kept = (self.chosen(), current, index.row())

    def _bring_back(self) -> None:
        chosen, current, place = self._kept
        row = self._chats.row_of(current)
        if row < 0 <= place:  # it is gone: the keys go on from what stands there now
            row = min(place, self._chats.rowCount() - 1)
        if row >= 0:
            self.selectionModel().setCurrentIndex(self._chats.index(row), _Select.NoUpdate)
        self.select(chosen)

    # --- acts ------------------------------------------------------------------------------------

    def rename_current(self) -> None:
        """Let the title be written anew."""
        index = self.currentIndex()
        if self._chats.entry(index) is not None:
            self.scrollTo(index)
            self.edit(index)

    def open_current(self) -> None:
        """Open the conversation that the keyboard has come to, or fold the part."""
        index = self.currentIndex()
        if not index.isValid():
            return
        row = self._chats.row(index)
        if isinstance(row, Heading):
            self.folded.emit(row.name)
        else:
            self.opened.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        index = self.currentIndex()
        row = self._chats.row(index) if index.isValid() else None
        match event.key():
            case Qt.Key.Key_Delete:
                self.delete_pressed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_current()
            case Qt.Key.Key_Space if isinstance(row, Heading):
                self.folded.emit(row.name)
            case Qt.Key.Key_Left if isinstance(row, Heading) and not row.folded:
                self.folded.emit(row.name)
            case Qt.Key.Key_Right if isinstance(row, Heading) and row.folded:
                self.folded.emit(row.name)
            case Qt.Key.Key_Menu:
                self._menu_at(index)
            case Qt.Key.Key_F10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._menu_at(index)
            case Qt.Key.Key_Up if index.row() <= 0 and not event.modifiers():
                self.field_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt. What is chosen stays so under the right button: the menu is for all."""
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt. Pulling over the list chooses nothing."""
        if not event.buttons():
            super().mouseMoveEvent(event)

    def _on_click(self, index: QModelIndex) -> None:
        row = self._chats.row(index)
        if isinstance(row, Heading):
            self.folded.emit(row.name)
        elif not QApplication.keyboardModifiers() & _MODIFIERS:
            self.opened.emit(row.id)

    def _on_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if self._chats.entry(index) is not None:
            if not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, _Select.ClearAndSelect)
            self.menu_wanted.emit(self.viewport().mapToGlobal(where))

    def _menu_at(self, index: QModelIndex) -> None:
        if self._chats.entry(index) is not None:
            self.menu_wanted.emit(
                self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(24, 0))
            )
