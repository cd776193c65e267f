"""The source of an answer, letter for letter, in mono."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextBlockFormat, QTextCursor, QTextDocument

from gemini_desktop.ui.chat.faces.base import Face, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.text import THOUGHT_PADDING
from gemini_desktop.ui.chat.faces.typing_on import type_on
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Block, Source

_LINE_HEIGHT = 1.72


class SourceFace(Face):
    """A stretch of source; the stretches of an answer stand without a gap, as they came."""

    def __init__(self, block: Source) -> None:
        super().__init__()
        self._block = block
        style = style_for(block.part)
        document = new_document(style.mono)
        format_ = QTextBlockFormat()
        format_.setLineHeight(
            round(style.mono.pixelSize() * _LINE_HEIGHT),
            QTextBlockFormat.LineHeightTypes.FixedHeight.value,
        )
        characters = style.characters()
        characters.setFont(style.mono)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(format_)
        cursor.insertText(shown_source(block), characters)
        self.document = document
        self._end = cursor

    def grow(self, block: Block) -> bool:
        """More of it is typed on."""
        document, known = self.document, self._block
        if (
            document is None
            or not isinstance(block, Source)
            or (block.part, block.last) != (known.part, known.last)
        ):
            return False
        before, now = shown_source(known), shown_source(block)
        if not before or not now.startswith(before):
            return False
        self._block = block
        self.changed_from = self.height
        if len(now) > len(before):
            self.changed_from = type_on(self._end, now[len(before) :])
        self._measure(document)
        return True

    def layout(self, width: float) -> None:
        """As high as its lines."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        inset = THOUGHT_PADDING if self._block.part == "thought" else 0
        self.origin = QPointF(inset, 0)
        document.setTextWidth(width - 2 * inset)
        self._measure(document)

    def _measure(self, document: QTextDocument) -> None:
        self.height = document.size().height() + (THOUGHT_PADDING if self._block.last else 0)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        if self._block.part == "thought":
            rect = QRectF(0, -around.above, self.width, self.height + around.above)
            paint_slice(painter, rect, "violet_tint", first=False, last=self._block.last)
        self.paint_document(painter, around)


def shown_source(block: Source) -> str:
    """The text of the face's document: the line end between two stretches is not a line."""
    return showable(block.text.removesuffix("\n"))
