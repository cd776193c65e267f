"""What the start imports, before the first paint and after it, and what that costs.

    python tests/bench/imports.py [--rows 40] [--stays 3] [--modules]

Milliseconds are of the modules' own bodies, without what they import in turn, folded by package;
`-X importtime` makes all of them dearer by about half. The window stays so many seconds. With --modules each stands for itself.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import measure
import start
import start_run

_LINE = re.compile(r"import time:\s+(?P<own_us>\d+) \|\s+\d+ \| *(?P<name>\S+)")
_OURS = "gemini_desktop"


class Import(NamedTuple):
    """One module."""

    name: str
    own_ms: float
    early: bool
    """Whether it came before the first paint."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--stays", type=float, default=3.0)
    parser.add_argument("--modules", action="store_true")
    a = parser.parse_args()
    head, *rows = folded(imports(a.stays), whole_names=a.modules)
    measure.table(
        ("package", "modules before", "ms before", "modules after", "ms after"),
        [*rows[: a.rows], head],
    )


def imports(stays_s: float) -> list[Import]:
    """All of a start without a screen, in their order; bytecode is there already."""
    with tempfile.TemporaryDirectory(prefix="bench-imports-") as folder:
        env = start.environment(Path(folder), "offscreen")
        script = str(Path(start_run.__file__).resolve())
        command = [sys.executable, "-X", "importtime", script, _OURS, f"--imports={stays_s}"]
        for _ in range(2):  # the first writes the bytecode
            told = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return list(_parsed(told.stderr.splitlines()))


def _parsed(lines: Iterable[str]) -> Iterable[Import]:
    early = True
    for line in lines:
        if line == start_run.MARK:
            early = False
        elif found := _LINE.match(line):
            yield Import(found["name"], int(found["own_us"]) / 1000, early)


def folded(
    found: Iterable[Import], *, whole_names: bool
) -> list[tuple[str, int, float, int, float]]:
    """A row for each package, the dearest first; before them the sum of all."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    for each in found:
        for key in ("together", each.name if whole_names else _package(each.name)):
            at = 0 if each.early else 2
            sums[key][at] += 1
            sums[key][at + 1] += each.own_ms
    rows = [(name, int(a), b, int(c), d) for name, (a, b, c, d) in sums.items()]
    return sorted(rows, key=lambda row: (row[0] != "together", -row[2], -row[4]))


def _package(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[:3]) if parts[0] == _OURS else parts[0]


if __name__ == "__main__":
    main()
