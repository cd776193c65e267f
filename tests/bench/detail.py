"""An event with one large base64 value in the inspector: how soon each view of it is painted, and
how long it holds up the window.

    PYTHONPATH=. python tests/bench/detail.py [--bytes=4000000] [--rounds=5]

An event is chosen in a shown window, with each tab of the detail and with the page of bytes in
sight. `first paint` is from the choice to the first painting of that view; `held up` the longest
time in which no other event of the window could run, until all has settled; `work` the processor's
time of the window's thread for both, which other programs do not change. Targets: 50 ms until it is
painted, and 5 ms of work beyond what choosing any event costs, which the row `small event` is. The
last row is reading the event from the capture, with its JSON, which is in all of them.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from gemini_desktop.core.capture import BytesReceived, Capture, Ended, RequestSent
from gemini_desktop.session.opening import InMemory
from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector import InspectorPane

_SETTLE_S = 0.4
_READ = 64 * 1024


class Figure(NamedTuple):
    """Milliseconds."""

    first_paint: float
    held_up: float
    work: float


class _Painted(QObject):
    """When a view, or something in it, was painted first."""

    def __init__(self, app: QApplication, view: QWidget) -> None:
        super().__init__()
        self.at = 0.0
        self._view = view
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it
        if event.type() == QEvent.Type.Paint and not self.at:
            within = isinstance(watched, QWidget) and self._view.isAncestorOf(watched)
            self.at = time.perf_counter() if within else 0.0
        return False


class _Beat(QObject):
    """The longest gap between two turns of the loop."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def body(size: int) -> bytes:
    """Small events, and between them one with so many bytes of base64."""
    data = base64.b64encode(os.urandom(size * 3 // 4)).decode()
    parts = [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": data}}, {"text": "y"}]
    return b"".join(
        b"data: "
        + json.dumps({"candidates": [{"content": {"parts": [part]}, "index": 0}]}).encode()
        + b"\r\n\r\n"
        for part in parts
    )


def capture(size: int) -> InMemory:
    """The same as it may have come over the wire."""
    raw = body(size)
    reads = [BytesReceived(t_ns=at, data=raw[at : at + _READ]) for at in range(0, len(raw), _READ)]
    request = RequestSent(t_ns=0, unix_ns=0, method="POST", url="http://127.0.0.1/", headers=())
    end = Ended(t_ns=len(raw), how="complete")
    return InMemory(Capture(records=(request, *reads, end), id="bench"))


def measured(
    app: QApplication, pane: InspectorPane, view: QAbstractScrollArea, event: int
) -> Figure:
    """Choose an event with a view in sight."""
    pane.table.let_go()
    _run(app, 0.1)
    beat = _Beat()
    _run(app, 0.02)
    beat.longest = 0.0
    painted = _Painted(app, view)
    began, worked = time.perf_counter(), time.thread_time()
    pane.select_event(event)
    while not painted.at and time.perf_counter() < began + _SETTLE_S:
        app.processEvents()
    work = time.thread_time() - worked
    _run(app, _SETTLE_S)
    return Figure((painted.at - began) * 1e3, beat.longest * 1e3, work * 1e3)


def _run(app: QApplication, seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        app.processEvents()


def figures(size: int, rounds: int) -> Iterator[tuple[str, Figure]]:
    """The median of each view."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    qInstallMessageHandler(_silent)
    theme.manager()
    pane = InspectorPane()
    pane.resize(500, 900)
    pane.show()
    pane.show_capture(capture(size))
    while pane.loading:
        app.processEvents()
    for name, turn, view in _views(pane):
        turn()
        found = [measured(app, pane, view, 1) for _ in range(rounds)]
        yield name, Figure(*(statistics.median(part) for part in zip(*found, strict=True)))
    pane.show_page("events")
    pane.detail.show_tab("tree")
    found = [measured(app, pane, pane.detail.tree, 0) for _ in range(rounds)]
    yield "small event", Figure(*(statistics.median(part) for part in zip(*found, strict=True)))
    took = []
    for _ in range(rounds):
        worked = time.thread_time()
        pane.model.look(1)
        took.append((time.thread_time() - worked) * 1e3)
    yield "reading the event", Figure(0, 0, statistics.median(took))
    pane.stop()
    pane.close()


def _silent(_kind: object, _context: object, _text: str) -> None:
    """The offscreen platform says of each window that it has no screen."""


def _views(
    pane: InspectorPane,
) -> Iterator[tuple[str, Callable[[], None], QAbstractScrollArea]]:
    detail = pane.detail

    def tab(name: str) -> Callable[[], None]:
        def turn() -> None:
            pane.show_page("events")
            detail.show_tab(name)

        return turn

    def raw() -> None:
        detail.show_tab("tree")
        pane.show_page("raw")

    def pretty() -> None:
        tab("text")()
        detail.set_style("pretty")

    yield "tree", tab("tree"), detail.tree
    yield "text", tab("text"), detail.text.panel.view
    yield "hex", tab("hex"), detail.text.panel.view
    yield "preview", tab("preview"), detail.preview
    yield "reads", tab("reads"), detail.reads_page.table
    yield "laid out", pretty, detail.text.laid
    yield "page of bytes", raw, pane.pages.raw.view


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bytes", type=int, default=4_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"an event of {arguments.bytes:,} bytes   first paint ms   held up ms   work ms")
    for name, figure in figures(arguments.bytes, arguments.rounds):
        print(
            f"{name:28} {figure.first_paint:16.1f} {figure.held_up:12.1f} {figure.work:9.1f}",
            flush=True,
        )
    print(f"{'target':28} {50:16} {'':12} {'5':>9} beyond a small event's")


if __name__ == "__main__":
    main()
