"""How long the commands of the terminal take that only tell something, beside a bare Python.

    python tests/bench/commands.py [--rounds 15] [--executable PATH]

They take turns with `python -I -c pass`, which is the interpreter alone; figures are medians of
one process from its start to its end. No command may load Qt: where the program is packaged that
is seen in the libraries that it has mapped.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import measure

_STREAM = Path(__file__).resolve().parents[2] / "resources" / "demo" / "kyoto" / "body"
_COMMANDS = {
    "--version": ("--version",),
    "--help": ("--help",),
    "send --help": ("send", "--help"),
    "decode, 104 chunks": ("decode", str(_STREAM)),
    "lint, 104 chunks": ("lint", str(_STREAM)),
}
_BARE = (sys.executable, "-I", "-c", "pass")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--executable", type=Path)
    a = parser.parse_args()
    program = [str(a.executable)] if a.executable else [sys.executable, "-m", "gemini_desktop"]
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        environment = {**measure.environment(), "HOME": home, "GEMINI_DESKTOP_HOME": home}
        found = costs(
            [[*_BARE], *([*program, *each] for each in _COMMANDS.values())], a.rounds, environment
        )
        with_qt = [each for each in _COMMANDS.values() if loads_qt([*program, *each], environment)]
    (bare_cpu, bare_wall), *others = found
    rows = [
        row
        for name, (cpu, wall) in zip(_COMMANDS, others, strict=True)
        for row in (
            measure.untold(f"{name}, CPU, ms", cpu, bare_cpu),
            measure.untold(f"{name}, wall, ms", wall, bare_wall),
        )
    ]
    rows.append(measure.none("commands that load Qt", len(with_qt)))
    measure.table(("item", "ours", "bare Python", "ratio", "target"), rows)


def costs(
    commands: Sequence[Sequence[str]], rounds: int, environment: dict[str, str]
) -> list[tuple[float, float]]:
    """CPU and wall of each command, in milliseconds."""
    found: list[list[tuple[float, float]]] = [[] for _ in commands]
    for _ in range(rounds):
        for command, times in zip(commands, found, strict=True):
            times.append(_cost(command, environment))
    return [
        (statistics.median(cpu for cpu, _ in times), statistics.median(wall for _, wall in times))
        for times in found
    ]


def _cost(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000 * cpu, 1000 * (end - begin)


def loads_qt(command: Sequence[str], environment: dict[str, str]) -> bool:
    """Whether the loader is asked for a library of Qt. It tells on Linux."""
    told = subprocess.run(
        command, env={**environment, "LD_DEBUG": "files"}, capture_output=True, check=True
    ).stderr
    return b"libQt6Core" in told


if __name__ == "__main__":
    main()
