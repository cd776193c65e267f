"""The bar at the foot of the inspector: plays the shown capture again, pauses, steps, goes to any
moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Hairline, IconButton
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.replay.pace import PaceButton
from gemini_desktop.ui.inspector.replay.time_slider import TimeSlider
from gemini_desktop.ui.qt_helpers import local_shortcut

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class Moment(NamedTuple):
    """Where a replay is. Times in nanoseconds since the capture began."""

    now_ns: int = 0
    duration_ns: int = 0
    event: int = 0
    """How many events have been shown."""
    events: int = 0
    remark: str = ""
    """What is to be said of it, such as that a wait was skipped; empty for nothing."""
    timed: bool = True
    """Whether the capture has times; one without is played at a pace of our own."""


class ReplayBar(QWidget, Part):
    """Asks by signals. While nothing is replayed it stands at the end of what is shown."""

    play_asked = Signal()
    """Play, or pause."""
    step_asked = Signal(bool)
    """One step; back where True."""
    end_asked = Signal(bool)
    """Go to the end, or (True) to the start."""
    sought = Signal(float)
    """Go to this share of the time, from 0 to 1."""
    leave_asked = Signal()
    shown = Signal(object)
    """The inspector shows another source, or none, from its beginning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replayBar")
        self.setAccessibleName(self.tr("Replay"))
        self._moment = Moment()
        self._replaying = self._playing = self._ended = False
        self.back = IconButton("step-back", "", "replayBack", size=28, icon_size=16)
        self.play = IconButton("play", "", "replayPlay", size=30, icon_size=17)
        self.on = IconButton("step-forward", "", "replayOn", size=28, icon_size=16)
        self.slider = TimeSlider()
        self.clock = _Clock()
        self.pace = PaceButton()
        self.leave = IconButton("x", "", "replayLeave", size=28, icon_size=16)
        self._lay_out()
        self._connect()
        self._name()
        self._refresh()

    # Of a part.

    def start(self, source: CaptureSource | None) -> None:
        """Another capture; what there is of it to play is not known yet."""
        self.setVisible(source is not None)
        if not self._replaying:
            self._ended = False
            self._moment = Moment()
            self._refresh()
        self.shown.emit(source)

    def take(self, batch: Batch) -> None:
        """Count, so that the bar says where it stands before anything is replayed."""
        if self._replaying:
            return
        now, _, events, *_ = self._moment
        now = max([now, *(record.t_ns for record in batch.records)])
        events += len(batch.chunks)
        self._moment = Moment(now, now, events, events, timed=now > 0 or not events)

    def refresh(self) -> None:
        """Once a frame."""
        if not self._replaying:
            self._refresh()

    def finish(self, _turn: Turn) -> None:
        """It is whole, and so can be played."""
        self._ended = True
        self._refresh()

    # What the presenter does.

    @property
    def moment(self) -> Moment:
        """What is shown."""
        return self._moment

    def set_replaying(self, *, replaying: bool) -> None:
        """Whether the moment is the presenter's to tell."""
        self._replaying = replaying
        self._refresh()

    def set_playing(self, *, playing: bool) -> None:
        """Offer to pause, or to play."""
        if playing != self._playing:
            self._playing = playing
            self._name()
        self._refresh()

    def show_moment(self, moment: Moment) -> None:
        """Be here."""
        self._moment = moment
        self._refresh()

    # Inside.

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 5, 8, 5)
        row.setSpacing(2)
        for button in (self.back, self.play, self.on):
            row.addWidget(button)
        row.addSpacing(6)
        row.addWidget(self.slider, 1)
        row.addSpacing(8)
        row.addWidget(self.clock)
        row.addSpacing(2)
        row.addWidget(self.pace)
        row.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(row)

    def _connect(self) -> None:
        self.back.clicked.connect(self._step_back)
        self.play.clicked.connect(self.play_asked)
        self.on.clicked.connect(self._step_on)
        self.leave.clicked.connect(self.leave_asked)
        self.slider.sought.connect(self.sought)
        self.pace.changed.connect(self._name)
        for key, act in (("Home", self._to_start), ("End", self._to_end)):
            local_shortcut(key, self, act)

    def take_keys_of(self, inspector: QWidget) -> None:
        """Space, comma and full stop play and step wherever in the inspector the focus is; a button
        that has it is still pressed by Space, and what is typed into goes on being typed into."""
        for key, act in (
            ("Space", self._space),
            (",", self._step_back),
            (".", self._step_on),
        ):
            local_shortcut(key, inspector, act)

    def _space(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif self.play.isEnabled():
            self.play_asked.emit()

    def _step_back(self) -> None:
        if self.back.isEnabled():
            self.step_asked.emit(True)  # noqa: FBT003 - a signal's arguments have no names

    def _step_on(self) -> None:
        if self.on.isEnabled():
            self.step_asked.emit(False)  # noqa: FBT003

    def _to_start(self) -> None:
        if self._ended or self._replaying:
            self.end_asked.emit(True)  # noqa: FBT003

    def _to_end(self) -> None:
        if self._ended or self._replaying:
            self.end_asked.emit(False)  # noqa: FBT003

    def _name(self) -> None:
        step = {
            "read": self.tr("read"),
            "event": self.tr("event"),
            "chunk": self.tr("chunk"),
        }[self.pace.step]
        playing = self._playing
        self.back.set_tooltip(self.tr("One {} back").format(step), ",")
        self.on.set_tooltip(self.tr("One {} on").format(step), ".")
        self.play.set_icon("pause" if playing else "play")
        words = self.tr("Pause") if playing else self.tr("Play the capture again")
        self.play.set_tooltip(words, self.tr("Space"))
        self.slider.setToolTip(self.tr("Drag to go to any moment of the capture"))
        self.leave.set_tooltip(self.tr("Leave the replay"))

    def _refresh(self) -> None:
        moment = self._moment
        can_play = (self._ended or self._replaying) and moment.events + moment.duration_ns > 0
        at_end = moment.now_ns >= moment.duration_ns and moment.event >= moment.events
        share = moment.now_ns / moment.duration_ns if moment.duration_ns else float(at_end)
        for widget in (self.play, self.slider, self.pace):
            widget.setEnabled(can_play)
        self.back.setEnabled(can_play and moment.now_ns + moment.event > 0)
        self.on.setEnabled(can_play and not at_end)
        self.leave.setVisible(self._replaying)
        self.slider.show_share(min(1.0, share))
        self.clock.show_moment(moment)
        self.slider.setAccessibleName(self.tr("Time of the replay, {}").format(self.clock.text))


class _Clock(QWidget):
    """Time and event, one above the other; painted, for labels would lay out anew each time."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("replayClock")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lines = ("", "")
        self._widest = ("", "")
        self._dress()
        theme.manager().changed.connect(self._dress)

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return ", ".join(filter(None, self._lines))

    def show_moment(self, moment: Moment) -> None:
        """Say where it is; a remark takes the place of the event's number."""
        number = self.tr("{0} / {1}")
        events = number.format(number_text(moment.event), number_text(moment.events))
        all_events = number.format(*[number_text(moment.events)] * 2)
        if moment.timed:
            time = _time_text(moment.now_ns, moment.duration_ns)
            lines = (f"{time} s", moment.remark or events)
            longest = f"{_time_text(moment.duration_ns, moment.duration_ns)} s"
            widest = (longest, moment.remark or all_events)
            words = self.tr("{0} of {1} s, event {2} of {3}").format(
                time, _time_text(moment.duration_ns, 0), number_text(moment.event),
                number_text(moment.events),
            )  # fmt: skip
        else:
            remark = moment.remark or self.tr("no times")
            lines, widest = (events, remark), (all_events, remark)
            words = self.tr("Event {0} of {1}; this file has no times").format(
                number_text(moment.event), number_text(moment.events)
            )
        if lines == self._lines:
            return
        self._lines = lines
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()
        self.setToolTip(words)
        self.setAccessibleName(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        first, second = self._widest
        wide = max(self._large.horizontalAdvance(first), self._small.horizontalAdvance(second))
        return QSize(wide + 2, self._large.height() + self._small.height() - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        room = self.rect()
        painter.setFont(self._large_font)
        painter.setPen(QColor(theme.current().text))
        above = room.adjusted(0, 0, 0, -self._small.height() + 2)
        painter.drawText(above, right, self._lines[0])
        painter.setFont(self._small_font)
        painter.setPen(QColor(theme.current().text_2))
        below = room.adjusted(0, self._large.height() - 2, 0, 0)
        painter.drawText(below, right, self._lines[1])
        painter.end()

    def _dress(self) -> None:
        self._large_font, self._small_font = theme.mono_font(12, 500), theme.mono_font(11)
        self._large, self._small = QFontMetrics(self._large_font), QFontMetrics(self._small_font)
        self.updateGeometry()
        self.update()


def _time_text(t_ns: int, whole_ns: int) -> str:
    """In seconds, as exactly as is of use over the whole."""
    decimals = 3 if whole_ns < 100_000_000_000 else 1
    return QLocale().toString(t_ns / 1e9, "f", decimals)
