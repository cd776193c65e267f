"""An answer with twenty pictures of 2 MB each, against the limits and Google's client.

BENCH_PEERS_PYTHON=/path/to/python python tests/bench/images.py [--images 20] [--rounds 3]
"""

from __future__ import annotations

import argparse
import statistics

import measure

_STACKS = ("socket", "httpx", "engine", "engine-qt", "genai")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=20)
    parser.add_argument("--bytes", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    a = parser.parse_args()
    found: dict[str, list[float]] = {}
    with measure.load_server() as server, measure.workers(_STACKS) as started:
        for worker in started.values():
            worker.read(f"{server}/events=1")
        for _ in range(a.rounds):
            for stack, worker in started.items():
                less = worker.read(f"{server}/events=1")
                load = f"events=1,images={a.images},image_bytes={a.bytes}"
                more = worker.read(f"{server}/{load}")
                each = (more["cpu_s"] - less["cpu_s"]) / a.images * 1000
                found.setdefault(stack, []).append(each)
    medians = {stack: statistics.median(costs) for stack, costs in found.items()}
    measure.table(
        ("stack", "CPU ms/picture", "of httpx"),
        [(stack, ms, ms / medians["httpx"]) for stack, ms in medians.items()],
    )


if __name__ == "__main__":
    main()
