"""Stopping an answer: how long until it has ended and its socket is closed, fifty times.

python tests/bench/cancel.py [--times 50]
"""

from __future__ import annotations

import argparse

import measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=50)
    a = parser.parse_args()
    found = cancelled(a.times)
    measure.table(
        ("loop", "median ms", "worst ms", "sockets left"),
        [(loop, f["median_ms"], f["worst_ms"], f["sockets"]) for loop, f in found.items()],
    )
    print("target: median under 5 ms, no socket left")


def cancelled(times: int) -> dict[str, dict[str, float]]:
    """What `cancel_run` found, by loop."""
    found: dict[str, dict[str, float]] = {}
    with measure.load_server() as server:
        for loop in ("asyncio", "qt"):
            found[loop] = measure.script("cancel_run.py", server, loop, str(times))
    return found


def rows(found: dict[str, dict[str, float]]) -> list[measure.Row]:
    """On the window's loop."""
    return [
        measure.below("stopping an answer, median ms", found["qt"]["median_ms"], 5.0),
        measure.none("sockets left by the stops", found["qt"]["sockets"]),
    ]


if __name__ == "__main__":
    main()
