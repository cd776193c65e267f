"""What the window shows before anything is in it: the lines between what is to come.

It is painted before the panes are even imported, so it imports nothing but Qt and the colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import theme

_RAIL, _HEAD = 53, 48
"""Widths and heights as `rail` and `pane_header` have them, hairlines included."""
_FOOT = 24
_FROM_RIGHT = (766, 265)
"""Where inspector and settings begin in a new window."""
_NEW_WIDTH = 1200
"""A narrower one has folded panes away: which, only they know."""


@dataclass(frozen=True)
class Lines:
    """Where the lines are, in pixels of a window of this size."""

    width: int
    height: int
    top: int
    """Of the menu bar, where one is shown."""
    foot: int
    edges: tuple[int, ...]
    """From left to right, without the rail's."""

    def encoded(self) -> str:
        """As plain text, for `decoded`."""
        numbers = (self.width, self.height, self.top, self.foot, *self.edges)
        return ",".join(map(str, numbers))


def decoded(numbers: Sequence[int]) -> Lines | None:
    """The lines of an earlier window; None where there are none."""
    if len(numbers) < 4 or len(numbers) > 8:
        return None
    width, height, top, foot, *edges = numbers
    return Lines(width, height, top, foot, tuple(edges))


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
        """What is drawn at the size that it has now."""
        known, width, height = self._known, self.width(), self.height()
        if known is not None and (known.width, known.height) == (width, height):
            return known
        new = _FROM_RIGHT if known is None and width >= _NEW_WIDTH else ()
        return Lines(width, height, 0, _FOOT, tuple(width - each for each in new))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        lines, colours = self.lines(), theme.current()
        border, bottom = QColor(colours.border), lines.height - lines.foot
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.fillRect(0, lines.top, _RAIL - 1, lines.height, QColor(colours.ground))
        painter.fillRect(_RAIL, bottom, lines.width, lines.foot, QColor(colours.ground))
        painter.fillRect(_RAIL, lines.top + _HEAD - 1, lines.width, 1, border)
        painter.fillRect(_RAIL, bottom, lines.width, 1, border)
        for edge in (_RAIL - 1, *lines.edges):
            low = lines.height if edge < _RAIL else bottom
            painter.fillRect(edge, lines.top, 1, low - lines.top, border)
        painter.end()
        self.painted.emit()


def lines_between(window: QWidget, top: int, foot: int, panes: Iterable[QWidget]) -> Lines:
    """Where they are in a window that is full: one before each of these panes but the first."""
    _, *others = [pane.mapTo(window, pane.rect().topLeft()).x() for pane in panes]
    edges = tuple(x - 1 for x in others)
    return Lines(window.width(), window.height(), top, foot, edges)
