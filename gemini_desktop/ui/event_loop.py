"""asyncio on Qt's event loop: qasync's loop, with asyncio's own queue and timers put back.

qasync 0.28 spends a Qt timer on every `call_soon` and every `call_later`, keeps a cancelled timer
alive until it would have expired (httpx arms one for each read), fires up to 5 % early, and drops
the context of `call_soon_threadsafe`. Here the ready callbacks are a deque behind one zero-timer,
the later ones a heap behind one precise timer, and a socket's callback runs straight from its
notifier. On Windows qasync's completion port stays as it is; only queue and timers are replaced.

Two rules follow. The loop runs as long as its coroutine, not as long as a window is open: a window
that closes vetoes closeEvent, cancels its tasks, awaits them and closes then. And a nested Qt loop
(`QDialog.exec`, `processEvents`) inside a callback pauses asyncio until it ends, because one task
cannot be entered while another runs; see `qt_helpers.open_dialog` for the way that pauses nothing.
"""

import asyncio
import collections
import contextvars
import heapq
import itertools
import logging
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from PySide6.QtCore import QMetaObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gemini_desktop.ui.interrupts import interrupts_reported, wakes_on_signals
from gemini_desktop.ui.socket_notifiers import SocketNotifiers

# qasync reads QT_API at import; a value meant for another program would stop it.
os.environ["QT_API"] = "pyside6"
import qasync

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

# After this long the ready queue lets Qt paint and read input before it goes on.
_TURN_S = 0.004
# Cancelled timers are swept when there are more than this many, and more than half are cancelled.
_MAX_CANCELLED = 100
# Qt counts milliseconds in 32 bits; a timer beyond a day is looked at once a day.
_MAX_DELAY_S = 24 * 3600.0

_Base = asyncio.BaseEventLoop


class _TimerHandle(asyncio.TimerHandle):
    """asyncio's own, with the field that its type stub leaves out."""

    __slots__ = ()
    _scheduled: bool  # while in the heap; cancel() then reports to _timer_handle_cancelled


