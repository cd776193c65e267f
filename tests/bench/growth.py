"""Whether an event costs the same in a long answer as in a short one, and what it leaves behind.

    python tests/bench/growth.py [--events 10000,100000,1000000] [--stack engine-qt,send]

`send` is `gemini-desktop send --json` as a process. Memory is what the process had grown by at its
peak: at least the answer's own text, which is kept twice (as shown, and as it goes back to the
model).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import time

import measure
import send

_BASE = 1000
SIZES = (10_000, 100_000, 1_000_000)
MOST_GROWTH = 1.1
Growth = dict[int, tuple[float, float]]
"""By number of events: microseconds of CPU for one, megabytes grown by."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", default=",".join(map(str, SIZES)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stack", default="engine-qt")
    a = parser.parse_args()
    sizes = [int(size) for size in a.events.split(",")]
    for stack in a.stack.split(","):
        found = grown(stack, sizes, a.rounds)
        measure.table(
            (f"events, {stack}", "CPU us/event", "of the first", "MB grown", "bytes/event"),
            [
                (size, us, us / found[sizes[0]][0], mb, int(mb * (1 << 20) / size))
                for size, (us, mb) in found.items()
            ],
        )
        print()
    measure.table(("item", "ours", "base", "ratio", "target"), rows(stack, found))


def grown(stack: str, sizes: list[int], rounds: int) -> Growth:
    """Each size is read by a fresh process: what one answer leaves would be reused."""
    found: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    once = _by_send if stack == "send" else _by_worker
    with measure.load_server() as server:
        for _ in range(rounds):
            for size in sizes:
                found[size].append(once(stack, server, size))
    return {
        size: (statistics.median(us for us, _ in costs), max(mb for _, mb in costs))
        for size, costs in found.items()
    }


def rows(stack: str, found: Growth) -> list[measure.Row]:
    """The longest answer against the shortest."""
    (first, *_, last) = found
    item = f"an event of {last:,}, {stack}"
    return [measure.at_most(item, found[last][0], found[first][0], MOST_GROWTH)]


def _by_worker(stack: str, server: str, size: int) -> tuple[float, float]:
    worker = measure.Worker(stack)
    try:
        worker.read(f"{server}/events={_BASE}")
        less = worker.read(f"{server}/events={_BASE}")
        more = worker.read(f"{server}/events={size}")
    finally:
        worker.close()
    cpu_us = (more["cpu_s"] - less["cpu_s"]) / (size - _BASE) * 1e6
    return cpu_us, more["grown_kb"] / 1024


def _by_send(_: str, server: str, size: int) -> tuple[float, float]:
    less_s, less_kb = _process(f"{server}/events={_BASE}")
    more_s, more_kb = _process(f"{server}/events={size}")
    return (more_s - less_s) / (size - _BASE) * 1e6, (more_kb - less_kb) / 1024


def _process(base: str) -> tuple[float, float]:
    """CPU seconds and peak kilobytes of one process."""
    words, _ = send.command("generate-content", base)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, env=measure.environment()) as process:
        if not hasattr(os, "wait4"):
            began = time.perf_counter()
            process.wait()
            return time.perf_counter() - began, 0.0
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss


if __name__ == "__main__":
    main()
