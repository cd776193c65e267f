"""What the painted controls have in common: rounded grounds and the focus ring."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import theme


def painter_for(widget: QWidget) -> QPainter:
    """A painter with smooth edges, in the widget's own opacity when it is disabled."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not widget.isEnabled():
        painter.setOpacity(0.5)
    return painter


def rounded(painter: QPainter, rect: QRectF, radius: float, fill: str, line: str = "") -> None:
    """A rounded rectangle in tokens' names or `#rrggbb`; an empty `line` draws none."""
    colours = theme.current()
    painter.setBrush(QColor(colours.colour(fill)) if fill else Qt.BrushStyle.NoBrush)
    if line:
        painter.setPen(QPen(QColor(colours.colour(line)), 1))
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)


def focus_ring(painter: QPainter, widget: QWidget, rect: QRectF, radius: float) -> None:
    """The accent around `rect`, if the widget has the focus. Whoever has clicked knows where it is:
    a widget with `by_mouse` shows it only to those who came by key."""
    if not widget.hasFocus() or getattr(widget, "by_mouse", False):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.current().accent), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
