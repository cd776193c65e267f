"""A button in words that a block paints itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.hands.actions import Action

HEIGHT = 28
_ICON = 14


class PushButton:
    """Words with an icon before them; the icon alone where there is no room for both."""

    def __init__(self, action: Action, icon: str, words: str, *, name: str = "") -> None:
        self._words = Line(words, theme.ui_font(13, 500))
        self._icon = icon
        self._name = name or words
        self._action = action
        self._brief = False
        self.spot = Spot(QRectF(), action, self._name)

    def width(self, *, brief: bool) -> float:
        """How wide it will be."""
        return 34.0 if brief else self._words.width + 42

    def place(self, corner: QPointF, *, brief: bool = False) -> float:
        """Put its top left corner here; gives its right edge."""
        self._brief = brief
        rect = QRectF(corner.x(), corner.y(), self.width(brief=brief), HEIGHT)
        self.spot = Spot(rect, self._action, self._name)
        return rect.right()

    def paint(self, face: Face, painter: QPainter, around: Surroundings) -> None:
        """As the face paints."""
        rect = self.spot.rect
        fill = "hover" if around.hovered == self._action else "surface"
        paint_slice(painter, rect, fill, line="border_strong", radius=7)
        if around.focused == self._action:
            face.paint_ground(painter, self.spot, around)
        left, top = rect.left() + 10, rect.top() + (HEIGHT - _ICON) / 2
        icon = "check" if around.done == self._action else self._icon
        face.paint_icon(painter, icon, "text_2", left, top, _ICON)
        if not self._brief:
            self._words.paint(painter, rect.adjusted(30, 0, 0, 0))


def place_right(buttons: list[PushButton], right: float, top: float, *, brief: bool) -> float:
    """Put them side by side so that the last ends at `right`; gives the left edge of the first."""
    x = right - sum(b.width(brief=brief) for b in buttons) - 8 * max(0, len(buttons) - 1)
    left = x
    for button in buttons:
        x = button.place(QPointF(x, top), brief=brief) + 8
    return left
