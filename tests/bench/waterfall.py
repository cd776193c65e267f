"""The Timing page over a million events: taking news in, and one painting, at several widths.

    PYTHONPATH=. python tests/bench/waterfall.py [--events 1000000] [--paintings 40]

A thousand events in the same run are the base. The target is a painting of at most 8 ms at the
width of the inspector.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import measure
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.ui.frames import Frame
from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.timing.pace import Pace
from gemini_desktop.ui.inspector.timing.waterfall import Waterfall

MOST_MS = 8.0
WIDTHS = (360, 500, 1400)
_HEIGHT = 400
_FEW = 1000
_KINDS = [Kind.THOUGHT] * 3 + [Kind.TEXT] * 20 + [Kind.COMMENT, Kind.USAGE]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--paintings", type=int, default=40)
    a = parser.parse_args()
    application = QApplication([])
    rows = []
    few, many = made(_FEW), made(a.events)
    for width in WIDTHS:
        base, ours = (painted_ms(each, width, a.paintings) for each in (few, many))
        rows.append(
            (f"painting, {width} px wide, ms", ours, base, ours / base, f"<= {MOST_MS:g} ms")
        )
    application.quit()
    measure.table(("item", f"{a.events} events", f"{_FEW} events", "ratio", "target"), rows)


def made(count: int) -> Waterfall:
    """A waterfall of so many events, two thirds of which share a read with the one before, and of
    twenty minutes of this program's frames."""
    rng = random.Random(1)
    model, timings, pace = EventsModel(), Timings(), Pace()
    columns: Columns = model.columns
    t_ns = before_ns = 0
    for event in range(count):
        t_ns += int(rng.expovariate(1 / 60_000)) if rng.random() < 0.3 else 0
        columns.starts.append(event * 400)
        columns.ends.append(event * 400 + 400)
        columns.times_ns.append(t_ns)
        columns.kinds.append(rng.choice(_KINDS))
        if t_ns > before_ns:
            timings.gaps.add(before_ns, t_ns, event)
        before_ns = t_ns
    timings.last_ns = t_ns
    for number in range(20_000):
        pace.take(Frame(t_ns * number // 20_000, 100_000, 1_000_000, 2_000_000, 10_000_000))
    waterfall = Waterfall(model)
    waterfall.show_timings(timings, 60_000, pace)
    return waterfall


def painted_ms(waterfall: Waterfall, width: int, times: int) -> float:
    """The median of so many paintings."""
    waterfall.resize(width, _HEIGHT)
    image = QImage(width, _HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    took = []
    for _ in range(times):
        began = time.perf_counter()
        waterfall.render(image)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e3


if __name__ == "__main__":
    main()
