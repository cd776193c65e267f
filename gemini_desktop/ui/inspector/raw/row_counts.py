"""How many rows each block of a long text has, and which block a row is in.

Counts change one by one as blocks come into sight. Sums are kept for groups of blocks, so that a
change and a question cost microseconds among hundreds of thousands of blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

_GROUP = 256


class RowCounts:
    """Blocks are numbered from 0."""

    def __init__(self, counts: Iterable[int] = ()) -> None:
        self._counts = list(counts)
        self._sums = [
            sum(self._counts[first : first + _GROUP])
            for first in range(0, len(self._counts), _GROUP)
        ]

    def __len__(self) -> int:
        return len(self._counts)

    def __getitem__(self, number: int) -> int:
        return self._counts[number]

    def __setitem__(self, number: int, count: int) -> None:
        self._sums[number // _GROUP] += count - self._counts[number]
        self._counts[number] = count

    def append(self, count: int) -> None:
        """One more block."""
        if len(self._counts) % _GROUP == 0:
            self._sums.append(0)
        self._counts.append(count)
        self._sums[-1] += count

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self._sums)

    def first(self, number: int) -> int:
        """The first row of a block, or where it would be if it had one."""
        group = number // _GROUP
        return sum(self._sums[:group]) + sum(self._counts[group * _GROUP : number])

    def place(self, row: int) -> tuple[int, int]:
        """The block that a row is in, and the row's number within it. A row behind the last is
        in the last block, where it is too far."""
        group = bisect_right([*accumulate(self._sums)], row)
        group = min(group, len(self._sums) - 1)
        row -= sum(self._sums[:group])
        counts = self._counts[group * _GROUP : (group + 1) * _GROUP]
        number = min(bisect_right([*accumulate(counts)], row), len(counts) - 1)
        return group * _GROUP + number, row - sum(counts[:number])
