"""The head of a thought: how long it took, its first words, and the way to the rest."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCursor, QTextDocument

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces import marking
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.text import THOUGHT_PADDING
from gemini_desktop.ui.chat.hands.actions import Toggle
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import ThoughtHead

_HEAD = 34
_PREVIEW_LINES = 2


class ThoughtHeadFace(Face):
    """Folded, it is the whole card; unfolded, the top of it."""

    def __init__(self, block: ThoughtHead) -> None:
        super().__init__()
        self._block = block
        self._title = Line(wording.thought(block), theme.ui_font(13, 600), "violet")
        self._preview = showable(wording.thought_preview(block))

    def layout(self, width: float) -> None:
        """At most two lines of the words are shown."""
        super().layout(width)
        self.origin = QPointF(THOUGHT_PADDING, _HEAD)
        self.height = _HEAD
        if self._preview:
            self.document = _first_lines(self._preview, width - 2 * THOUGHT_PADDING)
            self.height += self.document.size().height() + 11
        name = f"{self._title.text}, {'unfold' if self._block.folded else 'fold'}"
        self.spots = (Spot(QRectF(4, 4, width - 8, _HEAD - 6), Toggle(self._block.key), name),)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        block = self._block
        rect = QRectF(0, 0, self.width, self.height)
        paint_slice(painter, rect, "violet_tint", last=block.folded)
        if around.focused == self.spots[0].action:
            self.paint_ground(painter, self.spots[0], around)
        self.paint_icon(painter, "brain", "violet", THOUGHT_PADDING, 10, 15)
        left = THOUGHT_PADDING + 21
        self._title.paint(painter, QRectF(left, 0, self.width - left - 40, _HEAD + 1))
        hovered = around.hovered == self.spots[0].action
        arrow = "chevron-down" if block.folded else "chevron-up"
        colour = "violet" if hovered else "text_2"
        self.paint_icon(painter, arrow, colour, self.width - 28, 10, 15)
        self.paint_document(painter, around)
        marking.outline(painter, around, rect)


def _first_lines(text: str, width: float) -> QTextDocument:
    """As much of the text as two lines hold, with an ellipsis where that is not all."""
    document = _document(text, width)
    layout = document.firstBlock().layout()
    if layout.lineCount() <= _PREVIEW_LINES:
        return document
    last = layout.lineAt(_PREVIEW_LINES - 1)
    text = document.toPlainText()[: last.textStart() + last.textLength()].rstrip()
    document = _document(f"{text}…", width)
    while document.firstBlock().layout().lineCount() > _PREVIEW_LINES:
        text = text[:-1]
        document = _document(f"{text}…", width)
    return document


def _document(text: str, width: float) -> QTextDocument:
    style = style_for("thought")
    document = new_document(style.font)
    cursor = QTextCursor(document)
    cursor.setBlockFormat(style.block())
    cursor.insertText(text, style.characters())
    document.setTextWidth(width)
    document.size()  # lays it out
    return document
