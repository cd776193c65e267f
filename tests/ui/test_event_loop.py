"""The loop keeps asyncio's promises while Qt runs it: order, time, errors, an orderly end."""

import asyncio
import contextvars
import gc
import random
import signal
import sys
import threading
import time
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desktop.ui import event_loop
from gemini_desktop.ui.event_loop import create_event_loop
from tests.support import PATIENCE_S, RunCoroutine, until


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    loop = create_event_loop(qapp)
    yield loop
    loop.close()


# The ready queue.


def test_callbacks_run_in_the_order_of_their_calls(run_qt: RunCoroutine) -> None:
    """Also those that callbacks add, which come after all that were there before."""
    seen: list[int] = []

    def callback(number: int) -> None:
        seen.append(number)
        if number < 1000:
            asyncio.get_running_loop().call_soon(callback, number + 1000)

    async def main() -> None:
        for number in range(1000):
            asyncio.get_running_loop().call_soon(callback, number)
        while len(seen) < 2000:
            await asyncio.sleep(0)

    run_qt(main())
    assert seen == list(range(2000))


def test_a_cancelled_callback_does_not_run(run_qt: RunCoroutine) -> None:
    seen: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        handles = [loop.call_soon(seen.append, number) for number in range(10)]
        for handle in handles[::2]:
            handle.cancel()
        await asyncio.sleep(0.01)

    run_qt(main())
    assert seen == [1, 3, 5, 7, 9]


@pytest.mark.parametrize("kind", ["call_soon", "sleep"])
def test_a_flood_starves_neither_qt_nor_timers(run_qt: RunCoroutine, kind: str) -> None:
    """While the flood goes on, both come to ten ticks."""
    ticks = [0, 0]

    async def main() -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S

        def goes_on() -> bool:
            return min(ticks) < 10 and loop.time() < end

        def spin() -> None:
            if goes_on():
                loop.call_soon(spin)
                loop.call_soon(time.monotonic)

        async def tick() -> None:
            while goes_on():
                await asyncio.sleep(0.01)
                ticks[1] += 1

        timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: ticks.__setitem__(0, ticks[0] + 1))
        timer.start(10)
        ticking = asyncio.create_task(tick())
        if kind == "call_soon":
            for _ in range(1000):
                spin()
        while goes_on():
            await asyncio.sleep(0 if kind == "sleep" else 0.001)
        await ticking
        timer.stop()

    run_qt(main())
    assert min(ticks) >= 10


def test_a_call_from_a_thread_wakes_the_loop_and_keeps_its_context(run_qt: RunCoroutine) -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="lost")

    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[str] = asyncio.Queue()

        def in_thread(number: int) -> None:
            variable.set(f"of thread {number}")
            loop.call_soon_threadsafe(lambda: arrived.put_nowait(variable.get()))

        threads = [threading.Thread(target=in_thread, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        seen = [await arrived.get() for _ in threads]
        for thread in threads:
            thread.join()
        return sorted(seen)

    assert run_qt(main()) == sorted(f"of thread {number}" for number in range(20))


def test_call_soon_uses_the_given_context(run_qt: RunCoroutine) -> None:
    variable: contextvars.ContextVar[int] = contextvars.ContextVar("variable", default=0)
    context = contextvars.copy_context()
    context.run(variable.set, 7)
    seen: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(lambda: seen.append(variable.get()), context=context)
        loop.call_later(0.001, lambda: seen.append(variable.get()), context=context)
        loop.call_soon_threadsafe(lambda: seen.append(variable.get()), context=context)
        await asyncio.sleep(0.02)

    run_qt(main())
    assert seen == [7, 7, 7]


# Timers.


def test_no_timer_is_early_and_deadlines_are_met_in_order(run_qt: RunCoroutine) -> None:
    chance = random.Random(1)
    fired: list[tuple[float, float]] = []

    def fire(when: float) -> None:
        fired.append((when, asyncio.get_running_loop().time()))

    async def main() -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        for _ in range(1000):
            when = start + chance.uniform(0, 0.3)
            loop.call_at(when, fire, when)
        while len(fired) < 1000:
            await asyncio.sleep(0.01)

    run_qt(main())
    assert all(actual >= when for when, actual in fired)
    assert [when for when, _ in fired] == sorted(when for when, _ in fired)


def test_equal_deadlines_keep_their_order(run_qt: RunCoroutine) -> None:
    seen: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        when = loop.time() + 0.02
        for number in range(500):
            loop.call_at(when, seen.append, number)
        await asyncio.sleep(0.05)

    run_qt(main())
    assert seen == list(range(500))


def test_an_earlier_timer_overtakes_and_a_past_one_runs_at_once(run_qt: RunCoroutine) -> None:
    seen: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.05, seen.append, "late")
        loop.call_later(0.02, seen.append, "early")
        loop.call_later(-1, seen.append, "past")
        await asyncio.sleep(0.08)

    run_qt(main())
    assert seen == ["past", "early", "late"]


def test_a_timer_of_weeks_does_not_overflow(run_qt: RunCoroutine) -> None:
    async def main() -> None:
        handle = asyncio.get_running_loop().call_later(1e9, pytest.fail)
        await asyncio.sleep(0.02)
        handle.cancel()

    run_qt(main())


def test_cancelled_timers_are_freed(run_qt: RunCoroutine) -> None:
    """For each read, httpx arms one of ten minutes."""

    def live() -> int:
        return sum(isinstance(item, asyncio.TimerHandle) for item in gc.get_objects())

    async def main() -> tuple[int, int]:
        loop: Any = asyncio.get_running_loop()
        loop.call_later(600, int).cancel()
        for _ in range(200_000):
            loop.call_later(600, int).cancel()
        dispatcher = QAbstractEventDispatcher.instance()
        timers = sum(
            len(dispatcher.registeredTimers(item))
            for item in gc.get_objects()
            if isinstance(item, QObject)
        )
        return live(), timers

    handles, timers = run_qt(main())
    assert handles < 200
    assert timers < 5


def test_cancelled_timers_among_live_ones_are_freed_and_the_live_ones_fire(
    run_qt: RunCoroutine,
) -> None:
    fired: list[int] = []
    kept: list[weakref.ref[asyncio.TimerHandle]] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in range(50):
            loop.call_later(0.05 + number / 10_000, fired.append, number)
        for _ in range(5000):
            handle = loop.call_later(600, fired.append, -1)
            kept.append(weakref.ref(handle))
            handle.cancel()
            handle.cancel()
        del handle
        assert sum(ref() is not None for ref in kept) < 200
        await asyncio.sleep(0.1)

    run_qt(main())
    assert fired == list(range(50))


def test_timeouts_and_task_groups_work(run_qt: RunCoroutine) -> None:
    async def time_out() -> None:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(60)

    async def fail_together() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(60))
            group.create_task(asyncio.to_thread(int, "not a number"))

    async def main() -> int:
        with pytest.raises(TimeoutError):
            await time_out()
        with pytest.raises(ExceptionGroup):
            await fail_together()
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.sleep(0.01, 5)

    assert run_qt(main()) == 5


