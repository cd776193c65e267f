"""How the rows of the event table and of the log are painted: the ground, then words cut to fit.

No widget, no layout, no style: two or three calls a cell.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.rows_view import RowsView

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SELECTED: int = QStyle.StateFlag.State_Selected.value
_Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Whoever derives from it says in `paint_cell` what stands in a cell."""

    def __init__(self, view: RowsView, height: int) -> None:
        """`height` is that of a row in pixels at 100 %."""
        super().__init__(view)
        self._view = view
        self._height = height
        self.refresh()

    def refresh(self) -> None:
        """Take over theme and zoom."""
        colours = theme.current()
        self.mono = theme.mono_font(11.5)
        self.ui = theme.ui_font(12.5)
        self.text = QColor(colours.text)
        self.pale = QColor(colours.text_2)
        self.red = QColor(colours.red)
        self._selection = QColor(colours.selection)
        self._hover = QColor(colours.hover)
        self._metrics: dict[str, QFontMetrics] = {}

    def row_height(self) -> int:
        """The height of each row."""
        tallest = max(self.metrics(font).height() for font in (self.mono, self.ui))
        return max(self._height * theme.manager().zoom // 100, tallest + 4)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Called by Qt."""
        return QSize(0, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Called by Qt for each cell in sight."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = state.value & _SELECTED != 0  # as numbers: flags take 3 us a cell
        if selected:
            painter.fillRect(rect, self._selection)
        elif index.row() == self._view.hovered_row:
            painter.fillRect(rect, self._hover)
        self.paint_cell(painter, rect, index, selected=selected)

    def paint_cell(self, painter: QPainter, rect: QRect, index: _Index, *, selected: bool) -> None:
        """Draw what stands in a cell; the ground is there already."""

    def metrics(self, font: QFont) -> QFontMetrics:
        """The measures of a font, made once."""
        known = self._metrics.get(font.key())
        if known is None:
            known = self._metrics[font.key()] = QFontMetrics(font)
        return known

    def words(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        font: QFont,
        ink: QColor,
        side: int = LEFT,
    ) -> None:
        """Draw a text as it is: one that fits."""
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(rect, side, text)

    def cut_words(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, ink: QColor
    ) -> None:
        """Draw a text, elided where it does not fit. Of one that is longer than the row is wide
        only the beginning is measured, as measuring costs more than painting."""
        metrics, room = self.metrics(font), rect.width()
        most = room // max(1, metrics.averageCharWidth() // 2) + 1
        text = metrics.elidedText(text[:most], Qt.TextElideMode.ElideRight, room)
        self.words(painter, rect, text, font, ink)
