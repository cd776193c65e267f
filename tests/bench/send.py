"""`gemini-desktop send --json` as a process, against programs that use the vendors' clients.

BENCH_PEERS_PYTHON=/path/to/python python tests/bench/send.py [--large 20000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

import measure

_KEY = "BENCH_KEY"
_PEERS = ("genai", "genai-interactions", "openai")
_PROTOCOLS = {
    "generate-content": ("genai", 8.0),
    "interactions": ("genai-interactions", 40.0),
    "chat-completions": ("openai", 6.0),
}


class Cost(NamedTuple):
    """Of a process: one event by slope, and the small answer as a whole."""

    cpu_us: float
    cpu_ms: float
    wall_ms: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    a = parser.parse_args()
    found = costs(a.small, a.large, a.rounds)
    measure.table(
        ("process", "CPU us/event", f"CPU ms for {a.small}", f"wall ms for {a.small}"),
        [(stack, *cost) for stack, cost in found.items()],
    )
    print()
    measure.table(("item", "ours", "peer", "ratio", "target"), rows(found))


def costs(small: int, large: int, rounds: int) -> dict[str, Cost]:
    """By stack; medians. The slope between two sizes, so that starting cancels out."""
    stacks = [*_PROTOCOLS, *(stack for stack in _PEERS if _installed(stack))]
    found: dict[str, list[Cost]] = {stack: [] for stack in stacks}
    with measure.load_server() as server:
        for _ in range(rounds):
            for stack in stacks:
                less = _run(stack, f"{server}/events={small}")
                more = _run(stack, f"{server}/events={large}")
                slope = (more[0] - less[0]) / (large - small) * 1e6
                found[stack].append(Cost(slope, less[0] * 1000, less[1] * 1000))
    return {
        stack: Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))
        for stack, costs in found.items()
    }


def rows(found: dict[str, Cost]) -> list[measure.Row]:
    """Microseconds of CPU an event, against the vendors' clients."""
    return [
        measure.cheaper(f"send --json / {peer}", found[ours].cpu_us, found[peer].cpu_us, target)
        for ours, (peer, target) in _PROTOCOLS.items()
        if peer in found
    ]


def _installed(stack: str) -> bool:
    try:
        measure.Worker(stack).close()
    except measure.Missing as error:
        print(f"{stack} is left out: {error} is not installed (see BENCH_PEERS_PYTHON)")
        return False
    return True


def _run(stack: str, base: str) -> tuple[float, float]:
    """CPU and wall seconds of a process that reads one answer."""
    words, fed = command(stack, base)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        words, input=fed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        check=True, env=measure.environment(),
    )  # fmt: skip
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, ended - began


def command(stack: str, base: str) -> tuple[list[str], str]:
    """The words of a command that reads one answer, and what it is fed."""
    if stack not in _PROTOCOLS:
        python = os.environ.get("BENCH_PEERS_PYTHON", sys.executable)
        return [python, measure.WORKER, stack], base + "\n"
    words = ["-m", "gemini_desktop", "send", "hello", "--json", "--protocol", stack]
    return [
        sys.executable,
        *words,
        "--base-url",
        base,
        "--model",
        "m",
        "--auth",
        "api-key",
        "--key-env",
        _KEY,
    ], ""


if __name__ == "__main__":
    main()
