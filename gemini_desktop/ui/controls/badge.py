"""Small pills: a Badge says something, a Chip can also be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint

TONES = {
    "neutral": ("hover", "text_2"),
    "accent": ("accent_tint", "accent"),
    "violet": ("violet_tint", "violet"),
    "green": ("green_tint", "green"),
    "amber": ("amber_tint", "amber"),
    "red": ("red_tint", "red"),
}
"""Tone -> the tokens of its ground and of its text."""


class Badge(QWidget):
    """A word on a tint, with a dot before it if asked (never the dot alone)."""

    def __init__(
        self,
        text: str,
        tone: str = "neutral",
        *,
        dot: bool = False,
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._dot = dot
        self._tone = tone
        self._text = ""
        self.setObjectName(object_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.manager().changed.connect(self._dress)
        self.set(text, tone)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._text

    def set(self, text: str, tone: str | None = None) -> None:
        """Say something else."""
        self._text = text
        self._tone = tone or self._tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        metrics = self.fontMetrics()
        dot = 12 if self._dot else 0
        return QSize(metrics.horizontalAdvance(self._text) + 18 + dot, metrics.height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        ground, ink = TONES[self._tone]
        rect = QRectF(self.rect())
        paint.rounded(painter, rect, rect.height() / 2, ground)
        left = 9.0
        if self._dot:
            paint.rounded(painter, QRectF(left, rect.center().y() - 3, 7, 7), 3.5, ink)
            left += 12
        painter.setPen(QColor(theme.current().colour(ink)))
        painter.drawText(
            rect.adjusted(left, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._text
        )
        painter.end()

    def _dress(self) -> None:
        self.setFont(theme.ui_font(11.5, 500))
        self.updateGeometry()


class Chip(QAbstractButton):
    """A pill to press: outlined, tinted when checked. `icon_name` stands before the text."""

    def __init__(
        self,
        text: str,
        tone: str = "accent",
        *,
        icon_name: str = "",
        object_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._icon_name = icon_name
        self.setObjectName(object_name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.manager().changed.connect(self._dress)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Say something else (a count in it)."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        metrics = self.fontMetrics()
        icon = 20 if self._icon_name else 0
        wide = metrics.horizontalAdvance(self.text()) + 20 + icon
        return QSize(wide, max(24, metrics.height() + 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        tint, hue = TONES[self._tone]
        checked = self.isChecked()
        ground = tint if checked else "hover" if self.underMouse() else ""
        paint.rounded(painter, rect, rect.height() / 2, ground, "" if checked else "border")
        paint.focus_ring(painter, self, rect, rect.height() / 2 - 1)
        colours = theme.current()
        left = 10.0
        if self._icon_name:
            target = QRectF(left - 1, rect.center().y() - 7.5, 15, 15)
            icons.paint(painter, self._icon_name, colours.colour(hue), target)
            left += 20
        painter.setPen(QColor(colours.colour(hue if checked else "text_2")))
        painter.drawText(
            rect.adjusted(left, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text()
        )
        painter.end()

    def _dress(self) -> None:
        self.setFont(theme.ui_font(12))
        self.updateGeometry()
