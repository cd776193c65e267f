"""Five numbers over the timeline: how soon, how fast, how much."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text, ThoughtText, UsageReported
from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.events.summary import number_text, size_text

_MARGIN = 16
_NONE = "–"


@dataclass
class Measures:
    """What an exchange has shown of itself so far. Times in nanoseconds since it began."""

    first_byte_ns: int | None = None
    first_token_ns: int | None = None
    last_ns: int = 0
    received: int = 0
    chunks: int = 0
    requests: int = 0
    tokens: int = 0

    def take_record(self, record: Record) -> None:
        """Take a record in."""
        match record:
            case BytesReceived():
                self.received += len(record.data)
                self.last_ns = record.t_ns
                if self.first_byte_ns is None:
                    self.first_byte_ns = record.t_ns
            case RequestSent():
                self.requests += 1

    def take_chunk(self, chunk: Chunk) -> None:
        """Take a chunk in."""
        self.chunks += chunk.kind != "comment"
        for event in chunk.events:
            if isinstance(event, UsageReported):
                usage = event.usage
                self.tokens = max(self.tokens, (usage.output or 0) + (usage.thoughts or 0))
            elif (
                self.first_token_ns is None
                and isinstance(event, StepDelta)
                and isinstance(event.content, Text | ThoughtText)
                and event.content.text
            ):
                self.first_token_ns = chunk.t_ns

    def rate(self) -> tuple[float, str] | None:
        """Tokens a second since the first one, or kilobytes where no tokens were told."""
        since = self.first_token_ns if self.first_token_ns is not None else self.first_byte_ns
        if since is None or self.last_ns - since < 1_000_000:
            return None
        seconds = (self.last_ns - since) / 1e9
        if self.tokens:
            return self.tokens / seconds, "tok/s"
        return self.received / 1000 / seconds, "kB/s"


class MetricsRow(QWidget):
    """Paints itself: a label would lay out anew with each number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metrics")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measures = Measures()
        self._dress()
        theme.manager().changed.connect(self._dress)

    def clear(self) -> None:
        """Nothing is known."""
        self.measures = Measures()
        self.refresh()

    def refresh(self) -> None:
        """Show the measures as they are now."""
        self.setAccessibleName(
            ", ".join(f"{name} {value} {unit}".strip() for name, value, unit in self.cells())
        )
        self.update()

    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """Caption, number and unit of each."""
        known = self.measures
        rate = known.rate()
        received, _, unit = size_text(known.received).partition(" ")
        return (
            (self.tr("First byte"), *_time_text(known.first_byte_ns)),
            (self.tr("First token"), *_time_text(known.first_token_ns)),
            (self.tr("Rate"), *((_round_text(rate[0]), rate[1]) if rate else (_NONE, ""))),
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
