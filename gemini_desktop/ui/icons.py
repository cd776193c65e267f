"""Icons: Lucide's line drawings, coloured when they are painted and sharp at any pixel ratio."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from gemini_desktop import resources
from gemini_desktop.ui.line_drawing import LineDrawing

_DISABLED_OPACITY = 0.4


class _Drawn(QIconEngine):
    """Draws itself anew at each size."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Called by Qt, with `size` in device pixels."""
        image = QPixmap(size)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return image


class LineIcon(_Drawn):
    """Paints one SVG of resources/icons in a colour that is asked for at each paint.

    So an icon set once follows the theme, and needs no pixmaps kept for each pixel ratio.
    """

    def __init__(self, name: str, colour: Callable[[QIcon.Mode, QIcon.State], str]) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Called by Qt, with `rect` in logical pixels."""
        painter.save()
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(painter.opacity() * _DISABLED_OPACITY)
        drawing(self._name).render(painter, QRectF(rect), self._colour(mode, state))
        painter.restore()

    def clone(self) -> QIconEngine:
        """Called by Qt when an icon is altered."""
        return LineIcon(self._name, self._colour)


def pixmap(name: str, colour: str, size: int, dpr: float) -> QPixmap:
    """The icon as a picture of `size` logical pixels, in the colour `#rrggbb`."""
    device = max(1, round(size * dpr))
    image = QPixmap(device, device)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing(name).render(painter, QRectF(0, 0, device, device), colour)
    painter.end()
    image.setDevicePixelRatio(dpr)
    return image


def paint(painter: QPainter, name: str, colour: str, rect: QRectF) -> None:
    """Draw the icon into `rect` of a widget that paints itself (a delegate, a bubble)."""
    drawing(name).render(painter, rect, colour)


class AppIcon(_Drawn):
    """The program's own icon, whose small drawings have their edges on whole pixels."""

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Called by Qt."""
        side = rect.width() * painter.device().devicePixelRatio()
        name = "app-16" if side < 22 else "app-24" if side < 32 else "app"
        drawing(name).render(painter, QRectF(rect), "")

    def clone(self) -> QIconEngine:
        """Called by Qt when an icon is altered."""
        return AppIcon()


def app_icon() -> QIcon:
    """The program's own icon, for the window and the task bar."""
    return QIcon(AppIcon())


@cache
def drawing(name: str) -> LineDrawing:
    """The file of that name, which is read once."""
    return LineDrawing(resources.path("icons", f"{name}.svg").read_text("utf-8"))
