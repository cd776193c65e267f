"""The list of captures: what keys, clicks and the menu do to the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QMenu, QWidget

from gemini_desktop.ui.controls.two_lines import dress_list
from gemini_desktop.ui.inspector.captures.capture_row import CaptureRow
from gemini_desktop.ui.inspector.captures.captures_model import CapturesModel


class CapturesView(QListView):
    """Enter opens, Ctrl+Enter and the middle button open beside what is open already."""

    opened = Signal(str)
    opened_beside = Signal(str)
    turn_requested = Signal(str)
    save_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, model: CapturesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("capturesList")
        self.setAccessibleName(self.tr("Captures"))
        self._captures = model
        self.setModel(model)
        self.setItemDelegate(CaptureRow(model, self))
        dress_list(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.doubleClicked.connect(self._open)
        self.menu = self._build_menu()

    def choose(self, capture_id: str) -> bool:
        """Choose a capture by its id; False where it is not shown."""
        row = self._captures.row_of(capture_id)
        if row >= 0:
            self.setCurrentIndex(self._captures.index(row))
        return row >= 0

    def chosen(self) -> str:
        """The id of the chosen capture, empty if there is none."""
        index = self.currentIndex()
        return self._captures.entry(index).id if index.isValid() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        beside = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._emit(self.opened_beside if beside else self.opened)
            case Qt.Key.Key_Delete:
                self._emit(self.delete_requested)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.MiddleButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid():
                self.setCurrentIndex(index)
                self._emit(self.opened_beside)

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        for name, text in (
            ("open", self.tr("Open")),
            ("beside", self.tr("Open in a new tab")),
            ("turn", self.tr("Show its turn in the chat")),
            ("save", self.tr("Save as…")),
            ("delete", self.tr("Delete")),
        ):
            action = QAction(text, menu)
            action.setObjectName(name)
            menu.addAction(action)
        menu.triggered.connect(self._menu_chosen)
        return menu

    def _menu_chosen(self, action: QAction) -> None:
        self._emit(
            {
                "open": self.opened,
                "beside": self.opened_beside,
                "turn": self.turn_requested,
                "save": self.save_requested,
                "delete": self.delete_requested,
            }[action.objectName()]
        )

    def _open(self, _index: QModelIndex) -> None:
        self._emit(self.opened)

    def _emit(self, signal: SignalInstance) -> None:
        capture_id = self.chosen()
        if capture_id:
            signal.emit(capture_id)

    def _open_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        has_turn = bool(self._captures.entry(index).note.conversation_id)
        self.menu.actions()[2].setEnabled(has_turn)
        self.menu.popup(self.viewport().mapToGlobal(where))
