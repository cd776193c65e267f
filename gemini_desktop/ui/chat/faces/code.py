"""Fenced code: a card with the language and a copy button, coloured once it is closed."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.text import THOUGHT_PADDING
from gemini_desktop.ui.chat.faces.typing_on import type_on
from gemini_desktop.ui.chat.hands.actions import CopyCode
from gemini_desktop.ui.chat.hands.media_actions import SaveCode, ScrollCode, WrapCode
from gemini_desktop.ui.chat.text import highlight
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Block, Code
from gemini_desktop.ui.chat.turns.code_views import CodeView

HEAD = 31
_PADDING = 13
_LINE_HEIGHT = 1.72
_ICONS: dict[type[object], str] = {
    CopyCode: "copy",
    SaveCode: "download",
    WrapCode: "text-wrap",
}
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
        self._view = CodeView()

    def show_as(self, view: CodeView) -> None:
        """Show it as the reader wants it. `layout` comes after it."""
        self._view = view
        document = self.document
        if document is not None:
            option = document.defaultTextOption()
            modes = QTextOption.WrapMode
            option.setWrapMode(modes.WrapAnywhere if view.wraps else modes.NoWrap)
            document.setDefaultTextOption(option)

    def scroll_to(self, x: float) -> None:
        """The bar was clicked here: what is there comes into the middle."""
        view, bar = self._view, self._bar()
        share = (x - bar.left()) / max(1.0, bar.width())
        view.scroll(share * view.width - view.room / 2 - view.offset)

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
        view = self._view
        view.room = width - 2 * self._inset() - 2 * _PADDING
        document.setTextWidth(view.room if view.wraps else -1)
        if not view.wraps:
            view.width = max(view.width, document.idealWidth())
        self._place(document)

    def _inset(self) -> int:
        return THOUGHT_PADDING if self._block.part == "thought" else 0

    def _place(self, document: QTextDocument) -> None:
        segment, inset, width = self._block.segment, self._inset(), self.width
        top = HEAD + 9 if segment.first else 0
        text = 0.0 if self._empty and not segment.first else document.size().height()
        # The open end is the last thing on the page: it gets its edge before it is the last piece.
        self._ends = segment.last or not self._block.closed
        below = (10 if self._view.wraps else 20) if self._ends else 0
        self.origin = QPointF(inset + _PADDING, top)
        self._card = QRectF(inset, 0, width - 2 * inset, top + text + below)
        self.height = self._card.height() + (THOUGHT_PADDING if self._block.last else 0)
        if segment.first:
            self.spots = self._tools()
        if self._ends and not self._view.wraps:
            self.spots = (*self.spots, Spot(self._bar(), ScrollCode(), _tr("Scroll the code")))

    def _tools(self) -> tuple[Spot, ...]:
        """Copying always; the rest once the code is whole, for then it stays the same block."""
        copy = QRectF(self._card.right() - HEAD - 2, 2, HEAD - 3, HEAD - 4)
        spots = [Spot(copy, CopyCode(), _tr("Copy code"))]
        if self._block.closed:
            save = copy.translated(-HEAD + 1, 0)
            wrap = save.translated(-HEAD + 1, 0)
            words = _tr("Do not wrap lines") if self._view.wraps else _tr("Wrap lines")
            spots = [
                Spot(wrap, WrapCode(), words),
                Spot(save, SaveCode(), _tr("Save code…")),
                *spots,
            ]
        return tuple(spots)

    def _bar(self) -> QRectF:
        """Where the bar below lines that are not wrapped can be clicked."""
        return QRectF(self._card.left() + 8, self._card.bottom() - 16, self._card.width() - 16, 14)

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
            space = card.width() - left - 40 * len(self.spots)
            self._language.paint(painter, QRectF(left, 0, space, HEAD))
            for spot in self.spots:
                if icon := _ICONS.get(type(spot.action)):
                    self.paint_button(painter, spot, icon, around, 14)
        if self._view.wraps:
            self.paint_document(painter, around)
        else:
            self._paint_scrolled(painter, around)

    def _paint_scrolled(self, painter: QPainter, around: Surroundings) -> None:
        view, card = self._view, self._card
        left = self._inset() + _PADDING
        self.origin = QPointF(left - view.offset, self.origin.y())
        painter.save()
        inner = QRectF(left - 4, 0, view.room + 8, self.height)
        painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        self.paint_document(painter, around)
        painter.restore()
        if not self._ends or view.width <= view.room:
            return
        bar = QRectF(card.left() + 8, card.bottom() - 10, card.width() - 16, 4)
        share = bar.width() / view.width
        thumb = QRectF(bar.left() + view.offset * share, bar.top(), view.room * share, 4)
        lit = ScrollCode() in (around.hovered, around.focused)
        paint_slice(painter, thumb, "text_3" if lit else "border_strong", radius=2)


def _more(known: str, now: str) -> str | None:
    """What is shown of the code beyond what was; None where that may look different now."""
    before, after = known.removesuffix("\n"), now.removesuffix("\n")
    if before and after.startswith(before) and _PLAIN.fullmatch(after, len(before)):
        return after[len(before) :]
    before, after = showable(before), showable(after)
    return after[len(before) :] if before and after.startswith(before) else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
