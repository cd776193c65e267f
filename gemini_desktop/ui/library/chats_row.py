"""How a line of the list is drawn: a conversation with its marks and its time, or a heading."""

from __future__ import annotations

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.library import words
from gemini_desktop.ui.library.chats_model import ASIDE_ROLE, ChatsModel
from gemini_desktop.ui.library.entry import Entry, Heading
from gemini_desktop.ui.library.tag_tones import tone_of

_MARKS = {
    "live": ("", "accent"),
    "done": ("circle-check", "green"),
    "failed": ("triangle-alert", "amber"),
}
_SIDE, _INSET = 8, 10
_DOT, _STEP, _MOST_DOTS = 7.0, 5.0, 3
_Index = QModelIndex | QPersistentModelIndex
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


class ChatsRow(QStyledItemDelegate):
    """What is chosen is tinted; what is under the pointer is pale; what is shown is heavier."""

    def __init__(self, model: ChatsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.shown = ""
        """The conversation that the chat shows."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Called by Qt."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view: QWidget = option.widget
        card = QRectF(rect).adjusted(_SIDE, 1, -_SIDE, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint.rounded(painter, card, 8, "selection")
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, card, 8, "hover")
        if state & QStyle.StateFlag.State_HasFocus and view.hasFocus():
            paint.focus_ring(painter, view, card, 8)
        row = self._model.row(index)
        if isinstance(row, Heading):
            _paint_heading(painter, card, row)
        else:
            self._paint_chat(painter, card, row, str(index.data(ASIDE_ROLE)))
        painter.restore()

    def _paint_chat(self, painter: QPainter, card: QRectF, entry: Entry, aside: str) -> None:
        colours = theme.current()
        room = card.adjusted(_INSET, 0, -_INSET, 0)
        small = theme.ui_font(11.5)
        width = QFontMetrics(small).horizontalAdvance(aside)
        painter.setFont(small)
        painter.setPen(QColor(colours.text_3))
        painter.drawText(room, _MIDDLE | int(Qt.AlignmentFlag.AlignRight), aside)
        if entry.state in _MARKS:
            width += 22
            _paint_mark(painter, room, room.right() - width, entry.state)
        if entry.tags:
            width += round(_DOT + _STEP * (min(len(entry.tags), _MOST_DOTS) - 1)) + 6
            _paint_tags(painter, room.right() - width, room.center().y(), entry.tags)
        unseen = entry.state in ("done", "failed")
        font = theme.ui_font(13, 600 if unseen else 500 if entry.id == self.shown else 400)
        room.setRight(room.right() - width - 8)
        title = words.title(entry).replace("\n", " ")
        cut = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setFont(font)
        painter.setPen(QColor(colours.text_2 if entry.archived else colours.text))
        painter.drawText(room, _MIDDLE, cut)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Called by Qt."""
        del option, index
        return QSize(100, QFontMetrics(theme.ui_font(13)).height() + 20)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Called by Qt."""
        del index
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_SIDE, 1, -_SIDE, -1))


def _paint_heading(painter: QPainter, card: QRectF, row: Heading) -> None:
    colours = theme.current()
    room = card.adjusted(_INSET, 8, -_INSET, 0)
    font = theme.ui_font(11.5, 600)
    painter.setFont(font)
    painter.setPen(QColor(colours.text_3))
    text = words.heading(row.name)
    painter.drawText(room, _MIDDLE, text)
    icon = "chevron-right" if row.folded else "chevron-down"
    square = QRectF(room.right() - 13, room.center().y() - 7, 14, 14)
    icons.paint(painter, icon, colours.text_3, square)
    if row.folded:
        left = room.left() + QFontMetrics(font).horizontalAdvance(text) + 8
        painter.setFont(theme.ui_font(11.5))
        painter.drawText(
            room.adjusted(left - room.left(), 0, -20, 0), _MIDDLE, QLocale().toString(row.members)
        )


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


def _paint_tags(painter: QPainter, left: float, middle: float, tags: tuple[str, ...]) -> None:
    """Small rings in the tags' colours, one over the other; the tooltip has the words."""
    for number, tag in enumerate(tags[:_MOST_DOTS]):
        colour = theme.current().colour(tone_of(tag))
        painter.setPen(QColor(theme.current().surface))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QRectF(left + number * _STEP, middle - _DOT / 2, _DOT, _DOT))
