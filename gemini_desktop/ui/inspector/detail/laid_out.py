"""An event's JSON laid out as text: with line ends and indents, or in as few characters as it
takes. Long texts lack their middle."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from gemini_desktop.core.events import Json
from gemini_desktop.ui.inspector.detail.json_model import without_middles
from gemini_desktop.ui.inspector.raw.text_rows import lines_of

_AT_ONCE = 64 * 1024
"""Bytes of an event that are laid out without a thread: a few milliseconds."""


class LaidOut(QObject):
    """Large events in a thread. Only the last one that was asked for comes back."""

    ready = Signal(object)
    """Lines with their colour."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._task: _Task | None = None

    def ask(self, value: Json, size: int, *, compact: bool) -> None:
        """Lay out a value whose event has so many bytes. A small one is ready at once."""
        self._task = None
        if size <= _AT_ONCE:
            self.ready.emit(laid_out(value, compact=compact))
            return
        self._task = task = _Task(value, compact=compact)
        task.done.finished.connect(self._finished)
        self._pool.start(task)

    def stop(self) -> None:
        """What is being made comes to nothing."""
        self._task = None

    def _finished(self, task: object, lines: object) -> None:
        if task is self._task:
            self._task = None
            self.ready.emit(lines)


def laid_out(value: Json, *, compact: bool) -> list[tuple[str, str]]:
    """Lines, each with its colour."""
    shown = without_middles(value)
    if compact:
        return lines_of(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
    return lines_of(json.dumps(shown, ensure_ascii=False, indent=2))


class _Done(QObject):
    finished = Signal(object, object)


class _Task(QRunnable):
    def __init__(self, value: Json, *, compact: bool) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it
        self.done = _Done()
        self._value = value
        self._compact = compact

    def run(self) -> None:
        """Called by Qt, in a thread of the pool."""
        self.done.finished.emit(self, laid_out(self._value, compact=self._compact))
