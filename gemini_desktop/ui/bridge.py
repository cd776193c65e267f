"""The one object between the session and the widgets: signals up, paced to the screen.

A signal for each chunk is cheap (2 us), a repaint for each is not. So receivers of `chunk_parsed`
and `record_received` only append to a pending list, and do their work on `frame` or `late_frame`,
which come in turns, each at most every 16 ms while something is pending for it. Two, because at
full speed the work of both panes and the painting after it made one stall of 20 ms. While chunks
come singly, as fast as one reads, each pane is shown 30 times a second: a picture for every chunk
costs twice as much and shows no more.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.frames import FrameClock

FRAME_MS = 16
_FEW = 3


class Bridge(QObject):
    """Emits on the loop's thread, in the order of the wire."""

    exchange_started = Signal(object)
    """A `session.LiveExchange`."""
    record_received = Signal(object)
    """A `core.capture.Record`, already on the tape."""
    chunk_parsed = Signal(object)
    """A `core.chunk.Chunk`."""
    exchange_ended = Signal(object)
    """The answer's `core.transcript.Turn`, with its outcome. Both frames come before it."""
    frame = Signal()
    late_frame = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frames = FrameClock(self)
        """What showing it all takes."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._pending = self._late_pending = False
        self._late = False
        self._chunks = 0

    def record(self, record: Record, began_ns: int | None = None) -> None:
        """Pass a record on, of an exchange that began at this time on the monotonic clock."""
        if isinstance(record, BytesReceived):
            self.frames.read(record.t_ns, began_ns)
        self.record_received.emit(record)
        self._schedule()

    def chunk(self, chunk: Chunk) -> None:
        """Pass a chunk on."""
        self.chunk_parsed.emit(chunk)
        self._chunks += 1
        self._schedule()

    def end(self, turn: Turn) -> None:
        """Pass on that the exchange ended, after what is pending has been shown."""
        self.flush()
        self.exchange_ended.emit(turn)

    def flush(self) -> None:
        """Show what is pending now, not at the next frame."""
        self._show_frame()
        self._show_late_frame()

    def _schedule(self) -> None:
        if not (self._pending and self._late_pending):  # else the timer runs; asked for each chunk
            self._pending = self._late_pending = True
            if not self._timer.isActive():
                self._timer.start(FRAME_MS // 2)

    def _on_timeout(self) -> None:
        if not (self._pending or self._late_pending):  # no news: no need to wake up again
            self._timer.stop()
        elif self._late:
            self._show_late_frame()
        else:
            self._show_frame()
        self._late = not self._late

    def _show_frame(self) -> None:
        if self._pending:
            self._pending = False
            interval = FRAME_MS if self._chunks <= _FEW else FRAME_MS // 2
            if interval != self._timer.interval():
                self._timer.setInterval(interval)
            self._chunks = 0
            began_ns = time.monotonic_ns()
            self.frame.emit()
            self.frames.worked(began_ns, time.monotonic_ns())

    def _show_late_frame(self) -> None:
        if self._late_pending:
            self._late_pending = False
            began_ns = time.monotonic_ns()
            self.late_frame.emit()
            self.frames.worked(began_ns, time.monotonic_ns())
