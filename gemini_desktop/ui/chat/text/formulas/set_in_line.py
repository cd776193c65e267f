"""A formula as it stands in a line of text: how large, how high above and below the baseline."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from math import inf
from typing import cast

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextList,
)

from gemini_desktop.ui.chat.text.formulas.drawing import SIZE, Drawing

SHARE = QTextFormat.Property.UserProperty.value + 22
"""Of the paragraphs in a table's cell: how much of the document's width its column may have."""
_ENLARGED = 1.13
"""The mathematical font looks smaller than a font of the window of the same size."""
_AIR = 3.0
"""Above and below what is higher than a line."""
_SIDE = 0.75
_STILL_READ = 1.6
"""What is wider than its room by this factor is rather broken anywhere than made that small."""
_HANGING = 1.5 * SIZE
"""By how much rows after the first are indented at most, in the drawing's units."""
_CELL_PADDING = 26.0
_LEAST_ROOM = 24.0


class Room(msgspec.Struct, frozen=True):
    """The width that a line has: a share of the document's, less a fixed part."""

    share: float = 1.0
    less: float = 0.0

    def width(self, document: float) -> float:
        """In a document of this width; a negative one has no end."""
        if document < 0:
            return inf
        return max(_LEAST_ROOM, document * self.share - self.less - 2 * _SIDE)


def room_at(cursor: QTextCursor) -> Room:
    """The room where the cursor stands: in a quote, a list, a cell."""
    block = cursor.blockFormat()
    less = block.leftMargin() + block.rightMargin()
    steps = block.indent()
    if (list_ := cast("QTextList | None", cursor.currentList())) is not None:
        steps += list_.format().indent()
    less += steps * cursor.document().indentWidth()
    if block.hasProperty(SHARE):  # the cursor knows no table before its document is whole
        return Room(float(block.property(SHARE)), less + _CELL_PADDING)
    return Room(1.0, less)


class InLine:
    """What stands for a formula in a line; `room` is what it may take."""

    def __init__(self, cursor: QTextCursor) -> None:
        self.room = room_at(cursor)

    def narrow(self, document: float, column: float) -> bool:
        """Fit into a column that has become so wide in a document of this width; False where it
        does already."""
        if self.room.width(document) <= column:
            return False
        self.room = Room(self.room.share, document * self.room.share - column + 2 * _SIDE)
        return True


class Drawn(InLine):
    """A drawing in a line."""

    def __init__(self, cursor: QTextCursor, drawing: Drawing, font: QFont) -> None:
        super().__init__(cursor)
        self._drawing = drawing
        self._scale = font.pixelSize() * _ENLARGED / SIZE
        self._air = 0.0
        self._ascent = 0.8 * cursor.blockFormat().lineHeight()
        self._last: tuple[float, _Set] | None = None
        ascent, descent = drawing.ascent * self._scale, drawing.descent * self._scale
        is_high = _is_high(cursor.blockFormat(), ascent, descent)
        if is_high or drawing.breaks:
            _give_way(cursor)
        if is_high:
            self._air = _AIR
        least = QFontMetricsF(font).descent()
        self.font = _with_descent(font, max(least, descent + (_AIR if is_high else 0)))
        self._descent = QFontMetricsF(self.font).descent()

    def size(self, document: float) -> QSizeF:
        """In a document of this width: in several rows where one is too wide, and smaller where
        that is not enough."""
        set_ = self._set(document)
        air = self._air
        if len(set_.rows) > 1:  # the first row stands where a line of words would
            air = max(_AIR, self._ascent - self._drawing.ascent * set_.scale)
        height = self._drawing.ascent * set_.scale + self._descent + air
        height += (len(set_.rows) - 1) * set_.step
        return QSizeF(set_.width + 2 * _SIDE, height)

    def paint(
        self, painter: QPainter, rect: QRectF, characters: QTextCharFormat, document: float
    ) -> None:
        """Fill its paths, in the colour of the characters unless it has its own."""
        set_ = self._set(document)
        last = len(set_.rows) - 1
        painter.translate(rect.left() + _SIDE, rect.bottom() - self._descent - last * set_.step)
        painter.scale(set_.scale, set_.scale)
        colour = characters.foreground().color()
        for part in self._drawing.parts:
            row = bisect_right(set_.rows, part.path.boundingRect().center().x()) - 1 if last else 0
            if row > 0:
                painter.save()
                painter.translate(set_.hanging - set_.rows[row], row * set_.step / set_.scale)
            painter.fillPath(part.path, part.colour or colour)
            if row > 0:
                painter.restore()

    def _set(self, document: float) -> _Set:
        room = self.room.width(document)
        if self._last is None or self._last[0] != room:
            self._last = room, _set_in(self._drawing, self._scale, room)
        return self._last[1]


