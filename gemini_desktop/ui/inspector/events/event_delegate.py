"""Paints all cells of the event table: no widget, no layout, two or three calls a cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.badge import TONES
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
from gemini_desktop.ui.inspector.rows_view import RowsView

ROW_HEIGHT = 26
CELL_PADDING = 8
_CHIP_HEIGHT = 18
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WIDEST = {GAP: "999.9 ms", SIZE: "999.9 MB", STEP: "Step+", TOKENS: "9,999,999"}
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


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


class EventDelegate(QStyledItemDelegate):
    """Rows of 26 px at 100 %: numbers in the monospace face, the type as a chip."""

    def __init__(self, model: EventsModel, view: RowsView) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._chip = ChipPainter()
        self.refresh()

    def refresh(self) -> None:
        """Take over theme and zoom."""
        colours = theme.current()
        self._chip.refresh()
        self._mono = theme.mono_font(11.5)
        self._ui = theme.ui_font(12.5)
        self._metrics = QFontMetrics(self._ui)
        self._selection = QColor(colours.selection)
        self._hover = QColor(colours.hover)
        self._pale = QColor(colours.text_2)
        self._text = QColor(colours.text)
        self._red = QColor(colours.red)

    def row_height(self) -> int:
        """The height of each row."""
        return max(ROW_HEIGHT * theme.manager().zoom // 100, self._metrics.height() + 6)

    def number_width(self, count: int) -> int:
        """What the first column needs for so many events."""
        return QFontMetrics(self._mono).horizontalAdvance("0" * max(3, len(str(count)))) + 16

    def time_width(self, t_ns: int) -> int:
        """What the second column needs for times up to this."""
        digits = len(str(t_ns // 10**9))
        return QFontMetrics(self._mono).horizontalAdvance("+." + "0" * (digits + 3)) + 18

    def column_width(self, cell: Cell) -> int:
        """What a column needs whose texts have a known length; for the others see above."""
        if cell == KIND:
            return max(self._chip.width(kind.label) for kind in Kind) + CELL_PADDING + 4
        room = QFontMetrics(self._mono).horizontalAdvance(_WIDEST[cell])
        return room + 2 * CELL_PADDING

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Called by Qt."""
        return QSize(0, self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt for each cell in sight."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        column, model = index.column(), self._model
        event = model.event_at(index.row())
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, self._selection)
        elif index.row() == self._view.hovered_row:
            painter.fillRect(rect, self._hover)
        inner = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        if column == KIND:
            kind = model.columns.kind(event)
            self._chip.paint(painter, inner, kind.label, kind.tone, on_tint=selected)
        elif column == SUMMARY:
            self._paint_summary(painter, inner, event, self._ui)
        else:
            text = model.text(event, Cell(column))
            self._paint_number(painter, inner, text, column, self._mono)

    def _paint_summary(self, painter: QPainter, rect: QRect, event: int, font: QFont) -> None:
        model = self._model
        painter.setFont(font)
        painter.setPen(self._red if model.columns.kind(event).is_error else self._text)
        text = self._metrics.elidedText(
            model.summary(event), Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.drawText(rect, _LEFT, text)

    def _paint_number(
        self, painter: QPainter, rect: QRect, text: str, column: int, font: QFont
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._pale)
        painter.drawText(rect, _RIGHT if column in RIGHT else _LEFT, text)
