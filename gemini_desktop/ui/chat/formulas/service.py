"""Drawings of formulas, made in a thread and kept.

The thread is Python too and shares the interpreter with the window: it rests after each formula
as long as that took, so that the window always gets its turns.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from contextlib import suppress
from functools import lru_cache
from threading import Lock, Thread
from time import perf_counter, sleep

from PySide6.QtCore import QObject, Qt, Signal

from gemini_desktop.ui.chat.formulas.find import Formula
from gemini_desktop.ui.chat.formulas.layout import Drawing, FormulaError, lay_out

_KEPT = 1000
_GATHER_S = 0.06
_MAX_REST_S = 0.05

Key = tuple[str, bool]
Result = Drawing | FormulaError


class Formulas(QObject):
    """`ready` comes when formulas that were asked for can be painted, or turned out not to be."""

    ready = Signal()
    _made = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._results: OrderedDict[Key, Result] = OrderedDict()
        self._asked: set[Key] = set()
        self._queue: deque[Key] = deque()
        self._lock = Lock()
        self._working = False
        self._told_s = 0.0
        self._made.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def look(self, formula: Formula) -> Result | None:
        """The drawing, or why there is none; None while it is being made: `ready` will come."""
        key = formula.tex, formula.display
        result = self._results.get(key)
        if result is not None:
            self._results.move_to_end(key)
        elif key not in self._asked:
            self._asked.add(key)
            self._work(key)
        return result

    def draw(self, formula: Formula) -> Result:
        """The same at once, for those who can wait."""
        key = formula.tex, formula.display
        if key not in self._results:
            self._results[key] = _result(key)
        return self._results[key]

    def _work(self, key: Key) -> None:
        with self._lock:
            self._queue.append(key)
            if self._working:
                return
            self._working = True
        # A daemon: who closes the window does not wait for formulas.
        Thread(target=self._draw_all, name="formulas", daemon=True).start()

    def _next(self) -> Key | None:
        with self._lock:
            self._working = bool(self._queue)
            return self._queue.popleft() if self._queue else None

    def _draw_all(self) -> None:
        """In the thread: until nothing is left to draw."""
        with suppress(RuntimeError):  # the program ends meanwhile
            while (key := self._next()) is not None:
                began = perf_counter()
                self._made.emit(key, _result(key))
                sleep(min(_MAX_REST_S, perf_counter() - began))

    def _keep(self, key: Key, result: Result) -> None:
        self._asked.discard(key)
        self._results[key] = result
        if len(self._results) > _KEPT:
            self._results.popitem(last=False)
        now = perf_counter()
        if not self._asked or now - self._told_s > _GATHER_S:
            self._told_s = now
            self.ready.emit()


def _result(key: Key) -> Result:
    try:
        return lay_out(key[0], display=key[1])
    except FormulaError as error:
        return error


@lru_cache(maxsize=1)
def formulas() -> Formulas:
    """Those of the program: one font, one thread, one store for all views."""
    return Formulas()
