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

import measure

_PEERS = ("genai", "genai-interactions", "openai")
_PROTOCOLS = {
    "generate-content": "genai",
    "interactions": "genai-interactions",
    "chat-completions": "openai",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    a = parser.parse_args()
    stacks = [*_PROTOCOLS, *(stack for stack in _PEERS if _installed(stack))]
    found: dict[str, list[tuple[float, float, float]]] = {stack: [] for stack in stacks}
    with measure.load_server() as server:
        for _ in range(a.rounds):
            for stack in stacks:
                small = _run(stack, f"{server}/events={a.small}")
                large = _run(stack, f"{server}/events={a.large}")
                slope = (large[0] - small[0]) / (a.large - a.small) * 1e6
                found[stack].append((slope, small[0] * 1000, small[1] * 1000))
    rows = [
        (k, *(statistics.median(column) for column in zip(*v, strict=True)))
        for k, v in found.items()
    ]
    each = {str(row[0]): float(row[1]) for row in rows}
    measure.table(
        ("process", "CPU us/event", f"CPU ms for {a.small}", f"wall ms for {a.small}"), rows
    )
    print()
    measure.table(
        ("send --json, cheaper than", "by"),
        [(peer, each[peer] / each[ours]) for ours, peer in _PROTOCOLS.items() if peer in each],
    )


def _installed(stack: str) -> bool:
    try:
        measure.Worker(stack).close()
    except measure.Missing as error:
        print(f"{stack} is left out: {error} is not installed (see BENCH_PEERS_PYTHON)")
        return False
    return True


def _run(stack: str, base: str) -> tuple[float, float]:
    """CPU and wall seconds of a process that reads one answer."""
    words, fed = _command(stack, base)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        words, input=fed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        check=True, env=measure.environment(),
    )  # fmt: skip
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, ended - began


def _command(stack: str, base: str) -> tuple[list[str], str]:
    if stack not in _PROTOCOLS:
        python = os.environ.get("BENCH_PEERS_PYTHON", sys.executable)
        return [python, measure.WORKER, stack], base + "\n"
    words = ["-m", "gemini_desktop", "send", "hello", "--json", "--protocol", stack]
    return [sys.executable, *words, "--base-url", base, "--model", "m", "--auth", "none"], ""


if __name__ == "__main__":
    main()
