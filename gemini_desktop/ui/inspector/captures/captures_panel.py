"""The drawer with all exchanges of the home: a field to filter by, and the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Hairline, IconButton, Label
from gemini_desktop.ui.inspector.captures.capture_words import Entry
from gemini_desktop.ui.inspector.captures.captures_model import CapturesModel
from gemini_desktop.ui.inspector.captures.captures_view import CapturesView
from gemini_desktop.ui.inspector.captures.search_edit import SearchEdit
from gemini_desktop.ui.inspector.events.summary import number_text

WIDTH = 380


class CapturesPanel(QWidget):
    """Shows what it is given, and asks by signals; each carries a capture's id."""

    opened = Signal(str)
    opened_beside = Signal(str)
    """To be opened in a tab of its own."""
    turn_requested = Signal(str)
    save_requested = Signal(str)
    delete_requested = Signal(str)
    files_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("capturesPanel")
        self.setAccessibleName(self.tr("All captures"))
        self.model = CapturesModel(self)
        self.view = CapturesView(self.model)
        self.field = SearchEdit("capturesFilter", self.tr("Filter captures"))
        self.field.setPlaceholderText(self.tr("Prompt, model, profile or outcome"))
        self._count = Label(size=11.5, tone="3")
        self._empty = Label(
            self.tr("Every exchange with a server will be listed here, the newest first."),
            tone="3",
            wrap=True,
        )
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._lay_out()
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        for name in ("opened", "opened_beside", "turn_requested"):
            getattr(self.view, name).connect(getattr(self, name))
        self.view.save_requested.connect(self.save_requested)
        self.view.delete_requested.connect(self.delete_requested)
        self._show_count()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, in this order; what was chosen stays so, else the first is."""
        chosen = self.view.chosen()
        self.model.set_entries(entries)
        self._keep(chosen)
        self._show_count()

    def focus_field(self) -> None:
        """One can type at once."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(WIDTH, 500)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. From the field, the arrow keys and Enter reach the list."""
        if watched is self.field and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and event.key() in (*keys, *enter):
                self.view.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        chosen = self.view.chosen()
        self.model.set_filter(text)
        self._keep(chosen)
        self._show_count()

    def _keep(self, chosen: str) -> None:
        if not self.view.choose(chosen) and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))

    def _show_count(self) -> None:
        shown, known = self.model.rowCount(), len(self.model)
        self._empty.setHidden(known > 0)
        self.view.setVisible(known > 0)
        if self.model.filtered:
            words = self.tr("{0} of {1}").format(number_text(shown), number_text(known))
        else:
            words = number_text(known) if known else ""
        self._count.setText(words)

    def _lay_out(self) -> None:
        files = IconButton("folder-open", self.tr("Open files…"), "openCaptureFiles", size=28)
        files.clicked.connect(self.files_requested)
        close = IconButton("x", self.tr("Close the list"), "closeCaptures", size=28)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 0)
        head.setSpacing(4)
        head.addWidget(Label(self.tr("All captures"), size=13, weight=600))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(files)
        head.addWidget(close)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 6, 16, 8)
        bar.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(bar)
        column.addWidget(Hairline())
        column.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.view, 1)
        self.setMinimumWidth(280)
