"""A line of text in which words that were looked for are marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.two_lines import LEFT


def marked_text(
    painter: QPainter, room: QRectF, text: str, marks: tuple[tuple[int, int], ...]
) -> None:
    """The marked words stand on a tint (`marks` are (start, end) in characters); what has no room
    is left out, piece by piece."""
    plain, bold = theme.ui_font(13), theme.ui_font(13, 600)
    left, at = room.left(), 0
    for start, end in (*marks, (len(text), len(text))):
        left = _piece(painter, room, left, text[at:start], plain, marked=False)
        left = _piece(painter, room, left, text[start:end], bold, marked=True)
        at = end
        if left >= room.right():
            return


def _piece(
    painter: QPainter, room: QRectF, left: float, text: str, font: QFont, *, marked: bool
) -> float:
    """Draw it as far as there is room; where the next piece begins."""
    if not text or left >= room.right():
        return left
    width = QFontMetricsF(font).horizontalAdvance(text)
    place = QRectF(left, room.top(), min(width, room.right() - left), room.height())
    if marked:
        ground = place.adjusted(-1, 1, 1, -1)
        paint.rounded(painter, ground, 3, "amber_tint")
    if width > place.width():
        text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.setFont(font)
    painter.setPen(QColor(theme.current().colour("text")))
    painter.save()
    painter.setClipRect(place)
    painter.drawText(QRectF(left, room.top(), width + 2, room.height()), LEFT, text)
    painter.restore()
    return left + width
