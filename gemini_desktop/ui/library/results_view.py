"""The list of what was found, and how a line of it is drawn."""

from __future__ import annotations

import time

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.marked_text import marked_text
from gemini_desktop.ui.controls.two_lines import TwoLines, dress_list, words_at_right
from gemini_desktop.ui.controls.two_lines import words as draw_words
from gemini_desktop.ui.library import words
from gemini_desktop.ui.library.results import ResultsModel, where

_Index = QModelIndex | QPersistentModelIndex
_Select = QItemSelectionModel.SelectionFlag


class ResultsView(QListView):
    """A click or Enter opens; `opened` carries a `results.Result`."""

    opened = Signal(object)
    field_wanted = Signal()
    """Up from the first line."""

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self.setObjectName("chatResults")
        self.setAccessibleName(self.tr("Where the words were found"))
        self.setModel(model)
        self.setItemDelegate(_ResultRow(model, self))
        dress_list(self)
        self.clicked.connect(self._open)
        self._kept: tuple[str, str] | None = None
        self._shown = ""
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._bring_back)

    def _keep(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            result = self._results.result(index)
            self._kept = (result.entry.id, result.turn_id)
        else:
            self._kept = None

    def _bring_back(self) -> None:
        """What was come to stays, where more is found around it."""
        if self._kept is None:
            return
        rows = (self._results.index(row) for row in range(self._results.rowCount()))
        for index in rows:
            result = self._results.result(index)
            if (result.entry.id, result.turn_id) == self._kept:
                self.setCurrentIndex(index)
                return

    def show_current(self, conversation_id: str) -> None:
        """The chat shows this one now: what was chosen of another one is chosen no more."""
        shown, self._shown = self._shown, conversation_id
        index = self.currentIndex()
        if shown == conversation_id or not index.isValid():
            return
        if self._results.result(index).entry.id != conversation_id:
            self.selectionModel().clear()

    def open_current(self) -> None:
        """Open the line that the keyboard has come to, else the first."""
        index = self.currentIndex()
        if not index.isValid() and self._results.rowCount():
            index = self._results.index(0)
        if index.isValid():
            self._open(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt, which comes to the first line without choosing it."""
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection() and self._results.rowCount():
            index = self.currentIndex()
            self.setCurrentIndex(index if index.isValid() else self._results.index(0))
            self.selectionModel().select(self.currentIndex(), _Select.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_current()
            case Qt.Key.Key_Up if self.currentIndex().row() <= 0:
                self.field_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._results.result(index))


class _ResultRow(TwoLines):
    """The words around what was found, then where that is."""

    def __init__(self, model: ResultsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._results = model

    def paint_lines(self, painter: QPainter, upper: QRectF, lower: QRectF, index: _Index) -> None:
        """Draw the words of a row."""
        result = self._results.result(index).near()
        marked_text(painter, upper, result.text, result.marks)
        small = theme.ui_font(11.5)
        when = words.relative_time(result.entry.updated_unix_ns, time.time_ns())
        rest = words_at_right(painter, lower, when, small, "text_3")
        draw_words(painter, rest, where(result), small, "text_2")
