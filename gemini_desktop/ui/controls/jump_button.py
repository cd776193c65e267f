"""The pill that leads back to the end, over the lower edge of what scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint

_HEIGHT = 32
_ABOVE_EDGE = 12


class JumpButton(QAbstractButton):
    """Shown only while the reader is somewhere above the end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("jumpButton")
        self.setText(self.tr("Jump to latest"))
        self.setAccessibleName(self.text())
        self.setToolTip(self.tr("Jump to latest (End)"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()
        self._dress()
        theme.manager().changed.connect(self._dress)

    def set_text(self, text: str) -> None:
        """Say more than that there is an end."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.place()
            self.update()

    def place(self) -> None:
        """In the middle above the lower edge of the parent."""
        parent = self.parentWidget()
        if parent is None:
            return
        size = self.sizeHint()
        self.resize(size)
        left = (parent.width() - size.width()) // 2
        self.move(left, parent.height() - size.height() - _ABOVE_EDGE)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 50, theme.scaled(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        fill = "hover" if self.underMouse() else "raised"
        paint.rounded(painter, rect, rect.height() / 2, fill, "border_strong")
        paint.focus_ring(painter, self, rect, rect.height() / 2 - 1)
        colours = theme.current()
        arrow = QRectF(13, rect.height() / 2 - 8, 16, 16)
        icons.paint(painter, "arrow-down", colours.text_2, arrow)
        painter.setPen(QColor(colours.text))
        painter.drawText(
            rect.adjusted(34, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text()
        )
        painter.end()

    def _dress(self) -> None:
        self.setFont(theme.ui_font(13, 500))
        self.place()
