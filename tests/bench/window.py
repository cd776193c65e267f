"""The whole window, chat and inspector open, while an answer comes as fast as the wire can.

    python tests/bench/window.py [--events 20000,100000] [--profile]

Each size is a process of its own. A stall is the longest time between two beats of a 1 ms timer in
the window's own loop: until the answer's last event, and from there to a second after its end. `--profile` shows
where the time went instead.
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
    parser.add_argument("--events", default="20000,100000")
    parser.add_argument("--profile", action="store_true")
    a = parser.parse_args()
    rows = []
    with measure.load_server() as server:
        for events in map(int, a.events.split(",")):
            command = [sys.executable, _RUN, f"{server}/events={events}"]
            command += ["--profile"] if a.profile else []
            shown = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, env=measure.environment()
            ).stdout
            *words, last = shown.splitlines()
            print(*words, sep="\n", end="\n" if words else "")
            found = json.loads(last)
            rows.append((events, *(found[name] for name in _COLUMNS)))
    measure.table(("events", *_COLUMNS), rows)
    print("target: no stall of 16 ms while 100,000 events arrive; 5,000 signals without a crash")


_RUN = str(Path(__file__).with_name("window_run.py"))
_COLUMNS = (
    "stall ms", "p99.9 ms", "at the end ms", "us/event", "MB before", "MB after", "us/signal",
)  # fmt: skip


if __name__ == "__main__":
    main()