def test_time_is_monotonic(loop: asyncio.AbstractEventLoop) -> None:
    before = time.monotonic()
    assert before <= loop.time() <= time.monotonic()


# Errors.


def test_errors_of_callbacks_reach_the_handler_and_the_rest_goes_on(run_qt: RunCoroutine) -> None:
    seen: list[str] = []
    errors: list[tuple[str, str]] = []

    def fail(where: str) -> None:
        raise ValueError(where)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(
            lambda _, context: errors.append((context["message"], str(context["exception"])))
        )
        loop.call_soon(fail, "soon")
        loop.call_soon(seen.append, "soon")
        loop.call_later(0.01, fail, "later")
        loop.call_later(0.01, seen.append, "later")
        loop.call_soon_threadsafe(fail, "threadsafe")
        await asyncio.sleep(0.03)
        task = asyncio.create_task(asyncio.to_thread(fail, "task"))
        await asyncio.wait([task])
        del task
        gc.collect()

    run_qt(main())
    assert seen == ["soon", "later"]
    assert [text for _, text in errors] == ["soon", "threadsafe", "later", "task"]
    assert errors[-1][0] == "Task exception was never retrieved"


def test_an_error_without_a_handler_is_logged(
    run_qt: RunCoroutine, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        asyncio.get_running_loop().call_soon(int, "not a number")
        await asyncio.sleep(0.01)

    run_qt(main())
    assert "not a number" in caplog.text


def test_system_exit_leaves_the_loop(loop: asyncio.AbstractEventLoop) -> None:
    loop.call_soon(sys.exit, 3)
    with pytest.raises(SystemExit) as raised:
        loop.run_forever()
    assert raised.value.code == 3
    assert not loop.is_running()


def test_debug_mode_names_the_slow_callback(
    loop: asyncio.AbstractEventLoop, caplog: pytest.LogCaptureFixture
) -> None:
    loop.set_debug(True)
    loop.slow_callback_duration = 0.01
    loop.call_soon(time.sleep, 0.02)
    loop.run_until_complete(asyncio.sleep(0))
    assert "sleep" in caplog.text
    assert "took 0.0" in caplog.text
    with pytest.raises(TypeError):
        loop.call_soon(3)  # type: ignore[arg-type]


# Running and ending.


def test_the_result_and_the_error_of_a_coroutine_come_through(
    loop: asyncio.AbstractEventLoop,
) -> None:
    assert loop.run_until_complete(asyncio.sleep(0, "result")) == "result"
    with pytest.raises(ValueError, match="not a number"):
        loop.run_until_complete(asyncio.to_thread(int, "not a number"))
    loop.run_until_complete(loop.shutdown_default_executor())


def test_the_loop_can_stop_and_go_on(loop: asyncio.AbstractEventLoop) -> None:
    seen: list[int] = []
    loop.call_later(0.03, seen.append, 2)
    loop.call_soon(seen.append, 1)
    loop.stop()
    loop.run_forever()
    assert seen == [1], "stop() before the start: one turn"
    loop.call_later(0.05, loop.stop)
    loop.run_forever()
    assert seen == [1, 2]


def test_stop_lets_the_turn_end(loop: asyncio.AbstractEventLoop) -> None:
    seen: list[int] = []
    loop.call_soon(loop.stop)
    loop.call_soon(seen.append, 1)
    loop.run_forever()
    assert seen == [1]


def test_nothing_runs_while_the_loop_does_not(
    loop: asyncio.AbstractEventLoop, qapp: QApplication
) -> None:
    seen: list[int] = []
    loop.call_soon(seen.append, 1)
    loop.call_later(0, seen.append, 2)
    time.sleep(0.01)
    qapp.processEvents()
    assert seen == []
    loop.run_until_complete(asyncio.sleep(0.01))
    assert sorted(seen) == [1, 2]


def test_only_one_loop_runs_at_a_time(loop: asyncio.AbstractEventLoop) -> None:
    async def main() -> None:
        with pytest.raises(RuntimeError, match="already running"):
            loop.run_forever()
        assert asyncio.get_running_loop() is loop
        assert loop.is_running()

    loop.run_until_complete(main())


def test_a_closed_loop_says_so_and_is_freed(qapp: QApplication) -> None:
    loop = create_event_loop(qapp)
    loop.run_until_complete(asyncio.sleep(0.001))
    loop.call_later(600, int)
    loop.close()
    loop.close()
    assert loop.is_closed()
    for use in (loop.call_soon, loop.call_soon_threadsafe):
        with pytest.raises(RuntimeError, match="closed"):
            use(int)
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_later(1, int)
    reference = weakref.ref(loop)
    del loop, use
    gc.collect()
    assert reference() is None


def test_an_abandoned_async_generator_is_closed(run_qt: RunCoroutine) -> None:
    closed: list[str] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            closed.append("closed")

    async def main() -> None:
        async for _ in numbers():
            break
        await until(lambda: closed)

    run_qt(main())


def test_the_executor_is_of_ordinary_threads_and_ends_with_the_loop(run_qt: RunCoroutine) -> None:
    async def main() -> str:
        loop = asyncio.get_running_loop()
        assert await loop.run_in_executor(None, sum, [1, 2, 3]) == 6
        names = await asyncio.gather(
            *(asyncio.to_thread(lambda: threading.current_thread().name) for _ in range(20))
        )
        return names[0]

    assert run_qt(main()).startswith("asyncio")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("asyncio")]


