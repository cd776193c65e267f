"""When the bytes came, and what they were: bars over time, in the colours of the chips."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.timing.time_bins import TONES, TimeBins

_MARGIN = 16
_BAR, _GAP = 4, 2
_AXIS = 16
_HEIGHT = 66
_COLOURS = {"neutral": "border_strong"}
_MIDDLE = QTextOption(Qt.AlignmentFlag.AlignCenter)
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600)


class Timeline(QWidget):
    """Costs the same for ten events and a million: it paints bins. A click asks for that time."""

    time_chosen = Signal(object)
    """Nanoseconds since the request, as int (a C int would overflow after two seconds)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(self.tr("Bytes over time"))
        self.setToolTip(self.tr("Bytes received over time. Click to go to that moment."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.bins = TimeBins()
        self._mark_ns: int | None = None
        self._timed = True
        self._pointer: float | None = None
        self._dress()
        theme.manager().changed.connect(self._dress)

    def clear(self) -> None:
        """Nothing has come yet."""
        self.bins = TimeBins()
        self._mark_ns = None
        self._timed = True
        self.update()

    def show_timed(self, *, timed: bool) -> None:
        """Say whether times were recorded: without them there is nothing to paint."""
        if timed != self._timed:
            self._timed = timed
            self.update()

    def mark(self, t_ns: int | None) -> None:
        """Show where the chosen event is."""
        if t_ns != self._mark_ns:
            self._mark_ns = t_ns
            self.update()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(200, _HEIGHT + max(0, self._metrics.height() - 12))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        span = self._span_ns()
        if event.button() == Qt.MouseButton.LeftButton and self.bins.end_ns:
            part = (event.position().x() - _MARGIN) / max(1, self._room())
            self.time_chosen.emit(int(max(0.0, min(1.0, part)) * span))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - _AXIS - max(0, self._metrics.height() - 14)
        self._paint_axis(painter, base)
        if self.bins.end_ns:
            self._paint_waiting(painter, base)
            self._paint_bars(painter, base)
            self._paint_mark(painter, base)
        painter.end()

    def _paint_axis(self, painter: QPainter, base: int) -> None:
        colours = theme.current()
        painter.setPen(QColor(colours.border_strong))
        painter.drawLine(_MARGIN, base, self.width() - _MARGIN, base)
        if not self.bins.end_ns:
            if not self._timed:
                self._paint_untimed(painter, base)
            return
        painter.setFont(self._font)
        painter.setPen(QColor(colours.text_3))
        span_s = self._span_ns() / 1e9
        step = _tick_step(span_s, max(2, self._room() // 90))
        locale = QLocale()
        digits = 3 if step < 0.01 else 2 if step < 0.1 else 1 if step < 1 else 0
        count = int(span_s / step + 1e-6)
        for index in range(count + 1):
            text = locale.toString(float(index * step), "f", digits)
            if index in (0, count):
                text += " s"
            x = _MARGIN + self._room() * (index * step) / span_s
            wide = self._metrics.horizontalAdvance(text)
            left = x - wide / 2
            left = max(_MARGIN, min(left, self.width() - _MARGIN - wide))
            painter.drawText(QPointF(left, base + self._metrics.ascent() + 2), text)

    def _paint_untimed(self, painter: QPainter, base: int) -> None:
        painter.setFont(theme.ui_font(12))
        painter.setPen(QColor(theme.current().text_3))
        place = QRectF(_MARGIN, 0, self._room(), base)
        painter.drawText(place, self.tr("No times were recorded with these bytes"), _MIDDLE)

    def _paint_waiting(self, painter: QPainter, base: int) -> None:
        """The wait for the first byte is a pale band: it is time, too."""
        first = self.bins.first_ns or 0
        wide = self._room() * first / self._span_ns() - _GAP
        if wide > 1:
            colour = QColor(theme.current().hover)
            painter.fillRect(QRectF(_MARGIN, base - 3, wide, 3), colour)

    def _paint_bars(self, painter: QPainter, base: int) -> None:
        colours = theme.current()
        bars = list(self._bars())
        heights = sorted(sum(bar) for bar in bars if any(bar))
        if not heights:
            return
        # One picture is a thousand words in bytes; it may not press the words flat.
        usual = heights[len(heights) * 9 // 10] * 1.15 if len(heights) >= 10 else heights[-1]
        full = max(1.0, min(heights[-1], usual, heights[len(heights) // 2] * 4))
        painter.setPen(Qt.PenStyle.NoPen)
        tall = base - 8
        for index, bar in enumerate(bars):
            total = sum(bar)
            if not total:
                continue
            height = max(2.0, tall * min(1.0, total / full))
            x = _MARGIN + index * (_BAR + _GAP)
            top = base - height
            for tone, count in zip(TONES, bar, strict=True):
                if count:
                    part = height * count / total
                    colour = QColor(colours.colour(_COLOURS.get(tone, tone)))
                    painter.setBrush(colour)
                    radius = 1.2 if part > 3 else 0
                    painter.drawRoundedRect(QRectF(x, top, _BAR, part), radius, radius)
                    top += part
            if total > full * 1.5:
                self._paint_break(painter, x, base - tall * 0.6)

    def _paint_break(self, painter: QPainter, x: float, y: float) -> None:
        """The bar is longer than the picture has room for."""
        painter.setBrush(QColor(theme.current().surface))
        painter.drawRect(QRectF(x - 0.5, y, _BAR + 1, 2))

    def _paint_mark(self, painter: QPainter, base: int) -> None:
        if self._mark_ns is None:
            return
        x = _MARGIN + self._room() * self._mark_ns / self._span_ns()
        painter.setPen(QColor(theme.current().text_2))
        painter.drawLine(QPointF(x, 4), QPointF(x, base))

    def _bars(self) -> Iterator[tuple[float, ...]]:
        """The bins, put together to as many bars as there is room for."""
        count = max(1, (self._room() + _GAP) // (_BAR + _GAP))
        return self.bins.bars(count, self._span_ns())

    def _room(self) -> int:
        return max(1, self.width() - 2 * _MARGIN)

    def _span_ns(self) -> int:
        return max(self.bins.end_ns, 1_000_000)

    def _dress(self) -> None:
        self._font = theme.mono_font(10.5)
        self._metrics = QFontMetrics(self._font)
        self.updateGeometry()
        self.update()


def _tick_step(span_s: float, ticks: int) -> float:
    """The smallest round step that makes at most so many ticks."""
    return next((step for step in _STEPS if span_s / step <= ticks), span_s / 2)
