"""One answer in the whole window, for `window.py`: the base URL of the workload [--profile]."""

from __future__ import annotations

import asyncio
import cProfile
import gc
import json
import pstats
import sys
import tempfile
import time
from pathlib import Path

import worker
from beats import Beats
from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import InteractionFinished
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.event_loop import create_event_loop


def main() -> None:
    """Run once, print one JSON line."""
    base, profiled = sys.argv[1], "--profile" in sys.argv

    application = QApplication([])
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as home,
        asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner,
    ):
        print(json.dumps(runner.run(_measured(Path(home), base, profiled=profiled))))


async def _measured(home: Path, base: str, *, profiled: bool) -> dict[str, float]:

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
