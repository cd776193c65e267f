"""A sheet over the window: it asks or tells something, and holds up nothing below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.qt_helpers import local_shortcut

MARGIN = 24
"""The least room between a sheet and the edges of the window."""


class Sheet(QWidget):
    """Its ground and its place. Hidden at first."""

    closed = Signal()
    """It was put away: the keys are wanted elsewhere. Not where the window goes out of sight."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        over.installEventFilter(self)
        self.hide()

    def _place(self) -> None:
        """Find its place over the window, whose size has changed. Each sheet has its own way."""

    def _centre(self, width: int, height: int) -> None:
        """Stand in the middle, this large where there is room."""
        room = self._over.rect()
        width = min(width, room.width() - 2 * MARGIN)
        height = min(height, room.height() - 2 * MARGIN)
        left, top = (room.width() - width) // 2, (room.height() - height) // 2
        self.setGeometry(room.left() + left, room.top() + top, width, height)

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt."""
        super().hideEvent(event)
        if self.isHidden():
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


def sheet_button(words: str, tip: str, name: str = "", *, primary: bool = False) -> QPushButton:
    """A button at the foot of a sheet, pressed by Enter too: Qt has it do so in dialogs only."""
    button = QPushButton(words)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(words.rstrip("…"))
    button.setAccessibleDescription(tip)
    if primary:
        button.setProperty("primary", True)  # noqa: FBT003 - Qt's way
    for key in ("Return", "Enter"):
        local_shortcut(key, button, button.click)
    return button
