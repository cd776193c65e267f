"""How a hit is drawn: the words around it with the hit marked, then where it is."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.marked_text import marked_text
from gemini_desktop.ui.controls.two_lines import TwoLines, words, words_at_right
from gemini_desktop.ui.inspector.captures import capture_words
from gemini_desktop.ui.inspector.captures.hits_model import HitsModel, where


class HitRow(TwoLines):
    """Two lines, as in the list of captures."""

    def __init__(self, model: HitsModel, parent: QObject) -> None:
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
        hit, entry = self._model.hit(index)
        marked_text(painter, upper, hit.snippet, hit.marks)
        small = theme.ui_font(11.5)
        when = capture_words.time_text(entry.note.created_unix_ns, time.time_ns())
        rest = words_at_right(painter, lower, when, small, "text_3")
        words(painter, rest, where(hit, entry), small, "text_2")
