"""The small lines of an answer: who speaks, its sources, what it took."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces.base import Face, Line, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.tool_row import SIDE, Tool, ToolRow, VariantSwitch, is_near
from gemini_desktop.ui.chat.hands.actions import CopyAnswer
from gemini_desktop.ui.chat.hands.turn_actions import Delete, Inspect, Retry
from gemini_desktop.ui.chat.turns.blocks import Header, Status

_PADDING = 13


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)


class HeaderFace(Face):
    """Spark, model, time of day; and that it is the demo where it is."""

    def __init__(self, block: Header) -> None:
        super().__init__()
        self._model = Line(block.model or _tr("Gemini"), theme.ui_font(14, 600))
        self._time = Line(wording.clock(block), theme.ui_font(13), "text_2")
        self._demo = Line(_tr("Demo"), theme.ui_font(11, 600), "amber") if block.demo else None

    def layout(self, width: float) -> None:
        """One line."""
        super().layout(width)
        self.height = 20

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        del around
        self.paint_icon(painter, "sparkles", "accent", 0, 1, 18)
        space = self.width - 25 - self._time.width - 90
        self._model.paint(painter, QRectF(25, 0, max(60.0, space), 20))
        x = 25 + min(self._model.width, max(60.0, space)) + 8
        self._time.paint(painter, QRectF(x, 0, self._time.width + 2, 20))
        if self._demo is not None:
            x += self._time.width + 10 if self._time.text else 0
            badge = QRectF(x, 1, self._demo.width + 16, 18)
            paint_slice(painter, badge, "amber_tint", radius=9)
            self._demo.paint(painter, badge.adjusted(8, 0, 0, 0))


class StatusFace(Face):
    """The last line: a dot while it streams, tokens and time; what can be done at the right."""

    def __init__(self, block: Status) -> None:
        super().__init__()
        self._live = block.live
        self._words = Line(wording.status(block), theme.ui_font(13), "text_2")
        self._switch = VariantSwitch(block.variant)
        inspect = Tool("activity", Inspect(), _tr("Open in inspector"), quiet=True)
        again = Tool("refresh-cw", Retry(), _tr("Ask for another answer"))
        self._tools = ToolRow(
            ()
            if block.live
            else (
                Tool("trash-2", Delete(), _tr("Delete"), quiet=True),
                *((inspect,) if block.has_capture else ()),
                Tool("copy", CopyAnswer(), _tr("Copy answer")),
                *((again,) if block.has_prompt else ()),
            )
        )

    def layout(self, width: float) -> None:
        """One line."""
        super().layout(width)
        self.height = SIDE
        self._switch.place(16 if self._live else -4)
        self._tools.place(width)
        self.spots = (*self._switch.spots, *self._tools.spots)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        left = 0.0
        if self._live:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().accent))
            painter.drawEllipse(QPointF(4, 14), 4, 4)
            left = 16
        if self._switch.shown:
            left += self._switch.width + 4
        near = is_near(around, self._tools.spots)
        room = self.width - left - self._tools.width(near=near) - 8
        self._words.paint(painter, QRectF(left, 0, room, SIDE))
        self._switch.paint(self, painter, around)
        self._tools.paint(self, painter, around, near=near)
