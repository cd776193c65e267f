"""The whole window, chat and inspector open, while an answer comes as fast as the wire can.

    PYTHONPATH=. python tests/bench/window.py [--events 20000,100000] [--profile]

Each size is a process of its own. A stall is the longest time between two beats of a 1 ms timer in
the window's own loop: until the answer's last event, and from there to a second after its end. `--profile` shows
where the time went instead.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import json
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measure
import worker

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import InteractionFinished


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", default="20000,100000")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--child", default="")
    a = parser.parse_args()
    if a.child:
        _child(a.child, profiled=a.profile)
        return
    rows = []
    with measure.load_server() as server:
        for events in map(int, a.events.split(",")):
            command = [sys.executable, __file__, f"--child={server}/events={events}"]
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


_COLUMNS = (
    "stall ms", "p99.9 ms", "at the end ms", "us/event", "MB before", "MB after", "us/signal",
)  # fmt: skip


class Beats:
    """The gaps between the beats of a 1 ms timer, in milliseconds."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def taken(self) -> list[float]:
        """The gaps since the last call, the one that is open included."""
        self._beat()
        gaps, self.gaps = self.gaps, []
        return sorted(gaps)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


def _child(base: str, *, profiled: bool) -> None:
    from PySide6.QtWidgets import QApplication

    from gemini_desktop.ui.event_loop import create_event_loop

    application = QApplication([])
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as home,
        asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner,
    ):
        print(json.dumps(runner.run(_measured(Path(home), base, profiled=profiled))))


async def _measured(home: Path, base: str, *, profiled: bool) -> dict[str, float]:
    from gemini_desktop import app

    _write_settings(home, base)
    window = app.build(home)
    window.resize(1400, 900)
    window.show()
    await window.presenter.opened()
    await asyncio.sleep(1)
    gc.collect()
    gc.freeze()  # as the program does, two seconds after its start
    ended = asyncio.Event()
    counted = 0

    coming: list[float] = []

    def count(chunk: Chunk) -> None:
        nonlocal counted, coming
        counted += 1
        if not coming and _ends(chunk):
            coming = beats.taken()

    window.bridge.chunk_parsed.connect(count)
    window.bridge.exchange_ended.connect(lambda _: ended.set())
    profile = cProfile.Profile()
    beats = Beats()
    before, cpu = worker.resident_kb(), time.process_time()
    beats.taken()
    if profiled:
        profile.enable()
    window.chat_pane.prompt_submitted.emit("go on")
    await ended.wait()
    profile.disable()
    cpu = time.process_time() - cpu
    await asyncio.sleep(1)
    after_end = beats.taken()
    if profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    found = {
        "stall ms": coming[-1],
        "p99.9 ms": coming[int(len(coming) * 0.999) - 1],
        "at the end ms": after_end[-1],
        "us/event": cpu * 1e6 / max(counted, 1),
        "MB before": before / 1024,
        "MB after": worker.resident_kb() / 1024,
        "us/signal": _us_per_signal(),
    }
    window.close()
    await window.presenter.closed.wait()
    return found


def _ends(chunk: Chunk) -> bool:
    return any(isinstance(event, InteractionFinished) for event in chunk.events)


def _write_settings(home: Path, base: str) -> None:
    profile = {"name": "bench", "base_url": base, "auth": "none", "model": "m"}
    home.mkdir(exist_ok=True)
    settings = {"profiles": [profile], "current_profile": "bench"}
    (home / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def _us_per_signal() -> float:
    from gemini_desktop.ui.bridge import Bridge

    bridge = Bridge()
    seen: list[Chunk] = []
    bridge.chunk_parsed.connect(seen.append)
    chunk = Chunk(number=0, kind="event", start=0, end=0, t_ns=0, raw=b"")
    began = time.perf_counter()
    for _ in range(5000):
        bridge.chunk(chunk)
    took = time.perf_counter() - began
    bridge.flush()
    assert len(seen) == 5000
    return took * 1e6 / 5000


if __name__ == "__main__":
    main()
