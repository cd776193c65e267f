"""How long work takes: medians of several rounds, in milliseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable

_ROUNDS = 7


async def awaited_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Of work on an event loop, by the clock on the wall."""
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        await work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def called_ms(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Of a call, by this clock; `time.thread_time` tells what this thread had of a processor."""
    times = []
    for _ in range(_ROUNDS):
        began = clock()
        work()
        times.append(clock() - began)
    return statistics.median(times) * 1000