def test_closing_the_last_window_does_not_end_the_loop(run_qt: RunCoroutine) -> None:
    async def main() -> str:
        window = QWidget()
        window.show()
        await asyncio.sleep(0.01)
        window.close()
        await asyncio.sleep(0.02)
        return "went on"

    assert run_qt(main()) == "went on"


class _Window(QWidget):
    """Closes as the main window does: not before its tasks have ended."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.may_close = False

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.may_close)
        self.asked.set()


def test_a_window_closed_while_it_streams_cancels_awaits_then_closes(qapp: QApplication) -> None:
    steps: list[str] = []

    async def stream() -> None:
        try:
            while True:
                await asyncio.sleep(0.001)
        finally:
            await asyncio.sleep(0.01)
            steps.append("socket closed")

    async def main() -> str:
        window = _Window()
        window.show()
        task = asyncio.create_task(stream())
        QTimer.singleShot(30, window.close)
        await window.asked.wait()
        assert window.isVisible()
        task.cancel()
        await asyncio.wait([task])
        window.may_close = True
        steps.append("window closed" if window.close() else "window stays")
        return "bye"

    assert event_loop.run(qapp, main()) == "bye"
    assert steps == ["socket closed", "window closed"]


class _Emitter(QObject):
    """A QObject as the bridge is."""

    chunk_parsed = Signal(object)


def test_five_thousand_signals_from_a_task(run_qt: RunCoroutine) -> None:
    """PySide6 6.12.0 aborted after some 570 of them."""
    received: list[object] = []

    async def main() -> None:
        emitter = _Emitter()
        emitter.chunk_parsed.connect(received.append)
        for number in range(5000):
            emitter.chunk_parsed.emit(number)
            if number % 100 == 0:
                await asyncio.sleep(0)

    run_qt(main())
    assert received == list(range(5000))


def test_signal_handlers_of_asyncio_run(run_qt: RunCoroutine) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[int] = loop.create_future()
        loop.add_signal_handler(signal.SIGUSR1, arrived.set_result, 1)
        loop.call_later(0.01, signal.raise_signal, signal.SIGUSR1)
        try:
            return await arrived
        finally:
            loop.remove_signal_handler(signal.SIGUSR1)

    assert run_qt(main()) == 1


def test_a_deadline_that_passes_in_a_nested_loop_is_kept(
    qapp: QApplication, run_qt: RunCoroutine
) -> None:
    """Dragging and native dialogs run Qt inside a callback, where nothing of asyncio may run. What
    was due meanwhile comes right after, also where something far off is scheduled first."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        came = loop.create_future()
        loop.call_later(0.01, came.set_result, None)
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            qapp.processEvents()
        assert not came.done()
        far = loop.call_later(60, came.cancel)
        await came  # nothing else wakes the loop up
        far.cancel()

    run_qt(main())
