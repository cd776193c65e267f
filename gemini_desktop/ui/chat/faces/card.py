"""Calls, results, files and the unknown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCursor

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.actions import Toggle
from gemini_desktop.ui.chat.blocks import Card
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.render import new_document
from gemini_desktop.ui.chat.showable import showable
from gemini_desktop.ui.chat.text_style import style_for

_HEAD = 38
_PADDING = 13
_FOLDED_LINES = 10
_MAX_CHARACTERS = 20_000
_MAX_LINE = 2_000


class CardFace(Face):
    """A title with an icon, and text below; long text is folded."""

    def __init__(self, block: Card) -> None:
        super().__init__()
        self._block = block
        self._title = Line(block.title, theme.ui_font(13, 600))
        self._subtitle = Line(block.subtitle, theme.ui_font(12), "text_2")
        shown, self._more = _shown(block)
        if shown:
            style = style_for("thought")
            self.document = new_document(style.mono)
            characters = style.characters()
            characters.setFont(style.mono)
            cursor = QTextCursor(self.document)
            cursor.setBlockFormat(style.block())
            cursor.insertText(showable(shown), characters)

    def layout(self, width: float) -> None:
        """The head, then the text."""
        super().layout(width)
        self.height = _HEAD
        if self.document is not None:
            self.origin = QPointF(_PADDING, _HEAD + 1)
            self.document.setTextWidth(width - 2 * _PADDING)
            self.height += self.document.size().height() + 11
        if self._more or not self._block.folded:
            name = QCoreApplication.translate("Chat", "Show all" if self._block.folded else "Fold")
            place = QRectF(4, 4, width - 8, _HEAD - 8)
            self.spots = (Spot(place, Toggle(self._block.key), f"{self._block.title}: {name}"),)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        block = self._block
        paint_slice(painter, QRectF(0, 0, self.width, self.height), "surface", line="border")
        tint = f"{block.tone}_tint" if block.tone != "text_2" else "hover"
        paint_slice(painter, QRectF(8, 7, 24, 24), tint, radius=6)
        self.paint_icon(painter, block.icon, block.tone, 12.5, 11.5, 15)
        space = self.width - 42 - 40
        self._title.paint(painter, QRectF(42, 0, space, _HEAD))
        used = min(space, self._title.width) + 10
        self._subtitle.paint(painter, QRectF(42 + used, 0, max(0.0, space - used), _HEAD))
        for spot in self.spots:
            if around.focused == spot.action:
                self.paint_ground(painter, spot, around)
            arrow = "chevron-down" if block.folded else "chevron-up"
            self.paint_icon(painter, arrow, "text_2", self.width - 28, 12, 15)
        self.paint_document(painter, around)


def _shown(block: Card) -> tuple[str, bool]:
    """The text to show, bounded so that no value can stall the window; whether there is more."""
    lines = block.body.rstrip("\n").split("\n")
    if block.folded:
        body = "\n".join(lines[:_FOLDED_LINES])
        cut = body[: _FOLDED_LINES * 120]
        more = len(lines) > _FOLDED_LINES or len(cut) < len(body)
        return (cut + "\n…" if more else cut), more
    kept, size = [], 0
    for line in lines:
        if size > _MAX_CHARACTERS:
            kept.append(QCoreApplication.translate("Chat", "… the rest is in the inspector."))
            break
        kept.append(line if len(line) <= _MAX_LINE else f"{line[:_MAX_LINE]}…")
        size += len(kept[-1])
    return "\n".join(kept), True
