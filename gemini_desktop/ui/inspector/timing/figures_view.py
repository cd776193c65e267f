"""The figures beside the waterfall, painted: labels would lay out anew with each number."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.timing.figure_text import NONE, Line, Section
from gemini_desktop.ui.qt_helpers import plain_tip

_MARGIN = 16
_BETWEEN = 24
_TWO_COLUMNS = 400
_VALUES_END = 0.56
_GAP = 8
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class _Placed(NamedTuple):
    rect: QRectF
    line: Line


class FiguresView(QWidget):
    """Two columns of sections, one where it is narrow. A figure may lead to an event."""

    event_chosen = Signal(int)
    """The event that a figure led to, counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timingFigures")
        self.setAccessibleName(self.tr("Timing figures"))
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.sections: tuple[Section, ...] = ()
        self._dress()
        theme.manager().changed.connect(self._dress)

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """Show these figures."""
        if sections == self.sections:
            return
        taller = [len(s.lines) for s in sections] != [len(s.lines) for s in self.sections]
        self.sections = sections
        self.setAccessibleDescription(
            "; ".join(f"{x.name} {x.value} {x.note}".strip() for s in sections for x in s.lines)
        )
        if taller:
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Called by Qt."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Called by Qt."""
        bottom = max((placed.rect.bottom() for placed in self._places(width)), default=0.0)
        return int(bottom) + 12

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(320, self.heightForWidth(max(320, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(200, self._row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        columns = self._columns(self.width())
        ends = self._values_end(columns)
        for section, left, top, width in columns:
            painter.setFont(self._title_font)
            painter.setPen(QColor(theme.current().text_3))
            painter.drawText(QRectF(left, top, width, self._row), _LEFT, section.title)
            for index, line in enumerate(section.lines, 1):
                place = QRectF(left, top + index * self._row, width, self._row)
                self._line(painter, line, place, ends[left])
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Called by Qt."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self.line_at(QPointF(event.pos()))
            tip = line.tip if line is not None else ""
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        line = self.line_at(event.position())
        leads = line is not None and line.event >= 0
        shape = Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        line = self.line_at(event.position())
        if line is not None and line.event >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.event_chosen.emit(line.event)

    def line_at(self, place: QPointF) -> Line | None:
        """The figure at a place."""
        placed = self._places(self.width())
        return next((each.line for each in placed if each.rect.contains(place)), None)

    def _places(self, width: int) -> list[_Placed]:
        return [
            _Placed(QRectF(left, top + index * self._row, wide, self._row), line)
            for section, left, top, wide in self._columns(width)
            for index, line in enumerate(section.lines, 1)
        ]

    def _columns(self, width: int) -> list[tuple[Section, float, float, float]]:
        """Each section with its left, top and width."""
        count = 2 if width >= _TWO_COLUMNS * theme.manager().zoom / 100 else 1
        wide = (width - 2 * _MARGIN - (count - 1) * _BETWEEN) / count
        tops = [4.0] * count
        placed = []
        for index, section in enumerate(self.sections):
            column = index % count
            left = _MARGIN + column * (wide + _BETWEEN)
            placed.append((section, left, tops[column], wide))
            tops[column] += (len(section.lines) + 1) * self._row + 10
            if column == count - 1:
                tops = [max(tops)] * count  # titles in a row stand at one height
        return placed

    def _values_end(self, columns: list[tuple[Section, float, float, float]]) -> dict[float, float]:
        """For each column, by its left edge, where all its values end: they stand flush."""
        ends: dict[float, float] = {}
        for section, left, _, width in columns:
            usual = left + width * _VALUES_END
            needed = (
                left
                + self._metrics.horizontalAdvance(line.name)
                + self._value_metrics.horizontalAdvance(line.value)
                + _GAP
                for line in section.lines
            )
            ends[left] = max(ends.get(left, usual), usual, *needed)
        return ends

    def _line(self, painter: QPainter, line: Line, rect: QRectF, value: float) -> None:
        colours = theme.current()
        painter.setFont(self._font)
        painter.setPen(QColor(colours.text_2))
        painter.drawText(rect, _LEFT, line.name)
        painter.setFont(self._value_font)
        wide = self._value_metrics.horizontalAdvance(line.value)
        painter.setPen(QColor(colours.text if line.value != NONE else colours.text_3))
        painter.drawText(
            QRectF(value - wide, rect.top(), wide + 1, rect.height()), _LEFT, line.value
        )
        room = rect.right() - value - 8
        painter.setFont(self._note_font)
        painter.setPen(QColor(colours.accent if line.event >= 0 else colours.text_3))
        elide = Qt.TextElideMode.ElideRight
        note = self._note_metrics.elidedText(line.note, elide, max(0.0, room))
        painter.drawText(QRectF(value + 8, rect.top(), max(0.0, room), rect.height()), _LEFT, note)

    def _dress(self) -> None:
        self._title_font = theme.ui_font(11, 600)
        self._font = theme.ui_font(12)
        self._value_font = theme.ui_font(12, 600)
        self._note_font = theme.ui_font(11)
        self._metrics = QFontMetricsF(self._font)
        self._value_metrics = QFontMetricsF(self._value_font)
        self._note_metrics = QFontMetricsF(self._note_font)
        self._row = round(self._metrics.height() + 5)
        self.updateGeometry()
        self.update()
