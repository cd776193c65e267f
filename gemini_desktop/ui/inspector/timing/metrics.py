"""Five numbers over the timeline: how soon, how fast, how much."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.events.summary import number_text, size_text

_MARGIN = 16
_NONE = "–"


def rate(timings: Timings) -> tuple[float, str] | None:
    """Tokens a second since the first one, or kilobytes where no tokens were told."""
    since = timings.first_token_ns if timings.first_token_ns is not None else timings.first_byte_ns
    if since is None or timings.last_read_ns - since < 1_000_000:
        return None
    seconds = (timings.last_read_ns - since) / 1e9
    usage = timings.usage
    tokens = (usage.output or 0) + (usage.thoughts or 0) if usage is not None else 0
    if tokens:
        return tokens / seconds, "tok/s"
    return timings.received / 1000 / seconds, "kB/s"


class MetricsRow(QWidget):
    """Paints itself: a label would lay out anew with each number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metrics")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timings = Timings()
        self._dress()
        theme.manager().changed.connect(self._dress)

    def show_timings(self, timings: Timings) -> None:
        """Show the exchange as far as it has come."""
        self._timings = timings
        self.setAccessibleName(
            ", ".join(f"{name} {value} {unit}".strip() for name, value, unit in self.cells())
        )
        self.update()

    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """Caption, number and unit of each."""
        known = self._timings
        found = rate(known)
        received, _, unit = size_text(known.received).partition(" ")
        return (
            (self.tr("First byte"), *_time_text(known.first_byte_ns)),
            (self.tr("First token"), *_time_text(known.first_token_ns if known.timed else None)),
            (self.tr("Rate"), *((_round_text(found[0]), found[1]) if found else (_NONE, ""))),
            (self.tr("Chunks"), number_text(known.chunks), ""),
            (self.tr("Received"), received, unit),
        )

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(300, 20 + self._caption.height() + self._number.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        colours = theme.current()
        painter = QPainter(self)
        cells = self.cells()
        room = (self.width() - 2 * _MARGIN) / len(cells)
        left_flag = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for index, (name, value, unit) in enumerate(cells):
            left = _MARGIN + int(room * index)
            place = QRect(left, 12, int(room) - 4, self._caption.height())
            painter.setFont(self._caption_font)
            painter.setPen(QColor(colours.text_2))
            elide = Qt.TextElideMode.ElideRight
            name = self._caption.elidedText(name, elide, place.width())
            painter.drawText(place, left_flag, name)
            baseline = place.bottom() + 3 + self._number.ascent()
            painter.setFont(self._number_font)
            painter.setPen(QColor(colours.text if value != _NONE else colours.text_3))
            painter.drawText(left, baseline, value)
            after = left + self._number.horizontalAdvance(value) + 4
            if unit and after + self._unit.horizontalAdvance(unit) <= left + room:
                painter.setFont(self._unit_font)
                painter.setPen(QColor(colours.text_2))
                painter.drawText(after, baseline, unit)
        painter.end()

    def _dress(self) -> None:
        self._caption_font = theme.ui_font(11.5)
        self._number_font = theme.ui_font(16, 600)
        self._unit_font = theme.ui_font(11.5, 500)
        self._caption = QFontMetrics(self._caption_font)
        self._number = QFontMetrics(self._number_font)
        self._unit = QFontMetrics(self._unit_font)
        self.updateGeometry()
        self.update()


def _time_text(t_ns: int | None) -> tuple[str, str]:
    if t_ns is None:
        return _NONE, ""
    if t_ns < 1_000_000_000:
        return QLocale().toString(round(t_ns / 1e6)), "ms"
    return QLocale().toString(t_ns / 1e9, "f", 1), "s"


def _round_text(value: float) -> str:
    return QLocale().toString(value, "f", 1 if value < 10 else 0)
