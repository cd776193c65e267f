"""How a row of two lines is drawn: a card that is tinted when chosen, and words cut to fit."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint

_SIDE, _INSET = 8, 10
_Index = QModelIndex | QPersistentModelIndex
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TwoLines(QStyledItemDelegate):
    """A delegate says what stands on the lines; the ground is drawn here."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Called by Qt."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        card = QRectF(rect).adjusted(_SIDE, 1, -_SIDE, -1)
        view: QWidget = option.widget
        if state & QStyle.StateFlag.State_Selected:
            paint.rounded(painter, card, 8, "selection")
            paint.focus_ring(painter, view, card, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, card, 8, "hover")
        room = card.adjusted(_INSET, 6, -_INSET, -6)
        half = room.height() / 2
        upper = QRectF(room.left(), room.top(), room.width(), half)
        self.paint_lines(painter, upper, upper.translated(0, half), index)
        painter.restore()

    def paint_lines(self, painter: QPainter, upper: QRectF, lower: QRectF, index: _Index) -> None:
        """Draw the words of a row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Called by Qt."""
        del option, index
        line = QFontMetrics(theme.ui_font(13)).height()
        return QSize(100, 2 * line + 20)


def dress_list(view: QListView) -> None:
    """What lists of such rows have in common."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)


def words_at_right(painter: QPainter, room: QRectF, text: str, font: QFont, ink: str) -> QRectF:
    """Draw words at the right end; the room that is left."""
    if not text:
        return room
    width = QFontMetrics(font).horizontalAdvance(text)
    words(painter, room, text, font, ink, RIGHT)
    return room.adjusted(0, 0, -width - 8, 0)


def words(
    painter: QPainter, room: QRectF, text: str, font: QFont, ink: str, side: int = LEFT
) -> None:
    """Draw words on one line, cut where they do not fit."""
    painter.setFont(font)
    painter.setPen(QColor(theme.current().colour(ink)))
    line = text.replace("\n", " ")
    cut = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, side, cut)
