"""Going to another conversation by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.controls.search_edit import SearchEdit
from gemini_desktop.ui.library import words
from gemini_desktop.ui.library.entry import Entry
from gemini_desktop.ui.library.popup import Popup
from gemini_desktop.ui.library.results import Result, ResultsModel, titles_with
from gemini_desktop.ui.library.results_view import ResultsView

_WIDTH, _HEIGHT = 520, 420
_MOST = 50
_FROM_TOP = 0.14


class QuickSwitch(Popup):
    """The latest first, until something is typed. Enter goes there, Esc or a click elsewhere
    closes."""

    chosen = Signal(str)
    """The id of a conversation."""

    def __init__(self, parent: QWidget, entries: Sequence[Entry], shown: str) -> None:
        super().__init__(parent, "quickSwitch", self.tr("Jump to a chat"))
        others = [each for each in entries if each.id != shown]
        self._entries = sorted(others, key=lambda each: each.archived)
        self.results = ResultsModel(self)
        self.view = ResultsView(self.results)
        self.view.setObjectName("quickResults")
        self.view.viewport().setAutoFillBackground(False)  # the popup's ground is its ground
        self.field = SearchEdit("quickField", self.tr("A part of the title, or a tag"))
        self.field.setPlaceholderText(self.tr("Jump to a chat"))
        self._empty = Label(tone="3")
        self._empty.setContentsMargins(14, 10, 14, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
        self.view.opened.connect(self._go)
        self.view.field_wanted.connect(self.field.setFocus)
        self._find("")

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper part of the window."""
        width = min(_WIDTH, window.width() - 40)
        height = min(_HEIGHT, round(window.height() * 0.7), self._needed())
        self.resize(width, height)
        corner = QPoint((window.width() - width) // 2, round(window.height() * _FROM_TOP))
        self.move(window.mapToGlobal(corner))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _needed(self) -> int:
        """For what is listed at first: it stays as high while one types."""
        rows = self.results.rowCount() * max(0, self.view.sizeHintForRow(0))
        return 20 + 8 + self.field.sizeHint().height() + max(rows, self._empty.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. From the field, the arrow keys and Enter reach the list; Escape closes."""
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() in (*keys, *enter):
                self.view.keyPressEvent(event)
                return True
            if event.key() == Qt.Key.Key_Escape:  # the field would only be emptied
                self.close()
                return True
        return super().eventFilter(watched, event)

    def _find(self, text: str) -> None:
        needles = text.split()
        found = (
            titles_with(self._entries, needles, _MOST)
            if needles
            else [Result(each, words.title(each), ()) for each in self._entries[:_MOST]]
        )
        self.results.set_results(found)
        if found:
            self.view.setCurrentIndex(self.results.index(0))
        self.view.setVisible(bool(found))
        none = self.tr("No chat is called so."), self.tr("There is no other chat.")
        self._empty.setText(none[not self._entries])
        self._empty.setVisible(not found)

    def _go(self, result: Result) -> None:
        self.close()
        self.chosen.emit(result.entry.id)
