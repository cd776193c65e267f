"""What the window shows before anything is in it: the lines between what is to come.

It is painted before the panes are even imported, so it imports nothing but Qt and the colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import theme

_RAIL, _HEAD = 53, 48
"""Widths and heights as `rail` and `pane_header` have them, hairlines included."""
_FOOT = 24
_CHATS = _RAIL + 240
"""Where the list of chats ends. What is right of it keeps its distance from the right edge."""
_ABOUT = 64
"""Pixels that a window may come out narrower or wider than it was, for the frame or the screen."""
_FROM_RIGHT = (766, 265)
"""Where inspector and settings begin in a new window."""
_NEW_WIDTH = 1200
"""A narrower one has folded panes away: which, only they know."""


class Lines(NamedTuple):
    """Where the lines are, in pixels of a window of this width."""

    width: int
    top: int
    """Of the menu bar, where one is shown."""
    foot: int
    edges: tuple[int, ...]
    """From left to right, without the rail's."""

    def encoded(self) -> str:
        """As plain text, for `decoded`."""
        numbers = (self.width, self.top, self.foot, *self.edges)
        return ",".join(map(str, numbers))


def decoded(numbers: Sequence[int]) -> Lines | None:
    """The lines of an earlier window; None where there are none."""
    if len(numbers) < 3 or len(numbers) > 7:
        return None
    width, top, foot, *edges = numbers
    return Lines(width, top, foot, tuple(edges))


class Outline(QWidget):
    """Fills a window until its panes come."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Lines | None = None

    def show_lines(self, lines: Lines | None) -> None:
        """Draw the lines as they were; else as they are in a new window."""
        self._known = lines

    def lines(self) -> Lines:
        """What is drawn at the width that it has now."""
        known, width = self._known, self.width()
        if known is None:
            new = _FROM_RIGHT if width >= _NEW_WIDTH else ()
            return Lines(width, 0, _FOOT, tuple(width - each for each in new))
        wider = width - known.width
        edges = tuple(x if x <= _CHATS else x + wider for x in known.edges)
        return Lines(width, known.top, known.foot, edges if abs(wider) <= _ABOUT else ())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        lines, colours = self.lines(), theme.current()
        height = self.height()
        ground, border, bottom = _dot(colours.ground), _dot(colours.border), height - lines.foot
        painter = QPainter(self)
        painter.drawPixmap(self.rect(), _dot(colours.surface))
        painter.drawPixmap(QRect(0, lines.top, _RAIL - 1, height), ground)
        painter.drawPixmap(QRect(_RAIL, bottom, lines.width, lines.foot), ground)
        painter.drawPixmap(QRect(_RAIL, lines.top + _HEAD - 1, lines.width, 1), border)
        painter.drawPixmap(QRect(_RAIL, bottom, lines.width, 1), border)
        for edge in (_RAIL - 1, *lines.edges):
            low = height if edge < _RAIL else bottom
            painter.drawPixmap(QRect(edge, lines.top, 1, low - lines.top), border)
        painter.end()
        self.painted.emit()


def _dot(colour: str) -> QPixmap:
    """A colour to draw with. To fill a rectangle PySide would look whether a brush's style was
    meant, and make all of Qt's enumerations for it: 14 ms, three times what the picture takes."""
    dot = QPixmap(1, 1)
    dot.fill(QColor(colour))
    return dot


def lines_between(window: QWidget, top: int, foot: int, panes: Iterable[QWidget]) -> Lines:
    """Where they are in a window that is full: one before each of these panes but the first."""
    _, *others = [pane.mapTo(window, pane.rect().topLeft()).x() for pane in panes]
    edges = tuple(x - 1 for x in others)
    return Lines(window.width(), top, foot, edges)
