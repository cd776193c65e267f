"""One table over a tape, for `inspector.py`: `ours` or `peer`; for its memory alone, `table`
(ours without the other pages) or `decoder` (without a table); the home, the capture, seconds."""

from __future__ import annotations

import gc
import json
import os
import random
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import inspector
import inspector_peer
from beats import Beats
from PySide6.QtCore import QCoreApplication, QEvent, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QTableView

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.tape import TapeReader
from gemini_desktop.ui.inspector.events.event_table import EventTable
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.pane import InspectorPane

_FRAMES = 300
_RATE = 5000
_LONGER = '"hills and the"'
_TEXT, _RARE, _REGEX, _TYPE = '"hills and"', "no-such-text", "/river .*777/", "type:thought"


class Table(Protocol):
    """What is measured."""

    @property
    def view(self) -> QTableView:
        """The widget that shows the rows."""
        ...

    def open(self, reader: TapeReader) -> None:
        """Begin to show a capture."""
        ...

    def opened(self) -> bool:
        """Whether all of it is there."""
        ...

    def filter(self, text: str) -> None:
        """Begin to filter."""
        ...

    def filtered(self) -> bool:
        """Whether the filter has seen all."""
        ...

    def append(self, records: list[Record], chunks: list[Chunk]) -> None:
        """Show more."""
        ...


class Ours:
    """The inspector's pane."""

    def __init__(self) -> None:
        self.pane = InspectorPane()
        self.pane.resize(760, 900)
        self.pane.show()
        self.view = self.pane.table

    def open(self, reader: TapeReader) -> None:
        """Begin to show a capture."""
        self.pane.show_capture(reader)

    def opened(self) -> bool:
        """Whether all of it is there."""
        return not self.pane.loading

    def filter(self, text: str) -> None:
        """Begin to filter."""
        self.pane.filter.setText(text)

    def filtered(self) -> bool:
        """Whether the filter has seen all."""
        return not self.pane.model.scanning

    def append(self, records: list[Record], chunks: list[Chunk]) -> None:
        """Show more, as a live exchange does once a frame."""
        for record in records:
            self.pane.take_record(record)
        for chunk in chunks:
            self.pane.take_chunk(chunk)
        self.pane.flush()


def main() -> None:
    """Measure one of them, print one JSON line."""
    which, home, capture, seconds = sys.argv[1:]
    qInstallMessageHandler(_pass_over)
    application = QApplication([])
    reader = Captures(Path(home)).open(capture)
    if which in ("table", "decoder"):
        print(json.dumps({"bytes": _memory(reader, shown=which == "table")}))
        return
    table: Table = Ours() if which == "ours" else inspector_peer.Peer()
    application.processEvents()
    gc.collect()
    gc.freeze()
    print(json.dumps(dict(_measured(table, reader, float(seconds)))))


def _pass_over(*_: object) -> None:
    """The offscreen platform warns of each window that has a least size."""


def _measured(table: Table, reader: TapeReader, seconds: float) -> Iterator[tuple[str, float]]:
    before = _resident()
    began = time.process_time()
    table.open(reader)
    _run_until(lambda: table.view.model().rowCount() > 0)
    yield "open: first rows", (time.process_time() - began) * 1000
    _run_until(table.opened)
    yield "open: whole", (time.process_time() - began) * 1000
    count = table.view.model().rowCount()
    gc.collect()
    yield "memory: all pages, bytes an event", (_resident() - before) / count
    frames = _scrolled(table.view)
    yield "scroll: median frame", statistics.median(frames)
    yield "scroll: p99 frame", frames[int(len(frames) * 0.99)]
    yield "scroll: longest frame", frames[-1]
    beats = Beats(time.process_time)
    for name, text in (("text", _TEXT), ("none", _RARE), ("regex", _REGEX), ("type", _TYPE)):
        first, whole, hits, hold = _filtered(table, text, beats)
        yield f"{name}: first hits", first
        yield f"{name}: all", whole
        yield f"{name}: longest hold", hold
        yield f"{name}: hits", hits
    table.filter(_TEXT)
    _run_until(table.filtered)
    _settle()
    began = time.process_time()
    table.filter(_LONGER)
    _run_until(table.filtered)
    yield "text typed on: all", (time.process_time() - began) * 1000
    table.filter("")
    _run_until(table.filtered)
    cpu, hold = _appended(table, seconds, beats)
    yield "append 5,000/s: CPU percent", cpu
    yield "append 5,000/s: longest hold", hold


def _memory(reader: TapeReader, *, shown: bool) -> float:
    model = EventsModel()
    table = EventTable(model)
    table.resize(700, 500)
    table.show()
    QCoreApplication.processEvents()
    before = _resident()
    model.reset(reader)
    decoder, count = Decoder(), 0
    for record in reader.records():
        chunks = decoder.feed(record)
        count += len(chunks)
        if shown:
            model.append(chunks)
            table.refresh()
    QCoreApplication.processEvents()
    gc.collect()
    return (_resident() - before) / count


def _filtered(table: Table, text: str, beats: Beats) -> tuple[float, float, float, float]:
    table.filter("")
    _run_until(table.filtered)
    _settle()
    beats.taken()
    began = time.process_time()
    table.filter(text)
    QCoreApplication.processEvents()
    first = 0.0
    while not first or not table.filtered():
        QCoreApplication.processEvents()
        if not first and (table.view.model().rowCount() or table.filtered()):
            first = time.process_time() - began
    whole = time.process_time() - began
    hold = beats.taken()[-1]
    return first * 1000, whole * 1000, float(table.view.model().rowCount()), hold


def _scrolled(view: QTableView) -> list[float]:
    bar = view.verticalScrollBar()
    frames = []
    for frame in range(_FRAMES):
        bar.setValue(bar.maximum() * (frame * 37 % _FRAMES) // _FRAMES)
        began = time.process_time()
        view.viewport().repaint()
        frames.append((time.process_time() - began) * 1000)
    return sorted(frames)


def _appended(table: Table, seconds: float, beats: Beats) -> tuple[float, float]:
    """Percent of a core while events come at the rate, decoded beforehand; the longest hold."""
    frames = _frames(seconds)
    _settle()
    beats.taken()
    began, spent = time.perf_counter(), time.process_time()
    for number, (records, chunks) in enumerate(frames):
        table.append(records, chunks)
        due = began + (number + 1) * 0.016
        while (left := due - time.perf_counter()) > 0:
            QCoreApplication.processEvents()
            time.sleep(min(left, 0.001))
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    return cpu / took * 100, beats.taken()[-1]


def _frames(seconds: float) -> list[tuple[list[Record], list[Chunk]]]:
    pick, answer = random.Random(2), Answer("generate-content")
    frames: list[tuple[list[Record], list[Chunk]]] = []
    number = 0
    for frame in range(int(seconds / 0.016)):
        body = b"".join(inspector.event(pick, number + n) for n in range(int(_RATE * 0.016)))
        number += int(_RATE * 0.016)
        record = BytesReceived(t_ns=10**12 + frame * 16_000_000, data=body)
        frames.append(([record], answer.feed(record)))
    return frames


def _run_until(done: Callable[[], bool]) -> None:
    while not done():
        QCoreApplication.processEvents()


def _settle() -> None:
    until = time.perf_counter() + 0.05
    while time.perf_counter() < until:
        QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _resident() -> int:
    """Bytes of this process's own memory; a mapped tape is not its own."""
    try:
        lines = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    found = re.search(r"RssAnon:\s+(\d+)", lines)
    return int(found[1]) * 1024 if found else os.getpid()


if __name__ == "__main__":
    main()
