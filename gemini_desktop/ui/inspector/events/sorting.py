"""Sorts a million events without holding the window: into buckets first, then bucket by bucket.

A thousandth of the keys, sorted, says where the buckets part; so each holds about as many events,
and sorting one takes less than a millisecond. Equal keys stay in the order of the events.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

_BUCKET = 997
_Keyed = tuple[int | str, int]


class Sorting:
    """The order of some events by a key, found in turns."""

    def __init__(
        self, events: Sequence[int], key: Callable[[int], int | str], *, descending: bool
    ) -> None:
        """All keys must be of one type. `events` must not change until `done`."""
        self.order = array("I")
        """The events, sorted; whole when `done`."""
        self.done = False
        self._key = key
        self._descending = descending
        self._turns = self._work(events)

    def advance(self, seconds: float) -> None:
        """Work for about so long."""
        deadline = time.perf_counter() + seconds
        while not self.done:
            self.done = next(self._turns, True)
            if time.perf_counter() >= deadline:
                break

    def _work(self, events: Sequence[int]) -> Iterator[bool]:
        sample: list[_Keyed] = []
        for at in range(0, len(events), _BUCKET):
            sample.append(self._keyed(events[at]))
            if not len(sample) % 64:
                yield False
        borders = sorted(sample)[1:]
        buckets: list[list[_Keyed]] = [[] for _ in range(len(borders) + 1)]
        for at, event in enumerate(events):
            keyed = self._keyed(event)
            buckets[bisect_right(borders, keyed)].append(keyed)
            if not at % 64:
                yield False
        for bucket in buckets:
            bucket.sort()
            self.order.extend([self._event(keyed) for keyed in bucket])
            bucket.clear()
            yield False
        if self._descending:
            self.order.reverse()

    def _keyed(self, event: int) -> _Keyed:
        # Descending is ascending turned round: equal keys are then turned round twice.
        return self._key(event), -event if self._descending else event

    def _event(self, keyed: _Keyed) -> int:
        return -keyed[1] if self._descending else keyed[1]
