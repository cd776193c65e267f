"""The line below a prompt: which variant of it is shown, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter

from gemini_desktop.ui.chat.faces.base import Face, Surroundings
from gemini_desktop.ui.chat.faces.tool_row import SIDE, Tool, ToolRow, VariantSwitch, is_near
from gemini_desktop.ui.chat.hands.actions import CopyPrompt
from gemini_desktop.ui.chat.hands.turn_actions import Delete, Edit
from gemini_desktop.ui.chat.turns.blocks import PromptTools


class PromptToolsFace(Face):
    """At the right, below the bubble. The line is always there, so that nothing ever moves."""

    def __init__(self, block: PromptTools) -> None:
        super().__init__()
        self._switch = VariantSwitch(block.variant)
        edit = Tool("pencil", Edit(), _tr("Edit and send again"), quiet=True)
        self._tools = ToolRow(
            (
                Tool("trash-2", Delete(), _tr("Delete"), quiet=True),
                Tool("copy", CopyPrompt(), _tr("Copy prompt"), quiet=True),
                *((edit,) if block.can_edit else ()),
            )
        )

    def layout(self, width: float) -> None:
        """One line."""
        super().layout(width)
        self.height = SIDE
        right = width - self._switch.width - (4 if self._switch.shown else 0)
        self._tools.place(right)
        self._switch.place(width - self._switch.width)
        self.spots = (*self._tools.spots, *self._switch.spots)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        self._tools.paint(self, painter, around, near=is_near(around, self.spots))
        self._switch.paint(self, painter, around)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
