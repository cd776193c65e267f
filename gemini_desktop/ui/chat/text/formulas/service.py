"""Drawings of formulas, made between frames and kept.

Layout is Python, so a thread of its own would not spare the window: the two would take the
interpreter from each other at every call into Qt (measured: frames of 2 ms took 15, some 200). So
formulas are laid out in the window's thread, a few milliseconds at a time; only what is long, or
turns out to be slow, goes to a thread. `layout`, which needs an XML library, is imported with the
first formula.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from contextlib import suppress
from functools import lru_cache
from threading import Lock, Thread, main_thread
from time import perf_counter, sleep

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gemini_desktop.core.text.formulas.find import Formula
from gemini_desktop.ui.chat.text.formulas.drawing import Drawing, FormulaError, TooSlowError

_KEPT = 1000
_GATHER_S = 0.06
_SHARE = 8
_PAUSE_MS = 8
_SLICE_S = 0.006
_SHORT = 400
"""Characters that are worth a try in the window's thread."""
_TRY_S = 0.05
_BUDGET_S = 0.4
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
        self._short: deque[Key] = deque()
        self._long: deque[Key] = deque()
        self._lock = Lock()
        self._working = False
        self._told_s, self._gather_s = 0.0, _GATHER_S
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._go_on)
        self._made.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def look(self, formula: Formula) -> Result | None:
        """The drawing, or why there is none; None while it is being made: `ready` will come."""
        key = formula.tex, formula.display
        result = self._results.get(key)
        if result is not None:
            self._results.move_to_end(key)
        elif key not in self._asked:
            self._asked.add(key)
            if len(formula.tex) <= _SHORT:
                self._short.append(key)
                self._timer.start()
            else:
                self._work(key)
        return result

    def draw(self, formula: Formula) -> Result:
        """The same at once, for those who can wait."""
        key = formula.tex, formula.display
        if key not in self._results:
            self._results[key] = _result(key, _BUDGET_S)
        return self._results[key]

    def rest(self) -> None:
        """Forget what was asked for and is not made yet."""
        self._timer.stop()
        self._short.clear()
        with self._lock:
            self._long.clear()
        self._asked.clear()

    # --- in the window's thread ------------------------------------------------------------------

    def _go_on(self) -> None:
        from gemini_desktop.ui.chat.text.formulas import layout

        if not self._short:
            self._timer.stop()
        elif not layout.is_loaded():
            self._timer.stop()
            self._work(None)  # reading the font takes many frames
        elif layout.is_free():
            until = perf_counter() + _SLICE_S
            while self._short and perf_counter() < until:
                self._try(self._short.popleft())

    def _try(self, key: Key) -> None:
        result = _result(key, _TRY_S)
        if isinstance(result, TooSlowError):
            self._work(key)
        else:
            self._keep(key, result)

    def _keep(self, key: Key | None, result: Result | None) -> None:
        if key is not None and result is not None:
            self._asked.discard(key)
            self._results[key] = result
            if len(self._results) > _KEPT:
                self._results.popitem(last=False)
        if self._short and not self._timer.isActive():
            self._timer.start()
        if not self._asked or perf_counter() - self._told_s > self._gather_s:
            self._tell()

    def _tell(self) -> None:
        """A page that shows many formulas takes long to look at them: it is told less often."""
        began = perf_counter()
        self.ready.emit()
        self._told_s = perf_counter()
        self._gather_s = max(_GATHER_S, _SHARE * (self._told_s - began))

    # --- in a thread -----------------------------------------------------------------------------

    def _work(self, key: Key | None) -> None:
        """Have the thread do this; without a key it only makes ready."""
        with self._lock:
            if key is not None:
                self._long.append(key)
            if self._working:
                return
            self._working = True
        Thread(target=self._draw_all, name="formulas").start()

    def _next(self) -> Key | None:
        with self._lock:
            self._working = bool(self._long)
            return self._long.popleft() if self._long else None

    def _draw_all(self) -> None:
        """Until nothing is left to draw, or the program ends; resting after each as long as it
        took. No daemon: the interpreter would break it off in the middle of Qt, which aborts."""
        from gemini_desktop.ui.chat.text.formulas import layout

        with suppress(RuntimeError):  # the program ends meanwhile
            layout.load()
            while main_thread().is_alive() and (key := self._next()) is not None:
                began = perf_counter()
                self._made.emit(key, _result(key, _BUDGET_S))
                sleep(min(_MAX_REST_S, perf_counter() - began))
            self._made.emit(None, None)


def _result(key: Key, budget_s: float) -> Result:
    from gemini_desktop.ui.chat.text.formulas import layout

    try:
        return layout.lay_out(key[0], display=key[1], budget_s=budget_s)
    except FormulaError as error:
        return error


@lru_cache(maxsize=1)
def formulas() -> Formulas:
    """Those of the program: one font, one store for all views."""
    return Formulas()
