"""What there is to play of a capture: when each record came, and which of them completed events.

Read once before playing, by the same decode; 17 bytes a record and one an event are kept. A moment
of a replay is a `Position`: so many records have come, and of the events in them so many have been
shown. The second number lags behind only while one steps through the events of a single read.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta

Step: TypeAlias = Literal["read", "event", "chunk"]
"""One read of the network (all records of it have the same time); one row of the event table; one
event that says a part of the answer."""

LONG_NS = 5_000_000_000
"""A silence from which on it may be shortened."""
SHORT_NS = 1_000_000_000
"""To so much."""
EVENT_NS = 50_000_000
"""What is saved without times is played at so much an event."""


class Position(NamedTuple):
    """Positions are in order; (0, 0) is before everything."""

    records: int = 0
    chunks: int = 0


START = Position()


class Score:
    """Fill it with `take` in the capture's order, and `close` it; then ask."""

    def __init__(self) -> None:
        from gemini_desktop.core.answer import Answer

        self._answer = Answer()
        self._times_ns = array("q")
        self._counts = array("q")  # chunks known after each record
        self._reads = bytearray()  # of each record, whether a read ends with it
        self._says = bytearray()  # of each chunk
        self.timed = False
        """Whether the capture tells when its records came."""

    def take(self, record: Record) -> None:
        """The next record."""
        self._add(record.t_ns, self._answer.feed(record), read=isinstance(record, BytesReceived))

    def close(self) -> None:
        """There are no more. Where no record says that the exchange ended, what the end alone
        completes belongs to the last one."""
        from gemini_desktop.core.answer import Answer

        chunks = self._answer.close()
        if self._counts:
            self._says += bytes(map(_says, chunks))
            self._counts[-1] += len(chunks)
        self.timed = bool(self._times_ns) and self._times_ns[-1] > 0
        self._answer = Answer()  # lets go of what it held

    @property
    def events(self) -> int:
        """How many events there are, comments among them."""
        return len(self._says)

    @property
    def end(self) -> Position:
        """After everything."""
        return Position(len(self._counts), len(self._says))

    @property
    def duration_ns(self) -> int:
        """How long it plays."""
        if self.timed:
            return self._times_ns[-1]
        return EVENT_NS * len(self._says)

    def at(self, now_ns: int) -> Position:
        """Where one is after so much time: all records that had come by then, and no other."""
        if self.timed:
            return self._after_records(bisect_right(self._times_ns, now_ns))
        if now_ns >= self.duration_ns:
            return self.end
        return self._after_chunks(max(0, now_ns) // EVENT_NS)

    def time_of(self, position: Position) -> int:
        """The time of a position, such that `at` gives it or one just after it."""
        if self.timed:
            return self._times_ns[position.records - 1] if position.records else 0
        return EVENT_NS * position.chunks

    def next_ns(self, position: Position) -> int:
        """When the next record comes; the duration at the end."""
        if self.timed and position.records < len(self._times_ns):
            return self._times_ns[position.records]
        return self.duration_ns

    def after(self, position: Position, step: Step) -> Position:
        """One step on; the end where there is no further one."""
        if step == "read":
            if position.chunks < self._count(position.records):
                return self._after_records(position.records)  # the rest of the open read first
            record = self._reads.find(1, position.records)
            return self.end if record < 0 else self._after_records(record + 1)
        if step == "chunk":
            chunk = self._says.find(1, position.chunks)
            return self.end if chunk < 0 else self._after_chunks(chunk + 1)
        if position.chunks == self.events:
            return self.end
        return self._after_chunks(position.chunks + 1)

    def before(self, position: Position, step: Step) -> Position:
        """One step back; the start where there is no earlier one."""
        if step == "read":
            record = self._reads.rfind(1, 0, position.records)
            if record >= 0 and self._after_records(record + 1) >= position:
                record = self._reads.rfind(1, 0, record)
            return START if record < 0 else self._after_records(record + 1)
        chunk = position.chunks
        while chunk > 0:
            found = self._says.rfind(1, 0, chunk) + 1 if step == "chunk" else chunk
            if found <= 0:
                break
            if (place := self._after_chunks(found)) < position:
                return place
            chunk = found - 1
        return START

    def _add(self, t_ns: int, chunks: Iterable[Chunk], *, read: bool) -> None:
        # What comes later is not played before, whatever a file says.
        last_ns = self._times_ns[-1] if self._times_ns else 0
        if read and self._reads and self._reads[-1] and t_ns == last_ns:
            self._reads[-1] = False
        self._times_ns.append(max(t_ns, last_ns))
        self._reads.append(read)
        self._says += bytes(map(_says, chunks))
        self._counts.append(len(self._says))

    def _count(self, records: int) -> int:
        return self._counts[records - 1] if records else 0

    def _after_records(self, records: int) -> Position:
        return Position(records, self._count(records))

    def _after_chunks(self, chunks: int) -> Position:
        """Just after this many events, with the record that completed the last of them."""
        if chunks <= 0:
            return START
        return Position(bisect_left(self._counts, chunks) + 1, chunks)


def _says(chunk: Chunk) -> bool:
    return any(isinstance(event, StepDelta) for event in chunk.events)
