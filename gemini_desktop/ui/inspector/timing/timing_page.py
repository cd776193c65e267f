"""The Timing page: the waterfall, and the figures of where the time went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gemini_desktop.core.timing import figures
from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.controls import Hairline, IconButton, Label
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.timing import figure_text
from gemini_desktop.ui.inspector.timing.count import Count
from gemini_desktop.ui.inspector.timing.figures_view import FiguresView
from gemini_desktop.ui.inspector.timing.pace import Pace
from gemini_desktop.ui.inspector.timing.waterfall import Waterfall

_BEAT_MS = 100
"""How often a wait that goes on is shown to have grown."""
_PAUSE_MS = 50
"""Figures that change more often can be read by nobody."""

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from PySide6.QtGui import QHideEvent, QShowEvent

    from gemini_desktop.session.live import CaptureSource


class TimingPage(QWidget, Part):
    """Counts while it is out of sight, and paints only when it is looked at."""

    event_chosen = Signal(int)
    """The event that the user chose, counted from 0."""

    def __init__(self, model: EventsModel, count: Count, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timingPage")
        self._count = count
        self.waterfall = Waterfall(model)
        self.figures = FiguresView()
        self.waterfall.event_chosen.connect(self.event_chosen)
        self.figures.event_chosen.connect(self.event_chosen)
        self._verdict = Label("", size=12, tone="2", wrap=True)
        self._verdict.setObjectName("timingVerdict")
        self._copy = IconButton("copy", self.tr("Copy the figures as text"), "copyTiming", size=28)
        self._copy_json = IconButton(
            "braces", self.tr("Copy the figures as JSON"), "copyTimingJson", size=28
        )
        self._whole = IconButton(
            "fit-width", self.tr("Show all of the time (0)"), "wholeTime", size=28
        )
        self._whole.hide()
        self._whole.clicked.connect(self.waterfall.show_all)
        self.waterfall.looked_closer.connect(self._whole.setVisible)
        self._copy.clicked.connect(self._copy_text)
        self._copy_json.clicked.connect(self._copy_as_json)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        self._since = QElapsedTimer()
        self._since.start()
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._show)
        self._lay_out()

    @property
    def timings(self) -> Timings:
        """What is known of the exchange."""
        return self._count.timings

    @property
    def pace(self) -> Pace:
        """What this program took itself."""
        return self._count.pace

    @property
    def verdict(self) -> str:
        """The sentence over the waterfall."""
        return self._verdict.text()

    def start(self, source: CaptureSource | None) -> None:
        """Nothing is known."""
        self._beat.stop()
        self._count.start(source)
        self.waterfall.reset()
        self._show()

    def go_on(self) -> None:
        """After `start`: it is live, so time passes also while nothing comes."""
        self._count.go_on()
        if self.isVisible():
            self._beat.start()

    def take(self, batch: Batch) -> None:
        """Count."""
        self._count.take(batch)

    def refresh(self) -> None:
        """Show what was counted, if anybody looks."""
        if self.isVisible() and not self._timer.isActive():
            rest_ms = _PAUSE_MS - self._since.elapsed()
            if rest_ms <= 0:
                self._show()
            else:
                self._timer.start(rest_ms)

    def finish(self, turn: Turn) -> None:
        """All is known."""
        self._beat.stop()
        self._count.finish(turn)
        if self.isVisible():
            self._show()

    def keep(self) -> tuple[Timings, Pace]:
        """What it counted."""
        return self._count.keep()

    def take_back(self, kept: object) -> None:
        """Show what was counted before."""
        self._count.take_back(kept)
        self.refresh()

    def mark(self, event: int) -> None:
        """Show which event is chosen; -1 for none."""
        self.waterfall.mark(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt."""
        super().showEvent(event)
        if self._count.live:
            self._beat.start()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt."""
        super().hideEvent(event)
        self._beat.stop()

    def _show(self) -> None:
        self._timer.stop()
        self._since.start()
        now_ns = self._count.now_ns()
        found, pace = figures.of(self.timings, now_ns), self.pace.figures()
        median_ns = found.gaps.median_ms * 1e6 if found.gaps is not None else 0.0
        self.waterfall.show_timings(self.timings, median_ns, self.pace, now_ns)
        begun = bool(self.timings.attempts.all)
        known = begun and found.timed
        self.waterfall.setVisible(found.timed)
        self.figures.show_sections(figure_text.sections(found, pace) if known else ())
        hint = self.tr("Send a prompt or open a capture to see where its time went.")
        self._verdict.setText(figure_text.verdict(found, pace) if begun else hint)
        for button in (self._copy, self._copy_json):
            button.setEnabled(known)

    def _copy_text(self) -> None:
        found = figures.of(self.timings, self._count.now_ns())
        QGuiApplication.clipboard().setText(figure_text.as_text(found, self.pace.figures()))

    def _copy_as_json(self) -> None:
        found = figures.of(self.timings, self._count.now_ns())
        QGuiApplication.clipboard().setText(figure_text.as_json(found, self.pace.figures()))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 2, 8, 2)
        head.setSpacing(4)
        head.addWidget(self._verdict, 1)
        head.addWidget(self._whole)
        head.addWidget(self._copy)
        head.addWidget(self._copy_json)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.waterfall)
        column.addWidget(Hairline())
        column.addSpacing(8)
        column.addWidget(self.figures)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(scroll, 1)
