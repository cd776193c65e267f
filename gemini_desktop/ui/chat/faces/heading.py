"""A heading of the program's own; that of a candidate leads to the others."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings
from gemini_desktop.ui.chat.hands.media_actions import ShowCandidate
from gemini_desktop.ui.chat.turns.blocks import Heading

_ARROW = 22.0
_BAR = 30.0
_GAP = 6.0


class HeadingFace(Face):
    """Words over a line. Of several candidates: `‹ 1/3 ›`, and the way to one alone or to all."""

    def __init__(self, block: Heading) -> None:
        super().__init__()
        self._block = block
        self._line = Line(block.text, theme.ui_font(11, 600), "text_2")
        self._count = Line(
            f"{wording.number(block.number)}/{wording.number(block.count)}",
            theme.ui_font(12),
            "text_2",
        )
        words = _tr("Show all") if block.alone else _tr("Show alone")
        self._switch = Line(words, theme.ui_font(12, 500), "accent")
        self._arrows: list[tuple[str, QRectF, int]] = []

    def layout(self, width: float) -> None:
        """One line."""
        super().layout(width)
        block = self._block
        self.height = self._line.metrics.height() + 6
        if block.count < 2:
            return
        self.height = _BAR
        wide = self._switch.width + 12
        switch = ShowCandidate(0 if block.alone else block.number)
        spots = [Spot(QRectF(width - wide, 2, wide, 24), switch, self._switch.text)]
        if block.alone:
            right = width - wide - _GAP - _ARROW
            left = right - self._count.width - 2 * _GAP - _ARROW
            self._arrows = [
                ("chevron-left", QRectF(left, 3, _ARROW, _ARROW), block.number - 1),
                ("chevron-right", QRectF(right, 3, _ARROW, _ARROW), block.number + 1),
            ]
            name = _tr("Candidate {} of {}")
            spots = [
                *(
                    Spot(rect, ShowCandidate(number), name.format(number, block.count))
                    for _, rect, number in self._arrows
                    if 1 <= number <= block.count
                ),
                *spots,
            ]
        self.spots = tuple(spots)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        self._line.paint(painter, QRectF(0, 0, self.width, self.height - 4))
        line = QRectF(0, self.height - 1, self.width, 1)
        painter.fillRect(line, QColor(theme.current().border))
        for spot in self.spots[-1:]:
            self.paint_ground(painter, spot, around)
            self._switch.paint(painter, spot.rect.adjusted(6, 0, 0, 0))
        for icon, rect, number in self._arrows:
            if 1 <= number <= self._block.count:
                self.paint_button(painter, Spot(rect, ShowCandidate(number), ""), icon, around, 15)
            else:
                corner = rect.topLeft() + QPointF(3.5, 3.5)
                self.paint_icon(painter, icon, "border_strong", corner.x(), corner.y(), 15)
        if self._arrows:
            left = self._arrows[0][1].right() + _GAP
            self._count.paint(painter, QRectF(left, 0, self._count.width + 2, self.height - 2))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