class _EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """The ready queue, the timers, and running; sockets are left to the platform's base."""

    # What qasync replaces by something weaker is put back as asyncio has it: an executor of
    # ordinary threads that start when needed, handlers that get every error, a real stop.
    call_later = _Base.call_later
    run_until_complete = _Base.run_until_complete
    run_in_executor = _Base.run_in_executor
    set_default_executor = _Base.set_default_executor
    set_exception_handler = _Base.set_exception_handler
    default_exception_handler = _Base.default_exception_handler
    call_exception_handler = _Base.call_exception_handler
    is_running = _Base.is_running
    get_debug = _Base.get_debug
    set_debug = _Base.set_debug

    _debug: bool
    _stopping: bool
    _thread_id: int | None
    _ready: collections.deque[asyncio.Handle]
    # asyncio compares handles by time alone; the number keeps equal deadlines in order.
    _scheduled: list[tuple[float, int, _TimerHandle]]
    _timer_cancelled_count: int
    _current_handle: asyncio.Handle | None

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._in_turn = False
        self._woken = False
        self._interrupt: BaseException | None = None
        self._numbers = itertools.count()
        self._armed_for = math.inf
        self._turn_timer = QTimer(interval=0, singleShot=True)
        self._turn_timer.timeout.connect(self._run_turn)
        self._clock_timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._clock_timer.timeout.connect(self._on_clock)
        super().__init__(app)

    # The ready queue.

    def call_soon(
        self,
        callback: Callable[..., object],
        *args: object,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        """Run callback after all that is ready now: first come, first served."""
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, "call_soon")
        handle = asyncio.Handle(callback, args, self, context)
        self._add_callback(handle)
        return handle

    def call_soon_threadsafe(
        self,
        callback: Callable[..., object],
        *args: object,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        """`call_soon` from any thread: wakes Qt, and keeps the caller's context."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        # The timer lives in the loop's thread, and only there may it be started.
        QMetaObject.invokeMethod(self._turn_timer, "start", Qt.ConnectionType.QueuedConnection)
        return handle

    def _add_callback(self, handle: asyncio.Handle) -> None:
        self._ready.append(handle)
        if not self._woken:
            self._woken = True
            self._turn_timer.start()

    def _run_turn(self, first: asyncio.Handle | None = None) -> bool:
        """Run `first`, then what was ready when the turn began, for 4 ms; then Qt has its chance.

        The one place where tasks run. False, and nothing done, inside a nested Qt loop.
        """
        if self._in_turn or self._thread_id is None:
            return False
        try:  # a signal's handler may raise from here on
            self._in_turn = self._woken = True
            if first is not None:
                self._run_handle(first)
            self._run_ready()
        except (KeyboardInterrupt, SystemExit) as error:
            self._end_with(error)
        finally:
            self._in_turn = False
            self._wake()
        return True

    def _wake(self) -> None:
        """Have Qt call back when there is something to do: now, or at the first deadline."""
        self._woken = bool(self._ready)
        if self._woken:
            self._turn_timer.start()
        # The clock may have struck inside a nested Qt loop, where nothing could run.
        if self._scheduled and self._scheduled[0][0] < self._armed_for:
            self._arm(self._scheduled[0][0])

    def _run_ready(self) -> None:
        now = time.monotonic()
        deadline = now + _TURN_S
        if self._scheduled and self._scheduled[0][0] <= now:
            self._move_due(now)
        ready = self._ready
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                self._run_handle(handle)
            if time.monotonic() >= deadline:
                break

    def _run_handle(self, handle: asyncio.Handle) -> None:
        if not self._debug:
            handle._run()
            return
        self._current_handle = handle
        started = time.monotonic()
        try:
            handle._run()
        finally:
            self._current_handle = None
        elapsed_s = time.monotonic() - started
        if elapsed_s >= self.slow_callback_duration:
            _log.warning("Executing %r took %.3f seconds", handle, elapsed_s)

    # Timers.

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: object,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run callback when `time()` has reached `when`, never before; equal times in order."""
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, "call_at")
        handle = _TimerHandle(when, callback, args, self, context)
        handle._scheduled = True
        heapq.heappush(self._scheduled, (when, next(self._numbers), handle))
        if when < self._armed_for:
            self._arm(when)
        return handle

    def _timer_handle_cancelled(self, handle: _TimerHandle) -> None:
        if not handle._scheduled:
            return
        self._timer_cancelled_count += 1
        cancelled = self._timer_cancelled_count
        if cancelled > _MAX_CANCELLED and cancelled * 2 > len(self._scheduled):
            self._scheduled = [entry for entry in self._scheduled if not entry[2]._cancelled]
            heapq.heapify(self._scheduled)
            self._timer_cancelled_count = 1  # this one, marked only when we return

    def _arm(self, when: float) -> None:
        self._armed_for = when
        delay_s = min(max(0.0, when - time.monotonic()), _MAX_DELAY_S)
        self._clock_timer.start(math.ceil(delay_s * 1000))

    def _on_clock(self) -> None:
        self._armed_for = math.inf
        self._run_turn()

    def _move_due(self, now: float) -> None:
        """Append what is due to the ready queue, and drop what was cancelled before it."""
        heap = self._scheduled
        while heap and (heap[0][0] <= now or heap[0][2]._cancelled):
            handle = heapq.heappop(heap)[2]
            handle._scheduled = False
            if handle._cancelled:
                self._timer_cancelled_count -= 1
            else:
                self._ready.append(handle)

    # Running.

    def run_forever(self) -> None:
        """Run until `stop`; raises what a callback raised to end the program."""
        self._check_closed()
        self._check_running()
        with self._as_running_loop():
            if self._stopping:  # stop() came first: one turn, as in asyncio
                self._ready.append(asyncio.Handle(self._app.exit, (), self))
            self._wake()
            self._app.exec()
        interrupt, self._interrupt = self._interrupt, None
        if interrupt is not None:
            raise interrupt

    @contextmanager
    def _as_running_loop(self) -> Iterator[None]:
        generator_hooks = sys.get_asyncgen_hooks()
        self._thread_id = threading.get_ident()
        sys.set_asyncgen_hooks(
            firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook
        )
        asyncio._set_running_loop(self)
        self._before_run_forever()
        try:
            with interrupts_reported(self._end_with):
                yield
        finally:
            self._after_run_forever()
            asyncio._set_running_loop(None)
            sys.set_asyncgen_hooks(*generator_hooks)
            self._thread_id = None
            self._stopping = False
            self._turn_timer.stop()
            self._clock_timer.stop()
            self._armed_for = math.inf

    def _end_with(self, error: BaseException) -> None:
        """Stop, and have `run_forever` raise this once Qt's frames, which cannot, are left."""
        self._interrupt = error
        self.stop()

    def stop(self) -> None:
        """End `run_forever` after this turn."""
        self._stopping = True
        if self.is_running():
            self._app.exit()


class _SelectorEventLoop(_EventLoop):
    """The same with sockets and pipes, for the systems where asyncio uses a selector."""

    def __init__(self, app: QApplication) -> None:
        self._reading = SocketNotifiers(self, QSocketNotifier.Type.Read, self._run_turn)
        self._writing = SocketNotifiers(self, QSocketNotifier.Type.Write, self._run_turn)
        super().__init__(app)

    def run_forever(self) -> None:
        with wakes_on_signals(self._csock.fileno()):
            super().run_forever()

    def _wake(self) -> None:
        super()._wake()
        self._reading.resume()
        self._writing.resume()

    def _add_reader(
        self, fd: Any, callback: Callable[..., object], *args: object
    ) -> asyncio.Handle:
        self._check_closed()
        return self._reading.add(fd, callback, args)

    def _add_writer(
        self, fd: Any, callback: Callable[..., object], *args: object
    ) -> asyncio.Handle:
        self._check_closed()
        return self._writing.add(fd, callback, args)

    def _remove_reader(self, fd: Any) -> bool:
        return self._reading.remove(fd)

    def _remove_writer(self, fd: Any) -> bool:
        return self._writing.remove(fd)


def create_event_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """The loop for this application; closing the last window does not end it, its owner does."""
    app.setQuitOnLastWindowClosed(False)
    return _EventLoop(app) if sys.platform == "win32" else _SelectorEventLoop(app)


def run(app: QApplication, main: Coroutine[Any, Any, _T]) -> _T:
    """Run main on Qt until it returns, then cancel and await what is left; for the whole program.

    A first Ctrl+C cancels main, which may clean up; KeyboardInterrupt is raised when it is done.
    """
    with asyncio.Runner(loop_factory=lambda: create_event_loop(app)) as runner:
        return runner.run(main)
