"""What this program took of the time: reading, work, painting and delay of each frame."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from gemini_desktop.core.timing.gaps import Gaps
from gemini_desktop.ui.frames import Frame

_MOST = 20_000


class PaceFigures(NamedTuple):
    """Of the frames that were shown: lengths in nanoseconds."""

    frames: int
    median_ns: float
    longest_ns: int
    longest_at_ns: int
    late_median_ns: float
    """From when bytes were read to when what they said was on the screen."""
    late_longest_ns: int


class Pace:
    """The frames of one exchange in columns of numbers, the newest 20,000 of them."""

    def __init__(self) -> None:
        self.times_ns = array("q")
        self.busy_ns = array("q")
        self._read_ns = array("q")
        self._work_ns = array("q")
        self._late_ns = array("q")
        self._busy = Gaps()
        self._late = Gaps()

    def __len__(self) -> int:
        return len(self.times_ns)

    def take(self, frame: Frame) -> None:
        """A frame was painted."""
        columns = (self.times_ns, self.busy_ns, self._read_ns, self._work_ns, self._late_ns)
        values = (frame.t_ns, frame.busy_ns, frame.read_ns, frame.work_ns, frame.late_ns)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
            if len(column) > _MOST:
                del column[: _MOST // 10]
        self._busy.add(frame.t_ns, frame.t_ns + frame.busy_ns, self._busy.count)
        if frame.late_ns:
            self._late.add(0, frame.late_ns, self._late.count)

    def frame(self, index: int) -> Frame:
        """One of those that are kept, the oldest first."""
        read_ns, work_ns = self._read_ns[index], self._work_ns[index]
        paint_ns = self.busy_ns[index] - read_ns - work_ns
        return Frame(self.times_ns[index], read_ns, work_ns, paint_ns, self._late_ns[index])

    def figures(self) -> PaceFigures | None:
        """None where nothing was shown while it came in."""
        if not self._busy.count:
            return None
        longest = self._busy.longest()[0]
        return PaceFigures(
            frames=self._busy.count,
            median_ns=self._busy.percentiles(0.5)[0],
            longest_ns=longest.length_ns,
            longest_at_ns=longest.begin_ns,
            late_median_ns=self._late.percentiles(0.5)[0] if self._late.count else 0,
            late_longest_ns=self._late.longest()[0].length_ns if self._late.count else 0,
        )
