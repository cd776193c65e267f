"""Ctrl+C ends the program in order, though Qt holds the main thread."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gemini_desktop.ui.event_loop import create_event_loop, run
from tests.support import until


@pytest.fixture
def ctrl_c() -> Iterator[Callable[[], None]]:
    """Called in the running loop, where alone it may come: Ctrl+C in a moment, from outside of the
    main thread."""
    timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
    yield timer.start
    timer.join()


def test_it_cancels_main_which_cleans_up(qapp: QApplication, ctrl_c: Callable[[], None]) -> None:
    """Nothing but the signal wakes the loop: it sleeps in Qt."""
    steps: list[str] = []

    async def main() -> None:
        ctrl_c()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            steps.append("cleaned up")
            raise

    with pytest.raises(KeyboardInterrupt):
        run(qapp, main())
    assert steps == ["cleaned up"]


def test_it_leaves_a_bare_loop(qapp: QApplication, ctrl_c: Callable[[], None]) -> None:
    """Without a Runner Python's own handler raises, wherever it may be."""
    loop = create_event_loop(qapp)
    task = loop.create_task(asyncio.sleep(3600))
    loop.call_soon(ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        loop.run_forever()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


def test_it_leaves_a_loop_that_is_busy_in_qt_slots(
    qapp: QApplication, ctrl_c: Callable[[], None]
) -> None:
    loop = create_event_loop(qapp)
    loop.call_soon(ctrl_c)
    timer = QTimer()
    timer.timeout.connect(lambda: sum(range(10_000)))
    timer.start(0)
    with pytest.raises(KeyboardInterrupt):
        loop.run_forever()
    timer.stop()
    loop.close()


def test_all_is_put_back_afterwards(qapp: QApplication) -> None:
    hook, handler = sys.excepthook, signal.getsignal(signal.SIGINT)

    async def main() -> int:
        await asyncio.sleep(0)
        assert sys.excepthook is not hook
        return 1

    assert run(qapp, main()) == 1
    assert sys.excepthook is hook
    assert signal.getsignal(signal.SIGINT) is handler
    wakeup_fd = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(wakeup_fd)
    assert wakeup_fd == -1


def test_other_errors_of_slots_reach_the_hook_that_was_there(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, traceback: seen.append(error))

    async def main() -> None:
        QTimer.singleShot(0, lambda: int("not a number"))
        await until(lambda: seen)

    run(qapp, main())
    assert [type(error) for error in seen] == [ValueError]


def test_a_hook_installed_meanwhile_stays(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def hook(*_: object) -> None:
        pass

    async def main() -> None:
        sys.excepthook = hook

    run(qapp, main())
    assert sys.excepthook is hook
