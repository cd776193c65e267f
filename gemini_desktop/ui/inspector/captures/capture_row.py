"""How one capture is drawn in the list: its prompt and time, then how it ended and its figures."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.badge import TONES
from gemini_desktop.ui.controls.two_lines import LEFT, TwoLines, words, words_at_right
from gemini_desktop.ui.inspector.captures import capture_words
from gemini_desktop.ui.inspector.captures.captures_model import CapturesModel


class CaptureRow(TwoLines):
    """What is open stands out by its weight, what is live by a dot."""

    def __init__(self, model: CapturesModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def paint_lines(
        self,
        painter: QPainter,
        upper: QRectF,
        lower: QRectF,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the words of a row."""
        entry = self._model.entry(index)
        small = theme.ui_font(11.5)
        when = capture_words.time_text(entry.note.created_unix_ns, time.time_ns())
        left = words_at_right(painter, upper, when, small, "text_3")
        weight = 600 if entry.id in self._model.open_ids else 400
        ink = "text" if entry.note.prompt else "text_3"
        words(painter, left, capture_words.title(entry), theme.ui_font(13, weight), ink)
        word, tone = capture_words.outcome(entry)
        rest = _badge(painter, lower, word, tone, dot=entry.live)
        rest = words_at_right(painter, rest, capture_words.figures(entry), small, "text_2")
        note = entry.note
        where = " · ".join(filter(None, (note.model, note.profile, note.protocol)))
        words(painter, rest, where, small, "text_2")


def _badge(painter: QPainter, room: QRectF, word: str, tone: str, *, dot: bool) -> QRectF:
    """Draw it at the left; the room that is left."""
    font = theme.ui_font(11, 500)
    metrics = QFontMetrics(font)
    inset = 19 if dot else 8
    pill = QRectF(0, 0, metrics.horizontalAdvance(word) + inset + 8, metrics.height() + 3)
    pill.moveLeft(room.left())
    pill.moveTop(room.center().y() - pill.height() / 2 + 1)
    colours = theme.current()
    ground, ink = TONES[tone]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.colour(ground)))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    if dot:
        painter.setBrush(QColor(colours.colour(ink)))
        painter.drawEllipse(QRectF(pill.left() + 8, pill.center().y() - 3, 6, 6))
    painter.setFont(font)
    painter.setPen(QColor(colours.colour(ink)))
    painter.drawText(pill.adjusted(inset, 0, 0, 0), LEFT, word)
    return room.adjusted(pill.width() + 8, 0, 0, 0)
