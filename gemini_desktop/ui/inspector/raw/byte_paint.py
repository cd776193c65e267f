"""How a row of bytes is painted: gutter, tints, characters, the marks between two reads."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.raw.byte_content import ByteRow, Zone

_LEFT_TO_RIGHT = "\u202d"
"""Before what may hold letters that run from right to left: bytes are shown in their order."""
_MARK = 1.5


class RowPainter:
    """Measures and paints with one font. `begin` comes before all that paints."""

    def __init__(self, font: QFont, row_height: int, margin: int) -> None:
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._height = row_height
        self._margin = margin
        self.cell = self._metrics.horizontalAdvance("0")
        self.gutter = 0
        """The columns that gutters take."""
        ascent, descent = self._metrics.ascent(), self._metrics.descent()
        self._baseline = round((row_height + ascent - descent) / 2)

    @property
    def text_left(self) -> int:
        """Where the characters of a row begin."""
        return self._margin + (int((self.gutter + 1) * self.cell) if self.gutter else 0)

    def x_of(self, row: ByteRow, place: int) -> float:
        """Where a character of a row begins."""
        text = row.text[:place]
        wide = len(text) * self.cell if text.isascii() else self._advance(text)
        return self.text_left + wide

    def begin(self, painter: QPainter, width: int) -> None:
        """Paint with this."""
        painter.setFont(self._font)
        self._painter = painter
        self._width = width

    def mark(self, row: ByteRow, top: int, start: int, end: int) -> None:
        """A bar beside the bytes of the chosen event, in the gutter."""
        if start < row.end and row.start < end:
            bar = QRectF(self._margin / 2 - 2, top, 3, self._height)
            self._painter.fillRect(bar, QColor(theme.current().accent))

    def select(self, row: ByteRow, top: int, start: int, end: int) -> None:
        """A ground behind selected bytes, in all zones of the row."""
        if start >= end or end <= row.start or row.end <= start:
            return
        ground = QColor(theme.current().found)
        if not row.zones:  # bytes that are left out
            self._painter.fillRect(self._box(row, top, 0, len(row.text)), ground)
        for zone in row.zones:
            first, last = places(zone, start, end)
            self._painter.fillRect(self._box(row, top, first, last), ground)

    def write(self, row: ByteRow, top: int) -> None:
        """The gutters and the characters."""
        colours = theme.current()
        painter, baseline = self._painter, top + self._baseline
        if row.gutter:
            aside = (len(row.aside) + 1) * self.cell if row.aside else 0
            right = self.text_left - self.cell - aside
            wide = self._metrics.horizontalAdvance(row.gutter)
            painter.setPen(QColor(colours.text_3))
            painter.drawText(int(right - wide), baseline, row.gutter)
            if row.aside:
                painter.setPen(QColor(colours.text_2))
                painter.drawText(int(right + self.cell), baseline, row.aside)
        x = float(self.text_left)
        for run in row.runs:
            painter.setPen(QColor(colours.colour(run.color)))
            plain = run.text.isascii()
            painter.drawText(int(x), baseline, run.text if plain else _LEFT_TO_RIGHT + run.text)
            x += len(run.text) * self.cell if plain else self._advance(run.text)

    def reads(self, row: ByteRow, top: int, ends: Iterable[int]) -> None:
        """A thin upright mark where one read ended and the next began."""
        colour = QColor(theme.current().amber)
        for x in self._edges(row, ends):
            self._painter.fillRect(QRectF(x - _MARK / 2, top, _MARK, self._height), colour)

    def caret(self, row: ByteRow, top: int, offset: int) -> None:
        """A frame around the byte at the caret."""
        self._painter.setPen(QColor(theme.current().accent))
        for zone in row.zones:
            first, last = places(zone, offset, offset + 1)
            box = self._box(row, top, first, last).adjusted(0, 0.5, -0.5, -0.5)
            self._painter.drawRect(box)

    def _edges(self, row: ByteRow, ends: Iterable[int]) -> Iterator[float]:
        """Between the last byte of one read and the first of the next; where a row begins with a
        read, the mark stands at the end of the row before."""
        for end in ends:
            for zone in row.zones:
                last = zone.left + bisect_left(zone.offsets, end)
                box = self._box(row, 0, last - 1, last)
                yield box.right() if zone is row.zones[-1] else box.right() + self._half_gap(row)

    def _half_gap(self, row: ByteRow) -> float:
        """Numbers have a blank behind them, and the mark stands in its middle."""
        return -self.cell / 2 if len(row.zones) > 1 else 0

    def _box(self, row: ByteRow, top: int, first: int, last: int) -> QRectF:
        left = self.x_of(row, first)
        return QRectF(left, top, self.x_of(row, last) - left, self._height)

    def _advance(self, text: str) -> float:
        return self._metrics.horizontalAdvance(_LEFT_TO_RIGHT + text)


def places(zone: Zone, start: int, end: int) -> tuple[int, int]:
    """The characters of a zone that stand for these bytes, also for a part of a character."""
    offsets = zone.offsets
    if not offsets or end <= offsets[0]:
        return zone.left, zone.left
    first = bisect_right(offsets, start) - 1
    begin = bisect_left(offsets, offsets[first]) if first >= 0 else 0
    return zone.left + begin, zone.left + bisect_left(offsets, end)
