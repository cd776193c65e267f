"""The one object between the session and the widgets: signals up, paced to the screen.

A signal for each chunk is cheap (2 us), a repaint for each is not. So receivers of `chunk_parsed`
and `record_received` only append to a pending list, and do their work on `frame`, which comes at
most every 16 ms while something is pending.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn

FRAME_MS = 16


class Bridge(QObject):
    """Emits on the loop's thread, in the order of the wire."""

    exchange_started = Signal(object)
    """A `session.LiveExchange`."""
    record_received = Signal(object)
    """A `core.capture.Record`, already on the tape."""
    chunk_parsed = Signal(object)
    """A `core.chunk.Chunk`."""
    exchange_ended = Signal(object)
    """The answer's `core.transcript.Turn`, with its outcome. A `frame` comes before it."""
    frame = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._pending = False

    def record(self, record: Record) -> None:
        """Pass a record on."""
        self.record_received.emit(record)
        self._schedule()

    def chunk(self, chunk: Chunk) -> None:
        """Pass a chunk on."""
        self.chunk_parsed.emit(chunk)
        self._schedule()

    def end(self, turn: Turn) -> None:
        """Pass on that the exchange ended, after what is pending has been shown."""
        self.flush()
        self.exchange_ended.emit(turn)

    def flush(self) -> None:
        """Show what is pending now, not at the next frame."""
        if self._pending:
            self._pending = False
            self.frame.emit()

    def _schedule(self) -> None:
        if not self._pending:  # else the timer runs already; this is asked for each chunk
            self._pending = True
            if not self._timer.isActive():
                self._timer.start()

    def _on_timeout(self) -> None:
        if self._pending:
            self.flush()
        else:  # a whole frame without news: no need to wake up again
            self._timer.stop()
