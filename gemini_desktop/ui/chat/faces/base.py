"""What a block looks like at a width, what can be clicked in it, and its text for selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTextCursor,
    QTextDocument,
)

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.chat.faces import marking
from gemini_desktop.ui.chat.faces.anchors import cursor_x, link_spots, rects
from gemini_desktop.ui.chat.faces.spot import Spot as Spot
from gemini_desktop.ui.chat.faces.surroundings import Surroundings as Surroundings
from gemini_desktop.ui.chat.hands.actions import Open, ToNote
from gemini_desktop.ui.chat.text.formulas import typed
from gemini_desktop.ui.chat.text.visible_text import visible_text
from gemini_desktop.ui.chat.turns.blocks import Block


class Face:
    """Paints one block. `layout` comes first and sets `height`; y counts from the block's top."""

    def __init__(self) -> None:
        self.height = 0.0
        self.width = 0.0
        self.spots: Sequence[Spot] = ()
        self.document: QTextDocument | None = None
        self.origin = QPointF()
        self.changed_from = 0.0
        """The y below which `grow` changed something."""

    def grow(self, block: Block) -> bool:
        """Become the face of a later state of the block, at a small price, keeping the width.

        False, and nothing has changed, where a new face is needed.
        """
        del block
        return False

    def layout(self, width: float) -> None:
        """Lay out for this width; sets `height`, `spots` and `origin`."""
        self.width = width

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Paint with the block's top left corner at the painter's origin."""

    # --- text ------------------------------------------------------------------------------------

    def character_at(self, point: QPointF) -> int:
        """The position in the document nearest to this point; 0 without a document."""
        if self.document is None:
            return 0
        layout = self.document.documentLayout()
        inner = point - self.origin
        # Above its first line Qt knows no column, and takes the very beginning.
        first = self.line_at(0).center().y() - self.origin.y()
        inner.setY(max(inner.y(), first))
        return max(0, layout.hitTest(inner, Qt.HitTestAccuracy.FuzzyHit))

    def line_at(self, character: int) -> QRectF:
        """The line in which this character stands, from the block's top left corner."""
        document = self.document
        if document is None:
            return QRectF(0, 0, self.width, self.height)
        block = document.findBlock(min(character, self.length()))
        corner = document.documentLayout().blockBoundingRect(block).topLeft() + self.origin
        line = block.layout().lineForTextPosition(character - block.position())
        return line.rect().translated(corner) if line.isValid() else QRectF(corner, QSizeF(1, 1))

    def x_of(self, character: int) -> float:
        """Where in its line the character begins, from the block's left edge."""
        document = self.document
        if document is None:
            return 0.0
        block = document.findBlock(min(character, self.length()))
        line = block.layout().lineForTextPosition(character - block.position())
        left = document.documentLayout().blockBoundingRect(block).left() + self.origin.x()
        return left + cursor_x(line, character - block.position()) if line.isValid() else left

    def stops(self) -> list[Spot]:
        """All that the keyboard can reach here: the spots and the links, as they are read."""
        links = link_spots(self.document, self.origin) if self.document is not None else []
        return sorted([*self.spots, *links], key=lambda spot: spot.rect.top())

    def length(self) -> int:
        """The last position in the document."""
        return self.document.characterCount() - 1 if self.document is not None else 0

    def text(self, start: int, end: int) -> str:
        """The text between two positions as it is seen."""
        if self.document is None:
            return ""
        return visible_text(self.document, start, end)

    def word_at(self, character: int) -> tuple[int, int]:
        """Where the word at this character begins and ends."""
        if self.document is None:
            return 0, 0
        cursor = QTextCursor(self.document)
        cursor.setPosition(min(character, self.length()))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return cursor.selectionStart(), cursor.selectionEnd()

    def paragraph_at(self, character: int) -> tuple[int, int]:
        """Where the paragraph (or line of code, or cell) at this character begins and ends."""
        if self.document is None:
            return 0, 0
        block = self.document.findBlock(min(character, self.length()))
        return block.position(), block.position() + block.length() - 1

    def address_at(self, point: QPointF) -> str:
        """The address of the link at this point, empty where there is none."""
        if self.document is None:
            return ""
        return str(self.document.documentLayout().anchorAt(point - self.origin))

    def explained_at(self, point: QPointF) -> str:
        """What is to be said about the words at this point, empty where there is nothing."""
        if self.document is None:
            return ""
        format_ = self.document.documentLayout().formatAt(point - self.origin)
        return format_.toCharFormat().toolTip()

    def paint_document(self, painter: QPainter, around: Surroundings) -> None:
        """Draw the document at its origin, with the selection."""
        document = self.document
        if document is None:
            return
        painter.save()
        painter.translate(self.origin)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = around.clip.translated(-self.origin)
        context.selections = marking.selections(document, around)
        document.documentLayout().draw(painter, context)
        typed.paint_marked(painter, document, context.selections)
        painter.restore()
        if isinstance(around.focused, Open | ToNote) and around.focused.start >= 0:
            for rect in rects(document, around.focused.start, around.focused.end, self.origin):
                marking.ring(painter, rect)
        if around.caret is not None:
            place = QRectF(self.x_of(around.caret) - 1, self.line_at(around.caret).top(), 2, 0)
            place.setHeight(self.line_at(around.caret).height())
            painter.fillRect(place, QColor(theme.current().text))

    # --- small things that many faces paint ------------------------------------------------------

    def paint_icon(
        self, painter: QPainter, name: str, colour: str, x: float, y: float, size: float
    ) -> None:
        """An icon with its top left corner at x, y; `colour` is a token's name."""
        icons.paint(painter, name, theme.current().colour(colour), QRectF(x, y, size, size))

    def paint_button(
        self, painter: QPainter, spot: Spot, icon: str, around: Surroundings, size: float = 16
    ) -> None:
        """An icon that can be clicked, with its hover ground, focus ring, and tick when done."""
        self.paint_ground(painter, spot, around)
        done = around.done == spot.action
        centre = spot.rect.center()
        name, colour = ("check", "green") if done else (icon, "text_2")
        if around.hovered == spot.action and not done:
            colour = "text"
        self.paint_icon(painter, name, colour, centre.x() - size / 2, centre.y() - size / 2, size)

    def paint_ground(self, painter: QPainter, spot: Spot, around: Surroundings) -> None:
        """What shows that the pointer or the keyboard is on a spot."""
        colours = theme.current()
        if around.hovered == spot.action:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(spot.rect, 6, 6)
        if around.focused == spot.action:
            marking.ring(painter, spot.rect)


