"""The filter at work: block after block, for a few milliseconds at a time."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.query import Query

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_READ_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 16
"""What a block's copies and its search take must fit into a core's own cache: with a megabyte a
scan takes twice as long."""
_BLOCK_EVENTS = 5_000


class Scan:
    """The events that a filter lets through, as far as it has looked."""

    def __init__(
        self,
        query: Query,
        columns: Columns,
        source: CaptureSource | None,
        before: Scan | None = None,
    ) -> None:
        """`before` is what an earlier filter has found in these columns. Where the new one only
        asks for more, as while one types on, nothing else is looked at again."""
        self.rows = array("I")
        """Their numbers, ascending."""
        self.query = query
        self.at = 0
        """The first event that it has not looked at."""
        self._among, self._upto = array("I"), 0
        if before is not None and query.narrows(before.query):
            self._among, self._upto = before.rows, before.at
        self._columns = columns
        self._source = source
        self._data = b""
        self._base = 0

    @property
    def done(self) -> bool:
        """Whether it has seen all events that there are now."""
        return self.at >= len(self._columns)

    def advance(self, seconds: float) -> bool:
        """Look at more events for about so long, at least at one block; whether it is done."""
        deadline = time.perf_counter() + seconds
        source = self._source if self.query.reads_bytes else None
        while not self.done:
            self.rows.extend(self._number_block() if source is None else self._text_block(source))
            if time.perf_counter() >= deadline:
                break
        if self.done:
            self._data = b""
        return self.done

    def _number_block(self) -> Sequence[int]:
        first = self.at
        self.at = self._cut(first, min(first + _BLOCK_EVENTS, len(self._columns)))
        events = self._events(first, self.at)
        return self.query.matching(self._columns, first, self.at, among=events)

    def _text_block(self, source: CaptureSource) -> Sequence[int]:
        columns, first = self._columns, self.at
        end = bisect_right(columns.ends, columns.starts[first] + _BLOCK_BYTES, first)
        self.at = self._cut(first, max(first + 1, end))
        events = self._events(first, self.at)
        if not events:
            return events
        # An event that has comments inside it comes after them and starts before them.
        start = min(columns.starts[first : min(first + 1000, self.at)])
        data = self._bytes(source, start, columns.ends[self.at - 1])
        return self.query.matching(columns, first, self.at, data, start, among=events)

    def _cut(self, first: int, last: int) -> int:
        return min(last, self._upto) if first < self._upto else last

    def _events(self, first: int, last: int) -> Sequence[int]:
        """Those of a block that are to be looked at."""
        if first >= self._upto:
            return range(first, last)
        among = self._among
        return among[bisect_left(among, first) : bisect_left(among, last)]

    def _bytes(self, source: CaptureSource, start: int, end: int) -> bytes:
        if start < self._base or end > self._base + len(self._data):
            self._base = start
            self._data = source.read(start, max(end, start + _READ_BYTES))
        return self._data[start - self._base : end - self._base]
