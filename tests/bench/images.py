"""An answer with twenty pictures of 2 MB each, against the limits and Google's client.

BENCH_PEERS_PYTHON=/path/to/python python tests/bench/images.py [--images 20] [--rounds 3]
"""

from __future__ import annotations

import argparse
import statistics

import measure

STACKS = ("socket", "httpx", "engine", "engine-qt", "genai")
Cost = tuple[float, float]
"""Milliseconds of CPU for a picture, and the megabytes that the process grew by at its peak."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=20)
    parser.add_argument("--bytes", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    a = parser.parse_args()
    found = costs(a.images, a.bytes, a.rounds)
    measure.table(
        ("stack", "CPU ms/picture", "of httpx", "MB grown"),
        [(stack, ms, ms / found["httpx"][0], mb) for stack, (ms, mb) in found.items()],
    )
    print()
    measure.table(("item", "ours", "peer", "ratio", "target"), rows(found))


def costs(images: int, image_bytes: int, rounds: int) -> dict[str, Cost]:
    """By stack; medians, but the largest peak."""
    found: dict[str, list[Cost]] = {}
    load = f"events=1,images={images},image_bytes={image_bytes}"
    with measure.load_server() as server, measure.workers(STACKS) as started:
        for worker in started.values():
            worker.read(f"{server}/events=1")
        for _ in range(rounds):
            for stack, worker in started.items():
                less = worker.read(f"{server}/events=1")
                more = worker.read(f"{server}/{load}")
                each = (more["cpu_s"] - less["cpu_s"]) / images * 1000
                found.setdefault(stack, []).append((each, more["grown_kb"] / 1024))
    return {
        stack: (statistics.median(ms for ms, _ in costs), max(mb for _, mb in costs))
        for stack, costs in found.items()
    }


def rows(found: dict[str, Cost]) -> list[measure.Row]:
    """Milliseconds against Google's client and the limit, megabytes against the same."""
    ours, ours_mb = found["engine-qt"]
    made = [measure.untold("a picture of 2 MB, ms / bare recv", ours, found["socket"][0])]
    if "genai" in found:
        genai, genai_mb = found["genai"]
        made.append(measure.cheaper("a picture of 2 MB, ms / genai", ours, genai, 1))
        made.append(measure.cheaper("20 of them, peak MB / genai", ours_mb, genai_mb, 1))
    return made


if __name__ == "__main__":
    main()
