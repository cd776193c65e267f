"""What was sent, and the head of what came back."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.ui.controls import IconButton, Label
from gemini_desktop.ui.inspector import exchange_text
from gemini_desktop.ui.inspector.mono_view import EmptyContent, MonoView
from gemini_desktop.ui.inspector.text_rows import TextRows


class RequestPage(QWidget):
    """Keeps the records but not the bytes of the reads, only how many they were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records: list[Record] = []
        self._changed = False
        self.view = MonoView("requestView", self.tr("Request and response head"))
        self.view.set_hint(self.tr("The request appears here when one is sent."))
        self._received = 0
        copy = IconButton("copy", self.tr("Copy request and response head"), size=28)
        copy.setObjectName("copyRequest")
        copy.clicked.connect(self.copy)
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.addWidget(Label(self.tr("As it was sent, keys masked"), size=12.5, tone="2"), 1)
        head.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)

    def clear(self) -> None:
        """Nothing was sent."""
        self._records = []
        self._received = 0
        self._changed = False
        self.view.set_content(EmptyContent())

    def take_record(self, record: Record) -> None:
        """Take a record in; shown at the next `refresh`."""
        if isinstance(record, BytesReceived):
            self._received += len(record.data)
        else:
            self._records.append(record)
            self._changed = True

    def refresh(self) -> None:
        """Show what has come."""
        if self._changed:
            self._changed = False
            rows = TextRows(exchange_text.lines(self._records, self._received))
            self.view.set_content(rows, keep_place=True)

    def copy(self) -> None:
        """Put all of it on the clipboard, the request's body whole."""
        text = exchange_text.text(self._records, self._received)
        QGuiApplication.clipboard().setText(self.view.selected_text() or text)
