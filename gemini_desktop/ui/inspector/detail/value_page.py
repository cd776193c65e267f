"""The whole of one text within an event's JSON, however long: what the tree leaves out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.core.json.spans import Path, path_text
from gemini_desktop.ui.controls import Chip, IconButton, Label
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.inspector.raw.byte_content import Held
from gemini_desktop.ui.inspector.raw.byte_panel import BytePanel
from gemini_desktop.ui.inspector.raw.modes import HEX, TEXT
from gemini_desktop.ui.inspector.raw.reads import Reads


class ValuePage(QWidget):
    """The text as UTF-8, unescaped; its line ends are seen. Escape goes back to the tree."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = IconButton("chevron-left", "", "valueBack", size=26, icon_size=16)
        self._back.set_tooltip(self.tr("Back to the tree"), "Esc")
        self._where = Label(size=12, tone="2", mono=True)
        self._where.setMinimumWidth(0)
        self._hex = Chip(self.tr("Hex"), object_name="valueHex")
        self._hex.setCheckable(True)
        self._hex.setToolTip(self.tr("Show hexadecimal numbers instead of text"))
        self.panel = BytePanel("valueBytes", self.tr("The whole text"))
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 16, 2)
        head.setSpacing(6)
        head.addWidget(self._back)
        head.addWidget(self._where, 1)
        head.addWidget(self._hex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.panel, 1)
        self._back.clicked.connect(self.closed)
        self._hex.toggled.connect(self._change_mode)

    def show_text(self, path: Path, text: str) -> None:
        """Show another text."""
        raw = text.encode("utf-8", "surrogatepass")
        self._where.setText(f"{path_text(path)} · {size_text(len(raw))}")
        self.panel.show_bytes(Held(raw, 0), 0, len(raw), Reads())
        self.panel.set_folded(on=False)

    def clear(self) -> None:
        """Let go of the text."""
        self.panel.show_bytes(None, 0, 0, Reads())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt for what the view leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _change_mode(self, on: bool) -> None:
        self.panel.set_mode(HEX if on else TEXT)
