"""Paints all cells of the event table: no widget, no layout, two or three calls a cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.badge import TONES
from gemini_desktop.ui.inspector import row_delegate
from gemini_desktop.ui.inspector.events.cells import (
    GAP,
    KIND,
    RIGHT,
    SIZE,
    STEP,
    SUMMARY,
    TOKENS,
    Cell,
)
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.row_delegate import RowDelegate
from gemini_desktop.ui.inspector.rows_view import RowsView

ROW_HEIGHT = 26
CELL_PADDING = 8
_CHIP_HEIGHT = 18
_CELLS = tuple(Cell)
_Index = QModelIndex | QPersistentModelIndex
_WIDEST = {GAP: "12.34 s", SIZE: "999.9 MB", STEP: "Step", TOKENS: "999,999"}


class ChipPainter:
    """A word on its tint, in the middle of a row's height."""

    def __init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Take over theme and zoom."""
        self._font = theme.ui_font(11.5, 500)
        self._metrics = QFontMetrics(self._font)
        self._height = max(_CHIP_HEIGHT, self._metrics.height() + 3)
        self._widths: dict[str, int] = {}

    def width(self, word: str) -> int:
        """The pixels that the chip of a word takes."""
        width = self._widths.get(word)
        if width is None:
            width = self._widths[word] = self._metrics.horizontalAdvance(word) + 16
        return width

    def paint(
        self, painter: QPainter, rect: QRect, word: str, tone: str, *, on_tint: bool = False
    ) -> None:
        """At the left of `rect`; `on_tint` where the row itself is tinted."""
        colours = theme.current()
        ground, ink = TONES[tone]
        if on_tint:
            ground = "surface"
        width = min(self.width(word), rect.width())
        top = rect.top() + (rect.height() - self._height) / 2
        pill = QRectF(rect.left(), top, width, self._height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.colour(ground)))
        painter.drawRoundedRect(pill, self._height / 2, self._height / 2)
        painter.setFont(self._font)
        painter.setPen(QColor(colours.colour(ink)))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), word)


class EventDelegate(RowDelegate):
    """Rows of 26 px at 100 %: numbers in the monospace face, the type as a chip."""

    def __init__(self, model: EventsModel, view: RowsView) -> None:
        self._model = model
        self._chip = ChipPainter()
        super().__init__(view, ROW_HEIGHT)

    def refresh(self) -> None:
        """Take over theme and zoom."""
        super().refresh()
        self._chip.refresh()

    def number_width(self, count: int) -> int:
        """What the first column needs for so many events."""
        return self.metrics(self.mono).horizontalAdvance("0" * max(3, len(str(count)))) + 16

    def time_width(self, t_ns: int) -> int:
        """What the second column needs for times up to this."""
        digits = len(str(t_ns // 10**9))
        return self.metrics(self.mono).horizontalAdvance("+." + "0" * (digits + 3)) + 18

    def column_width(self, cell: Cell) -> int:
        """What a column needs whose texts have a known length; for the others see above."""
        if cell == KIND:
            return max(self._chip.width(kind.label) for kind in Kind) + CELL_PADDING + 4
        room = self.metrics(self.mono).horizontalAdvance(_WIDEST[cell])
        return room + 2 * CELL_PADDING

    def paint_cell(self, painter: QPainter, rect: QRect, index: _Index, *, selected: bool) -> None:
        """See RowDelegate."""
        column, model = index.column(), self._model
        event = model.event_at(index.row())
        inner = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        if column == KIND:
            kind = model.columns.kind(event)
            self._chip.paint(painter, inner, kind.label, kind.tone, on_tint=selected)
        elif column == SUMMARY:
            ink = self.red if model.columns.kind(event).is_error else self.text
            self.cut_words(painter, inner, model.summary(event), self.ui, ink)
        else:
            side = row_delegate.RIGHT if column in RIGHT else row_delegate.LEFT
            text = model.text(event, _CELLS[column])
            self.words(painter, inner, text, self.mono, self.pale, side)
