"""The hits of a search: Enter leads to the event, Ctrl+Enter in a tab of its own."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QWidget

from gemini_desktop.ui.controls.two_lines import dress_list
from gemini_desktop.ui.inspector.captures.hit_row import HitRow
from gemini_desktop.ui.inspector.captures.hits_model import HitsModel


class HitsView(QListView):
    """Signals carry a `session.searching.Hit`."""

    opened = Signal(object)
    opened_beside = Signal(object)

    def __init__(self, model: HitsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("captureHits")
        self.setAccessibleName(self.tr("Where the words were found"))
        self._hits = model
        self.setModel(model)
        self.setItemDelegate(HitRow(model, self))
        dress_list(self)
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            beside = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._emit(self.opened_beside if beside else self.opened)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.MiddleButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid():
                self.setCurrentIndex(index)
                self._emit(self.opened_beside)

    def _open(self, _index: QModelIndex) -> None:
        self._emit(self.opened)

    def _emit(self, signal: SignalInstance) -> None:
        index = self.currentIndex()
        if index.isValid():
            signal.emit(self._hits.hit(index)[0])
