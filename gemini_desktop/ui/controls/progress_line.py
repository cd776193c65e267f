"""A thin line that fills from left to right as work goes on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import theme


class ProgressLine(QWidget):
    """How much of something is done."""

    def __init__(self) -> None:
        super().__init__()
        self._done = 0.0
        self.setFixedHeight(6)
        self.setAccessibleName(self.tr("Progress"))

    def set_done(self, done: float) -> None:
        """From 0 to 1."""
        self._done = done
        self.setAccessibleDescription(f"{done:.0%}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.rect())
        painter.setBrush(QColor(theme.current().hover))
        painter.drawRoundedRect(rect, 3, 3)
        rect.setWidth(max(6.0, rect.width() * self._done))
        painter.setBrush(QColor(theme.current().accent))
        painter.drawRoundedRect(rect, 3, 3)
        painter.end()
