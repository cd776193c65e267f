"""What this program itself takes of the time: how long reading, work and painting of each frame
took, and how late it showed what had come.

Qt does not tell when it has painted, so the window's own update is carried out here, between two
looks at the clock.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

_FORGOTTEN_NS = 200_000_000
"""Work that was not painted by then is never seen: the window is hidden."""


class Frame(NamedTuple):
    """One painting of the window after something had come. Nanoseconds; `t_ns` is when it was on
    the screen, since the exchange began."""

    t_ns: int
    read_ns: int
    """From the connection over the tape and the decoder to the panes, all reads together."""
    work_ns: int
    """Taking in what came, in all panes."""
    paint_ns: int
    late_ns: int
    """From when the oldest of the bytes that it shows came; 0 where it shows no new ones."""

    @property
    def busy_ns(self) -> int:
        """How long it kept the window."""
        return self.read_ns + self.work_ns + self.paint_ns


class FrameClock(QObject):
    """Told of reads and of work; tells of frames."""

    painted = Signal(object)
    """A `Frame`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWidget | None = None
        self._began_ns: int | None = None
        self._oldest_ns: int | None = None
        self._read_ns = 0
        self._work_ns = 0
        self._worked_at_ns = 0
        self._unpainted = False

    def watch(self, window: QWidget) -> None:
        """Measure the painting of this window."""
        self._window = window
        window.installEventFilter(self)

    def read(self, t_ns: int, began_ns: int | None) -> None:
        """Bytes came then, of an exchange that began at a time on the monotonic clock, and have
        been decoded now."""
        if self._oldest_ns is None or began_ns != self._began_ns:
            self._oldest_ns, self._began_ns = t_ns, began_ns
            self._read_ns = 0
        if began_ns is not None:
            self._read_ns += max(0, time.monotonic_ns() - began_ns - t_ns)

    def worked(self, from_ns: int, until_ns: int) -> None:
        """The panes took in what had come, between two times on the monotonic clock."""
        if self._unpainted and until_ns - self._worked_at_ns > _FORGOTTEN_NS:
            self._work_ns = self._read_ns = 0
        self._work_ns += until_ns - from_ns
        self._worked_at_ns = until_ns
        self._unpainted = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt."""
        if not self._unpainted or event.type() != QEvent.Type.UpdateRequest:
            return False
        began_ns = time.monotonic_ns()
        watched.event(event)
        self._tell(began_ns, time.monotonic_ns())
        return True

    def _tell(self, from_ns: int, until_ns: int) -> None:
        self._unpainted = False
        read_ns, self._read_ns = self._read_ns, 0
        work_ns, self._work_ns = self._work_ns, 0
        oldest_ns, self._oldest_ns = self._oldest_ns, None
        if self._began_ns is None:
            return
        t_ns = until_ns - self._began_ns
        late_ns = max(0, t_ns - oldest_ns) if oldest_ns is not None else 0
        self.painted.emit(Frame(t_ns, read_ns, work_ns, until_ns - from_ns, late_ns))
