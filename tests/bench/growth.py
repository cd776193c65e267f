"""Whether an event costs the same in a long answer as in a short one, and what it leaves behind.

    python tests/bench/growth.py [--events 10000,100000,1000000] [--stack engine-qt]

Memory is what the process had grown by at its peak: at least the answer's own text,
which is kept twice (as shown, and as it goes back to the model).
"""

from __future__ import annotations

import argparse
import statistics

import measure

_BASE = 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stack", default="engine-qt")
    a = parser.parse_args()
    sizes = [int(size) for size in a.events.split(",")]
    cost: dict[int, list[float]] = {size: [] for size in sizes}
    grown: dict[int, float] = {}
    with measure.load_server() as server:
        for _ in range(a.rounds):
            for size in sizes:
                cpu_us, grown[size] = _once(a.stack, server, size)
                cost[size].append(cpu_us)
    medians = {size: statistics.median(found) for size, found in cost.items()}
    measure.table(
        ("events", "CPU us/event", "of the first", "MB grown", "bytes/event"),
        [
            (size, us, us / medians[sizes[0]], grown[size], int(grown[size] * (1 << 20) / size))
            for size, us in medians.items()
        ],
    )
    print("target: within 10 % of the first")


def _once(stack: str, server: str, size: int) -> tuple[float, float]:
    """A fresh process each time: what one answer leaves would be reused by the next."""
    worker = measure.Worker(stack)
    try:
        worker.read(f"{server}/events={_BASE}")
        less = worker.read(f"{server}/events={_BASE}")
        more = worker.read(f"{server}/events={size}")
    finally:
        worker.close()
    cpu_us = (more["cpu_s"] - less["cpu_s"]) / (size - _BASE) * 1e6
    return cpu_us, more["grown_kb"] / 1024


if __name__ == "__main__":
    main()
