"""An input of several lines that grows with its text and says when it has changed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.qt_helpers import viewport_of

_QUIET_MS = 500


class TextArea(QPlainTextEdit):
    """From `least` to `most` lines high; Tab moves on, as in every other field of a form."""

    edited = Signal(str)
    """The text, half a second after the last key or when the focus leaves."""

    def __init__(
        self,
        object_name: str = "",
        *,
        least: int = 2,
        most: int = 8,
        mono: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least, self._most, self._mono = least, most, mono
        self._announced = ""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self.announce)
        self.setObjectName(object_name)
        self.setProperty("field", "true")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(1)
        self.textChanged.connect(self._changed)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def set_text(self, text: str) -> None:
        """Show a text without announcing it; the cursor stays where nothing changes."""
        self._announced = text
        if text != self.toPlainText():
            self.setPlainText(text)
        self._quiet.stop()

    def announce(self) -> None:
        """Send `edited` now, if there is something to say."""
        self._quiet.stop()
        text = self.toPlainText()
        if text != self._announced:
            self._announced = text
            self.edited.emit(text)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        lines = max(self._least, min(self._most, self._lines()))
        return QSize(120, lines * self.fontMetrics().lineSpacing() + 16)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(60, self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Called by Qt."""
        super().focusOutEvent(event)
        self.announce()

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt. A window may close half a second after the last key."""
        super().hideEvent(event)
        self.announce()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt. Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _lines(self) -> int:
        """Lines as they are broken now, counted no further than can be shown."""
        layout = self.document().documentLayout()
        spacing = self.fontMetrics().lineSpacing()
        lines, block = 0, self.document().begin()
        while block.isValid() and lines < self._most:
            lines += round(layout.blockBoundingRect(block).height() / spacing)
            block = block.next()
        return lines

    def _changed(self) -> None:
        self.updateGeometry()
        if self.toPlainText() != self._announced:
            self._quiet.start()

    def _dress(self) -> None:
        font = theme.mono_font(12) if self._mono else theme.ui_font(13)
        self.setFont(font)
        viewport_of(self).setFont(font)  # the placeholder's, which else stays as large as it was
        self.updateGeometry()
