"""The whole window, chat and inspector open, while an answer comes as fast as the wire can.

    python tests/bench/window.py [--events 20000,100000] [--profile]

Each size is a process of its own. A stall is the longest time between two beats of a 1 ms timer in
the window's own loop: until the answer's last event, and from there to a second after its end. `--profile` shows
where the time went instead.
"""

from __future__ import annotations

import argparse

import measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", default="20000,100000")
    parser.add_argument("--profile", action="store_true")
    a = parser.parse_args()
    shown = []
    for events in map(int, a.events.split(",")):
        found = stalls(events, *(["--profile"] if a.profile else []))
        shown.append((events, *(found[name] for name in _COLUMNS)))
    measure.table(("events", *_COLUMNS), shown)
    print("target: no stall of 16 ms while 100,000 events arrive; 5,000 signals without a crash")


def stalls(events: int, *options: str) -> dict[str, float]:
    """What `window_run` found."""
    with measure.load_server() as server:
        return measure.script("window_run.py", f"{server}/events={events}", *options)


def rows(found: dict[str, float]) -> list[measure.Row]:
    """While the events come, and from the last of them on."""
    return [
        measure.below("longest stall, 100,000 events, ms", found["stall ms"], 16.0),
        measure.below("longest stall at the end, ms", found["at the end ms"], 16.0),
    ]


_COLUMNS = (
    "stall ms", "p99.9 ms", "at the end ms", "us/event", "MB before", "MB after", "us/signal",
)  # fmt: skip


if __name__ == "__main__":
    main()
