"""From the server's write to the slot: the window's loop with everything on it, plain asyncio.

    python tests/bench/latency.py [--rates 1000,5000] [--seconds 3] [--rounds 3]

`socket` is an asyncio stream and a search for blank lines; `asyncio` is our engine on asyncio's
loop, calling a method; `qt` is the same on the window's loop, through a signal.
"""

from __future__ import annotations

import argparse
import statistics

import measure

STACKS = ("socket", "asyncio", "qt")
MOST = 1.5
Latencies = dict[str, tuple[float, float]]
"""By stack: median and p99 in milliseconds."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rates", default="1000,5000")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    a = parser.parse_args()
    made: list[measure.Row] = []
    for rate in map(int, a.rates.split(",")):
        found = latencies(rate, int(rate * a.seconds), a.rounds)
        measure.table(
            (f"{rate} events/s", "p50 ms", "p99 ms"),
            [(stack, p50, p99) for stack, (p50, p99) in found.items()],
        )
        print()
        made += rows(rate, found)
    measure.table(("item", "ours", "base", "ratio", "target"), made)


def latencies(rate: int, events: int, rounds: int) -> Latencies:
    """Medians over the rounds, in which the stacks take turns."""
    found: dict[str, list[dict[str, float]]] = {stack: [] for stack in STACKS}
    with measure.load_server() as server:
        for _ in range(rounds):
            for stack in STACKS:
                base = f"{server}/events={events},rate={rate}"
                found[stack].append(measure.script("latency_run.py", base, stack))
    return {
        stack: (
            statistics.median(one["p50_ms"] for one in ones),
            statistics.median(one["p99_ms"] for one in ones),
        )
        for stack, ones in found.items()
    }


def rows(rate: int, found: Latencies) -> list[measure.Row]:
    """The p99 of the window's loop against that of asyncio's."""
    item = f"write to slot at {rate}/s, p99 ms"
    return [measure.at_most(item, found["qt"][1], found["asyncio"][1], MOST)]


if __name__ == "__main__":
    main()
