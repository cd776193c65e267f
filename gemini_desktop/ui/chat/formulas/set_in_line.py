"""A formula as it stands in a line of text: how large, how high above and below the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextList,
    QTextTable,
)

from gemini_desktop.ui.chat.formulas.layout import SIZE, Drawing

_ENLARGED = 1.13
"""The mathematical font looks smaller than a font of the window of the same size."""
_AIR = 3.0
"""Above and below what is higher than a line."""
_SIDE = 0.75
_CELL_PADDING = 26.0
_LEAST_ROOM = 24.0


@dataclass(frozen=True)
class Room:
    """The width that a line has: a share of the document's, less a fixed part."""

    share: float = 1.0
    less: float = 0.0

    def width(self, document: float) -> float:
        """In a document of this width."""
        return max(_LEAST_ROOM, document * self.share - self.less - 2 * _SIDE)


def room_at(cursor: QTextCursor) -> Room:
    """The room where the cursor stands: in a quote, a list, a cell."""
    block = cursor.blockFormat()
    less = block.leftMargin() + block.rightMargin()
    steps = block.indent()
    if (list_ := cast("QTextList | None", cursor.currentList())) is not None:
        steps += list_.format().indent()
    less += steps * cursor.document().indentWidth()
    if (table := cast("QTextTable | None", cursor.currentTable())) is not None:
        return Room(1 / max(1, table.columns()), less + _CELL_PADDING)
    return Room(1.0, less)


class Drawn:
    """A drawing in a line."""

    def __init__(self, cursor: QTextCursor, drawing: Drawing, font: QFont) -> None:
        self._drawing = drawing
        self._room = room_at(cursor)
        self._scale = font.pixelSize() * _ENLARGED / SIZE
        self._air = 0.0
        ascent, descent = drawing.ascent * self._scale, drawing.descent * self._scale
        if is_high := _is_high(cursor.blockFormat(), ascent, descent):
            _give_way(cursor)
            self._air = _AIR
        least = QFontMetricsF(font).descent()
        self.font = _with_descent(font, max(least, descent + (_AIR if is_high else 0)))
        self._descent = QFontMetricsF(self.font).descent()

    def size(self, document: float) -> QSizeF:
        """In a document of this width: made to fit where it is too wide."""
        scale = self._fitted(document)
        height = self._drawing.ascent * scale + self._descent + self._air
        return QSizeF(self._drawing.width * scale + 2 * _SIDE, height)

    def paint(
        self, painter: QPainter, rect: QRectF, characters: QTextCharFormat, document: float
    ) -> None:
        """Fill its paths, in the colour of the characters unless it has its own."""
        scale = self._fitted(document)
        painter.translate(rect.left() + _SIDE, rect.bottom() - self._descent)
        painter.scale(scale, scale)
        colour = characters.foreground().color()
        for part in self._drawing.parts:
            painter.fillPath(part.path, part.colour or colour)

    def _fitted(self, document: float) -> float:
        return min(self._scale, self._room.width(document) / max(1.0, self._drawing.width))


class Waiting:
    """The source, in one line, until there is a drawing."""

    def __init__(self, cursor: QTextCursor, shown: str, font: QFont) -> None:
        self.font = font
        self._text = " ".join(shown.split())
        self._metrics = QFontMetricsF(font)
        self._room = room_at(cursor)

    def size(self, document: float) -> QSizeF:
        """As wide as its words, as high as a line."""
        wanted = self._metrics.horizontalAdvance(self._text)
        return QSizeF(min(wanted, self._room.width(document)) + 2 * _SIDE, self._metrics.height())

    def paint(
        self, painter: QPainter, rect: QRectF, characters: QTextCharFormat, document: float
    ) -> None:
        """The words, elided where there are too many: they will not stay."""
        text = self._metrics.elidedText(
            self._text, Qt.TextElideMode.ElideMiddle, self._room.width(document)
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
