"""How one conversation is drawn in the drawer: title, and how long ago."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint

TIME_ROLE = int(Qt.ItemDataRole.UserRole) + 1
STATE_ROLE = TIME_ROLE + 1
_MARKS = {
    "live": ("", "accent"),
    "done": ("circle-check", "green"),
    "failed": ("triangle-alert", "amber"),
}
_SIDE, _INSET = 8, 10


class ConversationRow(QStyledItemDelegate):
    """The current one is tinted; the one under the pointer is pale."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        card = QRectF(rect).adjusted(_SIDE, 1, -_SIDE, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint.rounded(painter, card, 8, "selection")
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, card, 8, "hover")
        view: QWidget = option.widget
        if chosen and view.hasFocus():
            paint.focus_ring(painter, view, card, 8)
        self._paint_words(painter, card, index, chosen=chosen)
        painter.restore()

    def _paint_words(
        self,
        painter: QPainter,
        card: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        *,
        chosen: bool,
    ) -> None:
        colours = theme.current()
        room = card.adjusted(_INSET, 0, -_INSET, 0)
        ago = str(index.data(TIME_ROLE))
        small = theme.ui_font(11.5)
        width = QFontMetrics(small).horizontalAdvance(ago)
        painter.setFont(small)
        painter.setPen(QColor(colours.text_3))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignRight), ago)
        state = str(index.data(STATE_ROLE))
        if state in _MARKS:
            width += 22
            _paint_mark(painter, room, room.right() - width, state)
        unseen = state in ("done", "failed")
        font = theme.ui_font(13, 600 if unseen else 500 if chosen else 400)
        room.setRight(room.right() - width - 8)
        title = QFontMetrics(font).elidedText(
            str(index.data()).replace("\n", " "), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        painter.drawText(room, middle, title)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Called by Qt."""
        del option, index
        return QSize(100, QFontMetrics(theme.ui_font(13)).height() + 20)

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt."""
        del index
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_SIDE, 1, -_SIDE, -1))


def _paint_mark(painter: QPainter, room: QRectF, left: float, state: str) -> None:
    """What goes on in a conversation that may not be shown: a dot while an answer comes in."""
    icon, tone = _MARKS[state]
    colour = theme.current().colour(tone)
    middle = room.center().y()
    if icon:
        icons.paint(painter, icon, colour, QRectF(left, middle - 7, 14, 14))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(left + 3, middle - 4, 8, 8))
