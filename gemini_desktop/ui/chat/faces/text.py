"""Running text: answers, thoughts, and what the user wrote."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextCursor, QTextDocument

from gemini_desktop.ui.chat.faces import beside
from gemini_desktop.ui.chat.faces.base import Face, Surroundings, paint_slice
from gemini_desktop.ui.chat.text import open_end
from gemini_desktop.ui.chat.text.formulas import typed
from gemini_desktop.ui.chat.text.render import new_document, render_open
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Block, Markdown, Prompt

THOUGHT_PADDING = 13
_BUBBLE_PADDING = 13
_BUBBLE_SHARE = 0.89


class MarkdownFace(Face):
    """A block of Markdown from its document, with what Qt cannot draw beside it."""

    def __init__(self, block: Markdown) -> None:
        super().__init__()
        self._block = block
        self._thought = block.part == "thought"
        self._last = block.last
        self._style = style_for(block.part)
        self.document, self._open = render_open(block, self._style)
        self._marks: list[beside.Mark] = []

    def layout(self, width: float) -> None:
        """Lay the document out, and find its rules, quotes and nested code."""
        super().layout(width)
        if typed.is_waiting(self.document):
            self.document, self._open = render_open(self._block, self._style)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        padding = THOUGHT_PADDING if self._thought else 0
        self.origin = QPointF(padding, 0)
        document.setTextWidth(width - 2 * padding)
        typed.fit_in_cells(document)
        self._marks = []
        self._measure(document)

    def _measure(self, document: QTextDocument, since: float = 0.0) -> None:
        self.height = document.size().height() + (THOUGHT_PADDING if self._last else 0)
        self._marks = beside.find(document, self._marks, since)

    def grow(self, block: Block) -> bool:
        """What makes the last line longer is typed on; empty lines after a block change nothing."""
        document, known = self.document, self._block
        if (
            document is None
            or not isinstance(block, Markdown)
            or (block.part, block.last) != (known.part, known.last)
            or block.segment.prefix != known.segment.prefix
            or not block.segment.source.startswith(known.segment.source)
        ):
            return False
        more = block.segment.source[len(known.segment.source) :].rstrip("\n")
        if more:
            grown = open_end.grow(document, self._open, known, block, self._style)
            if grown is None:
                return False
            self._open, self.changed_from = grown
            self._measure(document, self.changed_from)
        else:
            self.changed_from = self.height
        self._block = block
        return True

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        if self._thought:
            rect = QRectF(0, -around.above, self.width, self.height + around.above)
            paint_slice(painter, rect, "violet_tint", first=False, last=self._last)
        beside.paint(painter, self._marks, self.origin, self._style.font, around.clip)
        self.paint_document(painter, around)


class PromptFace(Face):
    """What the user wrote, in a bubble at the right."""

    def __init__(self, block: Prompt) -> None:
        super().__init__()
        self._first, self._last = block.first, block.last
        style = style_for("answer")
        document = new_document(style.font)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(style.block())
        cursor.insertText(showable(block.text.rstrip("\n")), style.characters())
        self.document = document
        self._bubble = QRectF()

    def layout(self, width: float) -> None:
        """As wide as its words, at most most of the column."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        most = width * _BUBBLE_SHARE - 2 * _BUBBLE_PADDING
        document.setTextWidth(most)
        used = document.idealWidth() + 1
        whole = self._first and self._last
        text_width = min(most, max(24.0, used)) if whole else most
        document.setTextWidth(text_width)
        top = 9 if self._first else 0  # Qt sets text low in a line of fixed height
        height = document.size().height() + top + (11 if self._last else 0)
        left = width - text_width - 2 * _BUBBLE_PADDING
        self._bubble = QRectF(left, 0, width - left, height)
        self.origin = QPointF(left + _BUBBLE_PADDING, top)
        self.height = height

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        first, last = self._first, self._last
        line = "accent" if around.edited else ""
        paint_slice(painter, self._bubble, "bubble", line=line, radius=14, first=first, last=last)
        self.paint_document(painter, around)