@dataclass
class Line:
    """A line of words in one font and colour, elided where it does not fit."""

    text: str
    font: QFont
    colour: str = "text"
    metrics: QFontMetricsF = field(init=False)

    def __post_init__(self) -> None:
        self.metrics = QFontMetricsF(self.font)

    @property
    def width(self) -> float:
        """The width of the whole text."""
        return self.metrics.horizontalAdvance(self.text)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Left in the rectangle, in the middle of its height."""
        painter.setFont(self.font)
        painter.setPen(QColor(theme.current().colour(self.colour)))
        text = self.text
        if self.width > rect.width():
            text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, int(flags), text)


def paint_slice(
    painter: QPainter,
    rect: QRectF,
    fill: str,
    *,
    line: str = "",
    radius: float = 10,
    first: bool = True,
    last: bool = True,
    clip: QRectF | None = None,
) -> None:
    """A card, or the slice of it that one of its blocks paints: round only where it begins and
    ends. What is out of the `clip` need not be painted."""
    colours = theme.current()
    whole = rect.adjusted(0, 0 if first else -2 * radius, 0, 0 if last else 2 * radius)
    if clip is not None:  # smoothed edges cost by their length
        top = max(whole.top(), clip.top() - 2 * radius)
        whole.setTop(top)
        whole.setBottom(max(top, min(whole.bottom(), clip.bottom() + 2 * radius)))
    painter.save()
    if not (first and last):
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    path = QPainterPath()
    inset = 0.5 if line else 0.0
    path.addRoundedRect(whole.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.fillPath(path, QColor(colours.colour(fill)))
    if line:
        painter.strokePath(path, QPen(QColor(colours.colour(line)), 1))
    painter.restore()
