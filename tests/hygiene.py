"""A pytest plugin: a test fails that takes too long or leaves something behind.

Left behind means: an asyncio task, an active Qt timer, a window, a running thread, a message of
Qt, another language of numbers and dates, a log record of WARNING or above that the test did not
ask `caplog` for. Resources of wider fixtures (module, session) are older than the test and not
counted. When a test fails by itself, its leaks are cleaned up without a word, for they are a
consequence.

`@pytest.mark.time_limit(seconds)` replaces the limit of 120 s.
"""

import asyncio
import asyncio.runners
import contextlib
import faulthandler
import gc
import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from types import FrameType
from typing import Any

import pytest

# It ends a hang, and measures nothing: a slow computer makes no test fail.
_LIMIT_S = 120.0
# Where Python cannot interrupt (a hanging C++ call), the process ends this much later.
_GRACE_S = 10.0
_THREAD_GRACE_S = 30.0

_failed = pytest.StashKey[bool]()
_stderr = pytest.StashKey[int]()


class _TimeIsUp(KeyboardInterrupt):
    """A KeyboardInterrupt, so that event loops and broad `except Exception` let it pass."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "time_limit(seconds): instead of 120 s for the whole test")
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled() if capture else contextlib.nullcontext():
        config.stash[_stderr] = os.dup(2)


def pytest_sessionfinish() -> None:
    """What a test has put on the clipboard may be an object of Python, which Qt would delete when
    Python has ended; that crashes, whatever the tests have said."""
    if _has_application():
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    os.close(config.stash[_stderr])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


# The time limit.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Kill the run, with the stacks of all threads, if a test hangs where Python has no say."""
    faulthandler.dump_traceback_later(
        _limit_s(item) + _GRACE_S, exit=True, file=item.config.stash[_stderr]
    )
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    with _time_limit(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    with _time_limit(item):
        return (yield)


def _limit_s(item: pytest.Item) -> float:
    marker = item.get_closest_marker("time_limit")
    return float(marker.args[0]) if marker else _LIMIT_S


@contextlib.contextmanager
def _time_limit(item: pytest.Item) -> Iterator[None]:
    if not hasattr(signal, "setitimer"):  # Windows: the faulthandler alone
        yield
        return

    def on_alarm(signum: int, frame: FrameType | None) -> None:
        raise _TimeIsUp

    limit_s = _limit_s(item)
    previous = signal.signal(signal.SIGALRM, on_alarm)
    # Once more each second: the first may be lost in a callback of Qt, which only prints it.
    signal.setitimer(signal.ITIMER_REAL, limit_s, 1.0)
    try:
        yield
    except _TimeIsUp as error:
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise pytest.fail.Exception(f"took longer than {limit_s:g} s") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """pytest-qt watches Qt's messages until the body of the test ends; fixtures speak after it."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return (yield)
    messages: list[str] = []
    ignored = [re.compile(pattern) for pattern in item.config.getini("qt_log_ignore")]

    def keep(_kind: object, _context: object, text: str) -> None:
        if not any(pattern.search(text) for pattern in ignored):
            messages.append(text)

    previous = core.qInstallMessageHandler(keep)
    try:
        result = yield
    finally:
        core.qInstallMessageHandler(previous)
    if messages and not item.stash.get(_failed, False):
        pytest.fail("Qt said: " + "; ".join(messages), pytrace=False)
    return result


# What may not be left behind.


@pytest.fixture(autouse=True)
def _leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set up before and torn down after every other fixture of the test, as it is autouse."""
    # What is older than the test goes out of the collector's sight: looking through the rest is
    # cheap, and all that it finds is of this test.
    gc.freeze()
    threads = set(threading.enumerate())
    qt = _Qt()
    left: list[str] = []
    with _tasks_into(left), _logs_into(left, expected="caplog" in request.fixturenames):
        yield
        left += qt.leaks()
        gc.collect()  # a lost error or an unawaited coroutine speaks up when it is collected
        failed = request.node.stash.get(_failed, False)
        if not failed:
            left += [f"thread {thread.name!r} still runs" for thread in _new_threads(threads)]
    if left and not failed:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


@contextlib.contextmanager
def _tasks_into(left: list[str]) -> Iterator[None]:
    """asyncio.Runner cancels what still runs when its loop closes; take their names first."""
    cancel_all: Callable[..., None] = vars(asyncio.runners)["_cancel_all_tasks"]

    def cancel_and_tell(loop: asyncio.AbstractEventLoop) -> None:
        left.extend(f"task {task.get_name()!r} still runs" for task in asyncio.all_tasks(loop))
        cancel_all(loop)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.runners, "_cancel_all_tasks", cancel_and_tell)
        yield


