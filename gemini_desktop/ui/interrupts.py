"""Ctrl+C in a program whose main thread sits in Qt.

Python calls its signal handlers between two bytecodes of the main thread, and an idle Qt loop runs
none; and what a handler raises inside a slot ends in sys.excepthook, for Qt's frames cannot carry
an exception.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType


@contextmanager
def wakes_on_signals(fd: int) -> Iterator[None]:
    """Have each signal write a byte to the non-blocking socket `fd`, for somebody to read there.

    Does nothing outside the main thread, where Python handles no signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.set_wakeup_fd(fd, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(previous)


@contextmanager
def interrupts_reported(report: Callable[[BaseException], None]) -> Iterator[None]:
    """Call `report` for a KeyboardInterrupt that reaches sys.excepthook; the rest goes on there."""
    previous = sys.excepthook

    def hook(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            report(error)
        else:
            previous(kind, error, traceback)

    sys.excepthook = hook
    try:
        yield
    finally:
        if sys.excepthook is hook:  # else somebody came later, and is left alone
            sys.excepthook = previous
