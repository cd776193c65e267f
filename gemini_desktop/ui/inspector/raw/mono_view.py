"""A view of very long monospaced text that lays out only the rows in sight.

A row's place is arithmetic, not layout: four megabytes on one line cost what four lines cost.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.qt_helpers import viewport_of

MARGIN = 16


class Run(NamedTuple):
    """Characters of one colour: a token of the theme."""

    text: str
    color: str


class Row(NamedTuple):
    """One row on screen. `ends_line`: the copied text has a line end after it."""

    gutter: str
    runs: tuple[Run, ...]
    ends_line: bool = True

    @property
    def text(self) -> str:
        """Its characters without the gutter."""
        return "".join(run.text for run in self.runs)


class Content(Protocol):
    """What a MonoView shows."""

    def lay_out(self, columns: int) -> int:
        """Break into rows of at most so many characters, and say how many rows there are."""
        ...

    def row(self, index: int) -> Row:
        """One of them."""
        ...

    def gutter_columns(self) -> int:
        """The room that gutters need, in characters; 0 for none."""
        ...


class EmptyContent:
    """Nothing."""

    def lay_out(self, _columns: int) -> int:
        """No rows."""
        return 0

    def row(self, _index: int) -> Row:
        """There is none."""
        return Row("", ())

    def gutter_columns(self) -> int:
        """No gutter."""
        return 0


class MonoView(QAbstractScrollArea):
    """Selects by mouse or Ctrl+A, copies by Ctrl+C. Rows are wrapped to the width."""

    def __init__(self, object_name: str, accessible_name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        viewport_of(self).setCursor(Qt.CursorShape.IBeamCursor)
        self._content: Content = EmptyContent()
        self._rows = 0
        self._anchor: tuple[int, int] | None = None
        self._caret: tuple[int, int] = (0, 0)
        self._hint = ""
        self._dress()
        theme.manager().changed.connect(self._dress)

    def set_content(self, content: Content, *, keep_place: bool = False) -> None:
        """Show something else, from its top unless `keep_place`."""
        self._content = content
        self._anchor = None
        self._lay_out()
        if not keep_place:
            self.verticalScrollBar().setValue(0)
        self.viewport().update()

    @property
    def hint(self) -> str:
        """What stands in the middle while there is nothing to show."""
        return self._hint

    def set_hint(self, text: str) -> None:
        """Say something else while there is nothing to show."""
        self._hint = text
        self.viewport().update()

    def scroll_to_end(self) -> None:
        """Show the last row."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def row_count(self) -> int:
        """Rows at the present width."""
        return self._rows

    def visible_text(self) -> str:
        """What is in sight, a line a row."""
        first, last = self._rows_in_sight()
        return "\n".join(self._content.row(row).text for row in range(first, last))

    def select_all(self) -> None:
        """Select every row."""
        if self._rows:
            self._anchor = (0, 0)
            self._caret = (self._rows - 1, len(self._content.row(self._rows - 1).text))
            self.viewport().update()

    @property
    def selection(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """From which row and character to which, None where nothing is selected."""
        return (self._anchor, self._caret) if self._anchor is not None else None

    def select(self, anchor: tuple[int, int], caret: tuple[int, int]) -> None:
        """Select from one place (row and character) to another, and bring it into sight."""
        self._anchor, self._caret = anchor, caret
        top, height = anchor[0] * self._row_height, self.viewport().height()
        if not self._offset() <= top <= self._offset() + height - 2 * self._row_height:
            self.verticalScrollBar().setValue(top - height // 3)
        self.viewport().update()

    def selected_text(self) -> str:
        """What is selected, without gutters; empty for none."""
        if self._anchor is None:
            return ""
        (first, left), (last, right) = sorted((self._anchor, self._caret))
        pieces = []
        for index in range(first, last + 1):
            row = self._content.row(index)
            text = row.text
            end = right if index == last else len(text)
            pieces.append(text[left if index == first else 0 : end])
            if row.ends_line and index < last:
                pieces.append("\n")
        return "".join(pieces)

    def copy(self) -> None:
        """Put the selection on the clipboard."""
        if text := self.selected_text():
            QGuiApplication.clipboard().setText(text)

    # What Qt calls.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        bar = self.verticalScrollBar()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if event.button() == Qt.MouseButton.LeftButton:
            place = self._place(event.position().toPoint())
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier or self._anchor is None:
                self._anchor = place
            self._caret = place
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._anchor is not None:
            y = event.position().y()
            if y < 0:
                self.verticalScrollBar().triggerAction(
                    self.verticalScrollBar().SliderAction.SliderSingleStepSub
                )
            elif y > self.viewport().height():
                self.verticalScrollBar().triggerAction(
                    self.verticalScrollBar().SliderAction.SliderSingleStepAdd
                )
            self._caret = self._place(event.position().toPoint())
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        at_end = 0 < bar.maximum() <= bar.value()
        self._lay_out()
        if at_end:
            self.scroll_to_end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt: the rows in sight, nothing else."""
        painter = QPainter(self.viewport())
        painter.setFont(self._font)
        first, last = self._rows_in_sight()
        top = -self._offset() + first * self._row_height
        for index in range(first, last):
            self._paint_row(painter, index, top)
            top += self._row_height
        if not self._rows and self._hint:
            painter.setFont(theme.ui_font(13))
            painter.setPen(QColor(theme.current().text_3))
            room = self.viewport().rect().adjusted(MARGIN, 0, -MARGIN, 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self._hint)
        painter.end()

    # Inside.

    def _paint_row(self, painter: QPainter, index: int, top: int) -> None:
        colours = theme.current()
        row = self._content.row(index)
        left = self._text_left()
        baseline = top + self._ascent
        self._paint_selection(painter, index, row, top)
        if row.gutter:
            painter.setPen(QColor(colours.text_3))
            wide = self._metrics.horizontalAdvance(row.gutter)
            gutter_right = left - self._cell
            painter.drawText(int(gutter_right - wide), baseline, row.gutter)
        x = float(left)
        for run in row.runs:
            painter.setPen(QColor(colours.colour(run.color)))
            painter.drawText(int(x), baseline, run.text)
            x += self._metrics.horizontalAdvance(run.text)

    def _paint_selection(self, painter: QPainter, index: int, row: Row, top: int) -> None:
        if self._anchor is None:
            return
        (first, left), (last, right) = sorted((self._anchor, self._caret))
        if not first <= index <= last or (first, left) == (last, right):
            return
        text = row.text
        begin = self._metrics.horizontalAdvance(text[: left if index == first else 0])
        cut = right if index == last else len(text)
        end = self._metrics.horizontalAdvance(text[:cut])
        if index < last:
            end += self._cell / 2
        place = QRect(int(self._text_left() + begin), top, int(end - begin), self._row_height)
        painter.fillRect(place, QColor(theme.current().selection))

    def _place(self, point: QPoint) -> tuple[int, int]:
        """Row and character under a point."""
        if not self._rows:
            return (0, 0)
        index = (point.y() + self._offset()) // self._row_height
        index = max(0, min(self._rows - 1, index))
        text = self._content.row(index).text
        wanted = point.x() - self._text_left()
        low, high = 0, len(text)
        while low < high:  # the widths of its beginnings are in order
            middle = (low + high) // 2
            if self._metrics.horizontalAdvance(text[: middle + 1]) - self._cell / 2 < wanted:
                low = middle + 1
            else:
                high = middle
        return (index, low)

    def _rows_in_sight(self) -> tuple[int, int]:
        first = self._offset() // self._row_height
        count = self.viewport().height() // self._row_height + 2
        return first, min(self._rows, first + count)

    def _offset(self) -> int:
        return self.verticalScrollBar().value()

    def _text_left(self) -> int:
        gutter = self._content.gutter_columns()
        return MARGIN + (int((gutter + 1) * self._cell) if gutter else 0)

    def _lay_out(self) -> None:
        room = self.viewport().width() - self._text_left() - MARGIN // 2
        self._rows = self._content.lay_out(max(8, int(room / self._cell)))
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        bar.setRange(0, max(0, self._rows * self._row_height + MARGIN // 2 - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._row_height * 3)

    def _dress(self) -> None:
        self._font = theme.mono_font(12)
        self._metrics = QFontMetricsF(self._font)
        self._cell = self._metrics.horizontalAdvance("0")
        self._row_height = max(1, round(self._metrics.height() * 1.25))
        self._ascent = round(
            (self._row_height + self._metrics.ascent() - self._metrics.descent()) / 2
        )
        self._lay_out()
        self.viewport().update()
