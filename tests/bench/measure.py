"""What the benchmarks share: the load server, workers, slopes and tables.

Machines are noisy, so only ratios within one run count. Stacks take turns (A B A B), each sits on
core 0 and the server on core 1, and the cost of an event is the slope between a small and a large
stream, so that whatever a stream costs once cancels out. Figures are medians over the rounds.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
_MANY_CORES = (os.cpu_count() or 1) > 1
WORKER = str(_HERE / "worker.py")
PEERS = ("genai", "genai-async", "genai-interactions", "openai")


@contextlib.contextmanager
def load_server() -> Iterator[str]:
    """The address of a fresh load server, without a slash at its end."""
    command = [sys.executable, str(_HERE / "load_server.py"), *_pinned(1)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


class Missing(Exception):
    """A stack whose packages the interpreter lacks; the text names the package."""


class Worker:
    """A process that reads streams with one stack."""

    def __init__(self, stack: str) -> None:
        """Raises Missing."""
        python = os.environ.get("BENCH_PEERS_PYTHON", sys.executable)
        interpreter = python if stack in PEERS else sys.executable
        self._process = subprocess.Popen(
            [interpreter, WORKER, stack, *_pinned(0)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if stack in PEERS else None,
            text=True,
            env=environment(),
        )
        if missing := self._line().get("missing"):
            self.close()
            raise Missing(str(missing))

    def read(self, url: str) -> dict[str, float]:
        """Read one stream; see `worker.timed`."""
        assert self._process.stdin is not None
        self._process.stdin.write(url + "\n")
        self._process.stdin.flush()
        return self._line()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _line(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with {self._process.wait()}")
        found: dict[str, float] = json.loads(line)
        return found


@contextlib.contextmanager
def workers(stacks: Sequence[str]) -> Iterator[dict[str, Worker]]:
    """A worker for each stack; those that are not installed are left out, with a word."""
    with contextlib.ExitStack() as undo:
        started: dict[str, Worker] = {}
        for stack in stacks:
            try:
                started[stack] = Worker(stack)
            except Missing as error:
                print(f"{stack} is left out: {error} is not installed (see BENCH_PEERS_PYTHON)")
            else:
                undo.callback(started[stack].close)
        yield started


class Cost(NamedTuple):
    """Microseconds of an event, and the resident memory after the largest stream."""

    cpu_us: float
    wall_us: float
    resident_mb: float


def costs(
    server: str, stacks: Sequence[str], *, small: int, large: int, rounds: int, options: str = ""
) -> dict[str, Cost]:
    """What an event costs each stack. Those that are not installed are left out, with a word."""
    with workers(stacks) as started:
        found: dict[str, list[Cost]] = {stack: [] for stack in started}
        for worker in started.values():
            worker.read(f"{server}/events={small}{options}")  # imports late, opens connections
        for _ in range(rounds):
            for stack, worker in started.items():
                found[stack].append(_slope(worker, server, small, large, options))
    return {stack: _median(cost) for stack, cost in found.items()}


def _slope(worker: Worker, server: str, small: int, large: int, options: str) -> Cost:
    less = worker.read(f"{server}/events={small}{options}")
    more = worker.read(f"{server}/events={large}{options}")
    assert more["events"] >= large, f"{more['events']} events of {large} came"
    each = 1e6 / (large - small)
    return Cost(
        cpu_us=(more["cpu_s"] - less["cpu_s"]) * each,
        wall_us=(more["wall_s"] - less["wall_s"]) * each,
        resident_mb=more["resident_kb"] / 1024,
    )


def _median(found: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*found, strict=True)))


Row = tuple[str, float, float, float, str]
"""Item, ours, the peer's or the base's, the ratio, and what it is to be."""


def cheaper(item: str, ours: float, peer: float, target: float) -> Row:
    """What is to cost less than a peer, and how many times so."""
    return item, ours, peer, peer / ours, f">= {target:g}"


def at_most(item: str, ours: float, base: float, target: float) -> Row:
    """What is to cost at most that many times a base."""
    return item, ours, base, ours / base, f"<= {target:g}"


def untold(item: str, ours: float, base: float) -> Row:
    """What has no target, only something to be seen against: how many times that it is."""
    return item, ours, base, ours / base, "-"


def none(item: str, left: float) -> Row:
    """Of what there may be none."""
    return item, left, 0.0, left, "0"


def below(item: str, ours: float, limit: float) -> Row:
    """What is to stay below a figure."""
    return item, ours, limit, ours / limit, "<= 1"


def within(item: str, ours: float, base: float, limit: float) -> Row:
    """What is to stay within a figure, beside a base where there is one (not 0)."""
    return item, ours, base, ours / base if base else 0.0, f"at most {limit:g}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns; floats with two digits after the point."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        first, *others = zip(row, widths, strict=True)
        print("  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]))


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def script(name: str, *arguments: str) -> dict[str, float]:
    """The JSON that a script beside this one prints as its last line."""
    command = [sys.executable, str(_HERE / name), *arguments]
    shown = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env=environment()
    ).stdout
    *words, last = shown.splitlines()
    print(*words, sep="\n", end="\n" if words else "")
    found: dict[str, float] = json.loads(last)
    return found


def environment() -> dict[str, str]:
    """For processes that import the program or the benchmarks' own modules."""
    path = os.pathsep.join([str(_ROOT), str(_HERE)])
    return {
        **os.environ,
        "PYTHONPATH": path,
        "QT_QPA_PLATFORM": "offscreen",
        "BENCH_KEY": "CANARY-not-a-real-key",
    }


def pin(core: int) -> None:
    """Keep this process on one core, where there are several."""
    if _MANY_CORES and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def _pinned(core: int) -> list[str]:
    return ["--cpu", str(core)] if _MANY_CORES else []
