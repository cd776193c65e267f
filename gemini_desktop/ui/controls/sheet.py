"""A sheet over the window: it asks or tells something, and holds up nothing below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui.controls import paint


class Sheet(QWidget):
    """Its ground and its place. Hidden at first."""

    closed = Signal()
    """It went out of sight: the keys are wanted elsewhere."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        over.installEventFilter(self)
        self.hide()

    def _place(self) -> None:
        """Find its place over the window, whose size has changed. Each sheet has its own way."""

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt."""
        super().hideEvent(event)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. Stays in the middle when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        paint.rounded(painter, rect, 12, "raised", "border_strong")
        painter.end()
