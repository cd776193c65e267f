"""Stopping an answer: how long until it has ended and its socket is closed, fifty times.

python tests/bench/cancel.py [--times 50]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=50)
    a = parser.parse_args()
    rows = []
    with measure.load_server() as server:
        for loop in ("asyncio", "qt"):
            run = str(Path(__file__).with_name("cancel_run.py"))
            command = [sys.executable, run, server, loop, str(a.times)]
            shown = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, env=measure.environment()
            ).stdout
            found = json.loads(shown)
            rows.append((loop, found["median_ms"], found["worst_ms"], found["sockets"]))
    measure.table(("loop", "median ms", "worst ms", "sockets left"), rows)
    print("target: median under 5 ms, no socket left")


if __name__ == "__main__":
    main()