class _Set(msgspec.Struct, frozen=True):
    """How a drawing is set: its scale, where its rows begin in it, from baseline to baseline,
    the width of the widest, and by how much those after the first are indented in the drawing."""

    scale: float
    rows: tuple[float, ...]
    step: float
    width: float
    hanging: float = 0.0


def _set_in(drawing: Drawing, scale: float, room: float) -> _Set:
    whole = drawing.width * scale
    step = (drawing.ascent + drawing.descent) * scale + 2 * _AIR
    if whole <= room:
        return _Set(scale, (0.0,), step, whole)
    hanging = min(_HANGING, 0.12 * room / scale)
    rows = _rows(drawing, drawing.breaks, room / scale, hanging)
    widest = _widest(drawing, rows, hanging)
    if widest * scale > _STILL_READ * room:
        rows = _rows(drawing, drawing.places, room / scale, hanging)
        widest = _widest(drawing, rows, hanging)
    smaller = min(scale, room / widest)
    return _Set(smaller, rows, step * smaller / scale, widest * smaller, hanging)


def _widest(drawing: Drawing, rows: Sequence[float], hanging: float) -> float:
    ends = [*rows[1:], drawing.width]
    return max(
        end - start + (hanging if start else 0) for start, end in zip(rows, ends, strict=True)
    )


def _rows(
    drawing: Drawing, places: Sequence[float], room: float, hanging: float
) -> tuple[float, ...]:
    """Where rows begin that are as full as these places allow."""
    rows, best = [0.0], 0.0
    for place in (*places, drawing.width):
        indent = hanging if rows[-1] else 0.0
        if place - rows[-1] + indent > room and best > rows[-1]:
            rows.append(best)
        best = place
    return tuple(rows)


class Waiting(InLine):
    """The source, in one line, until there is a drawing."""

    def __init__(self, cursor: QTextCursor, shown: str, font: QFont) -> None:
        super().__init__(cursor)
        self.font = font
        self._text = " ".join(shown.split())
        self._metrics = QFontMetricsF(font)

    def size(self, document: float) -> QSizeF:
        """As wide as its words, as high as a line."""
        wanted = self._metrics.horizontalAdvance(self._text)
        return QSizeF(min(wanted, self.room.width(document)) + 2 * _SIDE, self._metrics.height())

    def paint(
        self, painter: QPainter, rect: QRectF, characters: QTextCharFormat, document: float
    ) -> None:
        """The words, elided where there are too many: they will not stay."""
        text = self._metrics.elidedText(
            self._text, Qt.TextElideMode.ElideMiddle, self.room.width(document)
        )
        painter.setFont(self.font)
        painter.setPen(characters.foreground().color())
        baseline = rect.bottom() - self._metrics.descent()
        painter.drawText(QPointF(rect.left() + _SIDE, baseline), text)


def _is_high(block: QTextBlockFormat, ascent: float, descent: float) -> bool:
    """Qt puts the baseline at four fifths of a line of fixed height."""
    line = block.lineHeight()
    return ascent > 0.8 * line or descent > 0.2 * line


def _give_way(cursor: QTextCursor) -> None:
    """Let the lines of the paragraph grow with what stands in them."""
    block = cursor.blockFormat()
    block.setLineHeight(block.lineHeight(), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    cursor.setBlockFormat(block)


def _with_descent(font: QFont, descent: float) -> QFont:
    """The font in the smallest size that has this descent: Qt takes from it where the baseline of
    an object is."""
    fitting = QFont(font)
    fitting.setPixelSize(_size_for(tuple(font.families()), round(descent * 4)))
    return fitting


@lru_cache(maxsize=512)
def _size_for(families: tuple[str, ...], quarters: int) -> int:
    """In pixels; the descent in quarters of a pixel."""
    font, size = QFont(list(families)), 1
    while size < 2000:
        font.setPixelSize(size)
        missing = quarters / 4 - QFontMetricsF(font).descent()
        if missing <= 0:
            break
        size += max(1, int(missing * 2))
    return size
