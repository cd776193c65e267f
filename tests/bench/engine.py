"""From the socket to the slot: our engine against the limits, Google's and OpenAI's clients.

BENCH_PEERS_PYTHON=/path/to/python python tests/bench/engine.py [--large 20000] [--rounds 5]
"""

from __future__ import annotations

import argparse

import measure

PAIRS = (
    ("engine-qt", "genai", 8.0),
    ("engine-qt", "genai-async", 8.0),
    ("engine-interactions", "genai-interactions", 40.0),
    ("engine-chat", "openai", 6.0),
    ("httpx-bulk", "httpx", 1.0),
    ("engine-no-tape", "engine-no-bulk", 1.0),
)
"""Ours, theirs, and how many times cheaper ours is to be."""
STACKS = (
    "socket", "httpx", "httpx-bulk", "engine-no-bulk", "engine-no-tape", "engine", "engine-qt",
    "engine-interactions", "engine-chat", *measure.PEERS,
)  # fmt: skip
MOST_OF_TAPE = 1.15


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=2000)
    parser.add_argument("--large", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stacks", default=",".join(STACKS))
    a = parser.parse_args()
    with measure.load_server() as server:
        found = measure.costs(
            server, a.stacks.split(","), small=a.small, large=a.large, rounds=a.rounds
        )
    floor = found["httpx"].cpu_us if "httpx" in found else float("nan")
    measure.table(
        ("stack", "CPU us/event", "wall us/event", "of httpx", "MB"),
        [(k, c.cpu_us, c.wall_us, c.cpu_us / floor, c.resident_mb) for k, c in found.items()],
    )
    print()
    measure.table(("item", "ours", "peer", "ratio", "target"), rows(found))


def rows(found: dict[str, measure.Cost]) -> list[measure.Row]:
    """The figures that have a target, in microseconds of CPU an event."""
    made = [
        measure.cheaper(f"{ours} / {theirs}", found[ours].cpu_us, found[theirs].cpu_us, target)
        for ours, theirs, target in PAIRS
        if ours in found and theirs in found
    ]
    if "engine" in found and "engine-no-tape" in found:
        with_it, without = found["engine"].cpu_us, found["engine-no-tape"].cpu_us
        made.append(measure.at_most("the tape costs", with_it, without, MOST_OF_TAPE))
    return made


if __name__ == "__main__":
    main()
