"""Silences between one arrival and the next: percentiles, and where the longest were.

However many there are, a bounded number of counters is kept: exact while there are at most 4,096
different lengths, then with ever fewer leading bits, which is at most 1 in 500 off.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

_MOST_COUNTERS = 4096
_LEAST_BITS = 9
_KEPT = 64


class Gap(NamedTuple):
    """No event came between these two times; `event` ended it, counted from 0."""

    length_ns: int
    event: int
    begin_ns: int

    @property
    def end_ns(self) -> int:
        """When it ended."""
        return self.begin_ns + self.length_ns


class Gaps:
    """`add` costs the same at any time."""

    def __init__(self) -> None:
        self.count = 0
        self._bits = 64
        self._counts: dict[int, int] = {}
        self._longest: list[Gap] = []

    def add(self, begin_ns: int, end_ns: int, event: int) -> None:
        """A silence that this event ended."""
        length = end_ns - begin_ns
        self.count += 1
        key = length if length.bit_length() <= self._bits else self._rounded(length)
        counts = self._counts
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
            if len(counts) > _MOST_COUNTERS:
                self._coarsen()
        if len(self._longest) < _KEPT:
            heapq.heappush(self._longest, Gap(length, event, begin_ns))
        elif length > self._longest[0].length_ns:
            heapq.heapreplace(self._longest, Gap(length, event, begin_ns))

    def longest(self) -> list[Gap]:
        """The longest ones, at most 64, the longest first."""
        return sorted(self._longest, reverse=True)

    def percentiles(self, *parts: float) -> tuple[float, ...]:
        """The lengths in nanoseconds below which such parts of them lie (0.5: the median), between
        two neighbours by proportion, as `statistics.quantiles(method="inclusive")` has it. Empty
        where there is no gap. The parts must rise."""
        if not self.count:
            return ()
        ordered = sorted(self._counts.items())
        found: list[float] = []
        place, passed = 0, ordered[0][1]
        for part in parts:
            rank, between = divmod((self.count - 1) * part, 1)
            while passed <= rank:
                place += 1
                passed += ordered[place][1]
            low = ordered[place][0]
            high = low if passed > rank + 1 or not between else ordered[place + 1][0]
            found.append(low + (high - low) * between)
        return tuple(found)

    def _rounded(self, length: int) -> int:
        """The middle of all lengths that begin with the same bits; itself, where it has no more."""
        shift = length.bit_length() - self._bits
        return length if shift <= 0 else ((length >> shift) << shift) + (1 << shift >> 1)

    def _coarsen(self) -> None:
        while len(self._counts) > _MOST_COUNTERS // 2 and self._bits > _LEAST_BITS:
            longest = max(self._counts).bit_length()
            self._bits = max(_LEAST_BITS, min(self._bits, longest) - 1)
            counts: dict[int, int] = {}
            for length, count in self._counts.items():
                key = self._rounded(length)
                counts[key] = counts.get(key, 0) + count
            self._counts = counts
