"""Icons in a row below a turn: some always to be seen, the others while one is at the turn."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.base import Face, Spot, Surroundings
from gemini_desktop.ui.chat.hands.actions import Action
from gemini_desktop.ui.chat.hands.turn_actions import Switch
from gemini_desktop.ui.chat.turns.blocks import Variant

SIDE = 28.0
_ARROW = 22.0
_GAP = 4.0
_ICON = 16.0


class Tool(msgspec.Struct, frozen=True):
    """One icon. A `quiet` one is seen only while the pointer or the keyboard is at the turn."""

    icon: str
    action: Action
    name: str
    quiet: bool = False


def placed(tools: Sequence[Tool], right: float, top: float = 0.0) -> tuple[Spot, ...]:
    """The spots of these tools, from left to right, the last one ending at `right`."""
    left = right - len(tools) * SIDE - max(0, len(tools) - 1) * _GAP
    return tuple(
        Spot(QRectF(left + i * (SIDE + _GAP), top, SIDE, SIDE), tool.action, tool.name)
        for i, tool in enumerate(tools)
    )


def is_near(around: Surroundings, spots: Sequence[Spot]) -> bool:
    """Whether what is quiet shows: the pointer is at the turn, or the keyboard at its tools."""
    return around.near or any(spot.action in (around.focused, around.done) for spot in spots)


class ToolRow:
    """Some tools and their spots, painted together."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = tools
        self.spots: tuple[Spot, ...] = ()

    def width(self, *, near: bool) -> float:
        """How wide those are that are to be seen."""
        seen = sum(near or not tool.quiet for tool in self._tools)
        return seen * SIDE + max(0, seen - 1) * _GAP

    def place(self, right: float, top: float = 0.0) -> None:
        """Put them so that the last one ends at `right`."""
        self.spots = placed(self._tools, right, top)

    def paint(self, face: Face, painter: QPainter, around: Surroundings, *, near: bool) -> None:
        """Those that are to be seen."""
        for tool, spot in zip(self._tools, self.spots, strict=True):
            if near or not tool.quiet:
                face.paint_button(painter, spot, tool.icon, around, _ICON)


class VariantSwitch:
    """`‹ 2/3 ›`: which of the turns at this place is shown, and the way to the others."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant
        self._words = f"{variant.number}/{variant.count}"
        self._font = theme.ui_font(13)
        self._rect = QRectF()
        self._arrows: tuple[tuple[Spot, bool], ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there is anything to switch to."""
        return self._variant.count > 1

    @property
    def width(self) -> float:
        """How wide it is, 0 where it is not shown."""
        if not self.shown:
            return 0.0
        digits = len(self._words) - 1
        return 2 * _ARROW + 8.2 * digits + 10

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Those of the two arrows that lead somewhere."""
        return tuple(spot for spot, leads in self._arrows if leads)

    def place(self, left: float, top: float = 0.0) -> None:
        """Put it so that it begins at `left`."""
        if not self.shown:
            return
        number, count = self._variant.number, self._variant.count
        self._rect = QRectF(left, top, self.width, SIDE)
        before = QRectF(left, top + 3, _ARROW, _ARROW)
        after = before.translated(self.width - _ARROW, 0)
        self._arrows = (
            (
                Spot(before, Switch(-1), _tr("Previous variant, {} of {}").format(number, count)),
                number > 1,
            ),
            (
                Spot(after, Switch(1), _tr("Next variant, {} of {}").format(number, count)),
                number < count,
            ),
        )

    def paint(self, face: Face, painter: QPainter, around: Surroundings) -> None:
        """The arrows and the count between them; an arrow that leads nowhere is pale."""
        if not self.shown:
            return
        painter.setFont(self._font)
        painter.setPen(QColor(theme.current().text_2))
        painter.drawText(self._rect, int(Qt.AlignmentFlag.AlignCenter), self._words)
        for (spot, leads), icon in zip(
            self._arrows, ("chevron-left", "chevron-right"), strict=True
        ):
            if leads:
                face.paint_button(painter, spot, icon, around, 15)
            else:
                corner = spot.rect.topLeft()
                painter.setOpacity(0.35)
                face.paint_icon(painter, icon, "text_3", corner.x() + 3.5, corner.y() + 3.5, 15)
                painter.setOpacity(1.0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