class _Recorder(logging.Handler):
    def __init__(self, left: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.left = left

    def emit(self, record: logging.LogRecord) -> None:
        self.left.append(f"log {record.levelname} {record.name}: {record.getMessage()}")


@contextlib.contextmanager
def _logs_into(left: list[str], *, expected: bool) -> Iterator[None]:
    """A test that asks for caplog answers for its records itself."""
    if expected:
        yield
        return
    recorder = _Recorder(left)
    logging.getLogger().addHandler(recorder)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(recorder)


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that were asked to end have a moment for it; foreign (C++) ones are not ours."""
    deadline = time.monotonic() + _THREAD_GRACE_S
    new = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in new if thread.is_alive()]


class _Qt:
    """The windows and the language that Qt has now, and what is other at the end of the test."""

    def __init__(self) -> None:
        self._windows = set(_windows())
        self._language = _language()

    def leaks(self) -> list[str]:
        """Name what is left, and end it, so that one test does not spoil the next."""
        if not _has_application():
            return []
        _finish_deletions()
        windows = [window for window in _windows() if window not in self._windows]
        busy = _busy_objects()
        left = [f"{_described(window)} still open" for window in windows]
        left += [f"{_described(item)} still active" for item in busy if item not in windows]
        left += _language_set_back(self._language)
        for window in windows:
            window.hide()  # closing runs code of the program, without the loop that it needs
            window.deleteLater()
        for item in busy:
            _silence(item)
        _finish_deletions()
        return left


def _has_application() -> bool:
    core = sys.modules.get("PySide6.QtCore")
    return core is not None and core.QCoreApplication.instance() is not None


def _windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    return application.topLevelWidgets() if application else []


def _language() -> Any:
    """The QLocale in which the program writes numbers and dates."""
    core = sys.modules.get("PySide6.QtCore")
    return core.QLocale() if core else None


def _language_set_back(before: Any) -> list[str]:
    now, before = _language(), before or type(_language()).system()
    if now == before:
        return []
    now.setDefault(before)
    return [f"numbers and dates as in {now.name()}"]


def _busy_objects() -> list[Any]:
    """Objects of this test, known to Python, with a timer that runs; and running QThreads."""
    from PySide6.QtCore import QAbstractEventDispatcher, QObject, QThread
    from shiboken6 import isValid

    dispatcher = QAbstractEventDispatcher.instance()
    # Not isinstance: proxies answer it by running code of their own.
    objects = [item for item in gc.get_objects() if issubclass(type(item), QObject)]
    return [
        item
        for item in objects
        if isValid(item)
        and (dispatcher.registeredTimers(item) or (isinstance(item, QThread) and item.isRunning()))
    ]


def _described(item: Any) -> str:
    name = item.objectName()
    return type(item).__name__ + (f" {name!r}" if name else "")


def _silence(item: Any) -> None:
    from PySide6.QtCore import QAbstractEventDispatcher, QThread

    if isinstance(item, QThread):
        item.quit()
        item.wait(1000)
    else:
        QAbstractEventDispatcher.instance().unregisterTimers(item)


def _finish_deletions() -> None:
    """deleteLater() is carried out by a running loop only; there is none between tests."""
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
