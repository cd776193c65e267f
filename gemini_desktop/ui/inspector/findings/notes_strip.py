"""How the exchange ended, in a sentence, and what was odd at which byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop.core.outcome import Note, Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.part import Part
from gemini_desktop.ui.qt_helpers import plain_tip

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_LINES = 2


class NotesStrip(QWidget, Part):
    """At most two lines, the outcome's own first; hidden where there is nothing to say."""

    note_chosen = Signal(object)
    """The first byte of what the chosen note is about, an int of any size."""
    all_wanted = Signal()
    """The user wants to see what there was no room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notesStrip")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 0, 16, 10)
        self._column.setSpacing(2)
        self._lines: list[_NoteLine] = []
        self.hide()

    def texts(self) -> list[str]:
        """What the lines say."""
        return [line.text() for line in self._lines]

    def start(self, _source: CaptureSource | None) -> None:
        """Another capture, about which there is nothing to say yet."""
        self.clear()

    def finish(self, turn: Turn) -> None:
        """Say how it ended."""
        self.show_outcome(turn.outcome)

    def clear(self) -> None:
        """Say nothing."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        self.hide()

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Say how it ended, if there is more to say than that it is complete."""
        self.clear()
        if outcome is None:
            return
        notes: list[tuple[str, str, int | None]] = []
        if outcome.kind != "complete" and outcome.message:
            tone = "red" if outcome.kind in ("failed", "blocked") else "amber"
            notes.append((outcome.message, tone, None))
        notes += [(self._words(note), "amber", note.start) for note in outcome.notes]
        self._show(notes)

    def _words(self, note: Note) -> str:
        if note.start is None:
            return note.message
        return self.tr("{0} (byte {1})").format(note.message.rstrip("."), number_text(note.start))

    def _show(self, notes: Sequence[tuple[str, str, int | None]]) -> None:
        shown = len(notes) if len(notes) <= _LINES else _LINES - 1
        for text, tone, start in notes[:shown]:
            line = _NoteLine(text, tone, start, self)
            if start is not None:
                line.clicked.connect(self._clicked)
            self._column.addWidget(line)
            self._lines.append(line)
        if len(notes) > shown:
            rest = self.tr("… and {0} more").format(len(notes) - shown)
            line = _NoteLine(rest, "neutral", None, self, leads=True)
            line.clicked.connect(self.all_wanted)
            line.setToolTip(plain_tip("\n".join(text for text, _, _ in notes[shown:])))
            self._column.addWidget(line)
            self._lines.append(line)
        self.setVisible(bool(notes))

    def _clicked(self) -> None:
        line = self.sender()
        if isinstance(line, _NoteLine) and line.start is not None:
            self.note_chosen.emit(line.start)


class _NoteLine(QAbstractButton):
    def __init__(
        self, text: str, tone: str, start: int | None, parent: QWidget, *, leads: bool = False
    ) -> None:
        super().__init__(parent)
        self.start = start
        self._leads = leads or start is not None
        self._tone = tone
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if not self._leads:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(200, self._metrics.height() + 8)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        colours = theme.current()
        ink = colours.text_3 if self._tone == "neutral" else colours.colour(self._tone)
        if self.underMouse() and self._leads:
            paint.rounded(painter, self.rect().toRectF(), 6, "hover")
        paint.focus_ring(painter, self, self.rect().toRectF(), 6)
        left = 6
        if self._tone != "neutral":
            square = QRect(left, (self.height() - 14) // 2, 14, 14).toRectF()
            name = "circle-alert" if self._tone == "red" else "triangle-alert"
            icons.paint(painter, name, ink, square)
            left += 20
        painter.setFont(self._font)
        painter.setPen(QColor(ink if not self._leads else colours.text_2))
        room = self.width() - left - 6
        text = self._metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        place = QRect(left, 0, room, self.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _dress(self) -> None:
        self._font = theme.ui_font(12)
        self._metrics = QFontMetrics(self._font)
        self.updateGeometry()
        self.update()
