"""In the place of a recording that is not there any more: what is gone, and what is left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import Label, paint


class GoneStrip(QWidget):
    """Hidden while what is to be shown can be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("goneStrip")
        self._words = Label(size=12.5, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(54, 18, 28, 10)
        column.addWidget(self._words)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._say_it)
        self._next = ""
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Tell what is gone."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.show()

    def say_soon(self, words: str) -> None:
        """The same from within a paint event, in which nothing may be laid out."""
        self._next = words
        self._soon.start()

    def leave(self) -> None:
        """Something else is shown."""
        self._soon.stop()
        self.hide()

    def _say_it(self) -> None:
        self.say(self._next)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()).adjusted(16, 8, -16, 0), 10, "amber_tint")
        target = QRectF(28, 20, 16, 16)
        icons.paint(painter, "triangle-alert", theme.current().amber, target)
        painter.end()
