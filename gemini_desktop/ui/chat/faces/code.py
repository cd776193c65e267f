"""Fenced code: a card with the language and a copy button, coloured once it is closed."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import (
    QColor,
    QPainter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import highlight
from gemini_desktop.ui.chat.actions import CopyCode
from gemini_desktop.ui.chat.blocks import Block, Code
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.text import THOUGHT_PADDING
from gemini_desktop.ui.chat.faces.typing_on import type_on
from gemini_desktop.ui.chat.render import new_document
from gemini_desktop.ui.chat.showable import showable
from gemini_desktop.ui.chat.text_style import style_for

HEAD = 31
_PADDING = 13
_LINE_HEIGHT = 1.72
_PLAIN = re.compile(r"[\n -~]*")


class CodeFace(Face):
    """A code block, or one of the pieces of a long one."""

    def __init__(self, block: Code) -> None:
        super().__init__()
        self._block = block
        segment = block.segment
        style = style_for(block.part)
        document = new_document(style.mono)
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        option.setTabStopDistance(4 * Line("0", style.mono).width)
        document.setDefaultTextOption(option)
        format_ = QTextBlockFormat()
        format_.setLineHeight(
            round(style.mono.pixelSize() * _LINE_HEIGHT),
            QTextBlockFormat.LineHeightTypes.FixedHeight.value,
        )
        characters = style.characters()
        characters.setFont(style.mono)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.setBlockFormat(format_)
        code = showable(segment.code.removesuffix("\n"))
        cursor.insertText(code, characters)
        cursor.endEditBlock()
        self._end = cursor
        if block.closed:
            highlight.apply(document, code, segment.language)
        self.document = document
        self._empty = not code
        words = segment.language or _tr("text")
        if block.part == "tool":
            words = _tr("{} · run by the server").format(words)
        self._language = Line(words, theme.ui_font(12), "text_2")

    def grow(self, block: Block) -> bool:
        """As long as the code is open, more of it is typed on, plain."""
        document, known = self.document, self._block
        if (
            document is None
            or not isinstance(block, Code)
            or block.closed
            or (block.part, block.last) != (known.part, known.last)
        ):
            return False
        more = _more(known.segment.code, block.segment.code)
        if more is None:
            return False
        self._block = block
        self.changed_from = self.origin.y() + type_on(self._end, more)
        self._place(document)
        return True

    def layout(self, width: float) -> None:
        """The head stands above the first piece alone."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        document.setTextWidth(width - 2 * self._inset() - 2 * _PADDING)
        self._place(document)

    def _inset(self) -> int:
        return THOUGHT_PADDING if self._block.part == "thought" else 0

    def _place(self, document: QTextDocument) -> None:
        segment, inset, width = self._block.segment, self._inset(), self.width
        top = HEAD + 9 if segment.first else 0
        text = 0.0 if self._empty and not segment.first else document.size().height()
        # The open end is the last thing on the page: it gets its edge before it is the last piece.
        self._ends = segment.last or not self._block.closed
        below = 10 if self._ends else 0
        self.origin = QPointF(inset + _PADDING, top)
        self._card = QRectF(inset, 0, width - 2 * inset, top + text + below)
        self.height = self._card.height() + (THOUGHT_PADDING if self._block.last else 0)
        if segment.first:
            place = QRectF(self._card.right() - HEAD - 2, 2, HEAD - 3, HEAD - 4)
            self.spots = (Spot(place, CopyCode(), "Copy code"),)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        segment, card = self._block.segment, self._card
        if self._block.part == "thought":
            rect = QRectF(0, -around.above, self.width, self.height + around.above)
            last = self._block.last
            paint_slice(painter, rect, "violet_tint", first=False, last=last)
        first = segment.first
        clip = around.clip
        paint_slice(
            painter, card, "code_bg", line="border", first=first, last=self._ends, clip=clip
        )
        if first and clip.top() <= HEAD:
            line = QRectF(card.left(), HEAD, card.width(), 1)
            painter.fillRect(line, QColor(theme.current().border))
            left = card.left() + _PADDING
            self._language.paint(painter, QRectF(left, 0, card.width() - left - 40, HEAD))
            self.paint_button(painter, self.spots[0], "copy", around, 14)
        self.paint_document(painter, around)


def _more(known: str, now: str) -> str | None:
    """What is shown of the code beyond what was; None where that may look different now."""
    before, after = known.removesuffix("\n"), now.removesuffix("\n")
    if before and after.startswith(before) and _PLAIN.fullmatch(after, len(before)):
        return after[len(before) :]
    before, after = showable(before), showable(after)
    return after[len(before) :] if before and after.startswith(before) else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
