"""All benchmarks, and one table of the figures that have a target.

    PYTHONPATH=. BENCH_PEERS_PYTHON=/path/to/python python tests/bench/table.py [--quick]

Ours and the peer's (or the base's) are from one run. Where the target is ">=", the ratio tells how
many times cheaper ours is; else how many times the base it is. It takes about twenty minutes, with
--quick a minute and figures that prove nothing but that it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import cancel
import engine
import growth
import images
import latency
import measure
import reads
import send
import start
import window


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    rows = _quick() if parser.parse_args().quick else _whole()
    found = []
    for row in rows:
        print(".", end="", flush=True)
        found.append(row)
    print()
    measure.table(("item", "ours", "peer or base", "ratio", "target"), found)


def _whole() -> Iterator[measure.Row]:
    with measure.load_server() as server:
        yield from engine.rows(
            measure.costs(server, engine.STACKS, small=2000, large=20_000, rounds=5)
        )
    yield from send.rows(send.costs(1000, 20_000, 3))
    for stack in ("engine-qt", "send"):
        yield from growth.rows(stack, growth.grown(stack, [10_000, 1_000_000], 1))
    yield from images.rows(images.costs(20, 2_000_000, 3))
    yield from cancel.rows(cancel.cancelled(50))
    for rate in (1000, 5000):
        yield from latency.rows(rate, latency.latencies(rate, rate * 3, 3))
    yield from reads.rows(reads.found(200_000))
    yield from window.rows(window.stalls(100_000))
    yield from start.rows(9)


def _quick() -> Iterator[measure.Row]:
    with measure.load_server() as server:
        yield from engine.rows(measure.costs(server, engine.STACKS, small=20, large=60, rounds=1))
    yield from send.rows(send.costs(10, 500, 1))
    yield from growth.rows("engine", growth.grown("engine", [1100, 1200], 1))
    yield from images.rows(images.costs(2, 10_000, 1))
    yield from cancel.rows(cancel.cancelled(2))
    yield from latency.rows(1000, latency.latencies(1000, 100, 1))
    yield from reads.rows(reads.found(1000))
    yield from window.rows(window.stalls(50))
    yield from start.rows(1, platforms=("offscreen",))


if __name__ == "__main__":
    main()
