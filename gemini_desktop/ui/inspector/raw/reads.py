"""Which network read brought which bytes of the body, and when: 16 bytes a read."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class Read(NamedTuple):
    """One read. `number` counts from 0, the offsets are of the body, end exclusive."""

    number: int
    start: int
    end: int
    t_ns: int


class Reads(Part):
    """Append-only while one capture is shown."""

    def __init__(self) -> None:
        self._ends = array("q")
        self._times_ns = array("q")
        self._goes_on = False  # whether a record of the same time is a part of the last read

    def __len__(self) -> int:
        return len(self._ends)

    def start(self, _source: CaptureSource | None) -> None:
        """Another capture."""
        self.__init__()  # type: ignore[misc]

    def take(self, batch: Batch) -> None:
        """Keep where the reads ended, and when they came."""
        for record in batch.records:
            if isinstance(record, BytesReceived):
                self.append(record.t_ns, len(record.data))
            else:
                self._goes_on = False

    def append(self, t_ns: int, length: int) -> None:
        """One more read; parts of one read, which have the same time, are one again."""
        if not length:
            return
        if self._goes_on and t_ns == self._times_ns[-1]:
            self._ends[-1] += length
        else:
            self._ends.append((self._ends[-1] if self._ends else 0) + length)
            self._times_ns.append(t_ns)
        self._goes_on = True

    def read(self, number: int) -> Read:
        """A read by its number from 0."""
        start = self._ends[number - 1] if number else 0
        return Read(number, start, self._ends[number], self._times_ns[number])

    def at(self, offset: int) -> Read | None:
        """The read that brought a byte; None where none has."""
        number = bisect_right(self._ends, offset)
        return self.read(number) if offset >= 0 and number < len(self._ends) else None

    def covering(self, start: int, end: int) -> range:
        """The numbers of the reads that brought the bytes from `start` to `end`."""
        if end <= start:
            return range(0)
        first = bisect_right(self._ends, start)
        last = bisect_left(self._ends, end)
        return range(first, min(last + 1, len(self._ends)))

    def boundaries(self, start: int, end: int) -> Sequence[int]:
        """Where one read ended and the next began, after `start` and before or at `end`. The end
        of the last read is none."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end)
        return self._ends[first : min(last, len(self._ends) - 1)]
