"""Bytes by time and colour, in a bounded number of bins that widen as time goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

TONES: Final = ("violet", "accent", "green", "amber", "red", "neutral")
"""The order from the top of a bar to its foot."""

_BINS = 1024
_FIRST_WIDTH_NS = 1_000_000
_PLACE = {tone: place for place, tone in enumerate(TONES)}


class TimeBins:
    """`add` costs the same at any time; nothing is kept but at most 1,024 sums a colour."""

    def __init__(self) -> None:
        self.width_ns = _FIRST_WIDTH_NS
        self.first_ns: int | None = None
        self.end_ns = 0
        self._sums: list[list[int]] = []

    def add(self, t_ns: int, tone: str, count: int) -> None:
        """So many bytes of this colour came then."""
        self.reach(t_ns)
        if self.first_ns is None:
            self.first_ns = t_ns
        index = max(0, t_ns) // self.width_ns
        while len(self._sums) <= index:
            self._sums.append([0] * len(TONES))
        self._sums[index][_PLACE[tone]] += count

    def reach(self, t_ns: int) -> None:
        """Time has come so far, with or without bytes."""
        self.end_ns = max(self.end_ns, t_ns)
        while self.end_ns // self.width_ns >= _BINS:
            self._widen()

    def bars(self, count: int, span_ns: int) -> Iterator[tuple[float, ...]]:
        """`count` sums over `span_ns` from 0, each a number for every colour of TONES."""
        sums = [[0.0] * len(TONES) for _ in range(count)]
        for index, counts in enumerate(self._sums):
            middle = (index + 0.5) * self.width_ns
            bar = sums[min(count - 1, int(middle * count / max(1, span_ns)))]
            for place, value in enumerate(counts):
                bar[place] += value
        return (tuple(bar) for bar in sums)

    def _widen(self) -> None:
        self.width_ns *= 2
        pairs = self._sums
        if len(pairs) % 2:
            pairs.append([0] * len(TONES))
        self._sums = [
            [a + b for a, b in zip(pairs[i], pairs[i + 1], strict=True)]
            for i in range(0, len(pairs), 2)
        ]
