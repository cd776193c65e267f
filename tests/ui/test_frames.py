"""What a frame took: a real window, painted, with known work and known delays."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived, Ended
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.frames import Frame, FrameClock
from tests.support import PATIENCE_S

MS = 1_000_000


class Slow(QWidget):
    """Takes so long to paint."""

    paint_s = 0.0
    painted = 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.painted += 1
        time.sleep(self.paint_s)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Slow]:
    widget = Slow()
    qtbot.addWidget(widget)
    widget.resize(80, 80)
    with qtbot.waitExposed(widget):
        widget.show()
    QTest.qWait(30)
    yield widget
    widget.close()


@pytest.fixture
def clock(window: Slow) -> FrameClock:
    made = FrameClock(window)
    made.watch(window)
    return made


def told(clock: FrameClock) -> list[Frame]:
    frames: list[Frame] = []
    clock.painted.connect(frames.append)
    return frames


def paint(window: Slow) -> None:
    before = window.painted
    window.update()
    end = time.monotonic() + PATIENCE_S
    while window.painted == before and time.monotonic() < end:
        QTest.qWait(5)
    assert window.painted > before


def test_a_frame_is_its_work_and_its_painting(window: Slow, clock: FrameClock) -> None:
    frames = told(clock)
    now = time.monotonic_ns()
    window.paint_s = 0.02
    clock.read(5 * MS, now - 10 * MS)  # came 5 ms ago, of an exchange that began 10 ms ago
    told_after_ns = time.monotonic_ns() - now
    clock.worked(now - 3 * MS, now)
    paint(window)
    (frame,) = frames
    assert frame.work_ns == 3 * MS
    assert frame.paint_ns >= 20 * MS
    assert 5 * MS <= frame.read_ns <= 5 * MS + told_after_ns
    assert frame.busy_ns == frame.read_ns + frame.work_ns + frame.paint_ns
    assert frame.t_ns >= 30 * MS
    assert frame.late_ns == frame.t_ns - 5 * MS


def test_the_oldest_of_the_bytes_counts(window: Slow, clock: FrameClock) -> None:
    frames = told(clock)
    began = time.monotonic_ns() - 10 * MS
    for t_ns in (1 * MS, 2 * MS, 3 * MS):
        clock.read(t_ns, began)
    clock.worked(began, began + MS)
    clock.worked(began, began + MS)  # both panes
    paint(window)
    (frame,) = frames
    assert frame.late_ns == frame.t_ns - 1 * MS
    assert frame.work_ns == 2 * MS


def test_what_is_painted_for_other_reasons_is_no_frame(window: Slow, clock: FrameClock) -> None:
    frames = told(clock)
    paint(window)
    clock.worked(0, MS)  # of an exchange that nobody told of
    paint(window)
    assert frames == []


def test_a_frame_without_new_bytes_is_not_late(window: Slow, clock: FrameClock) -> None:
    frames = told(clock)
    clock.read(0, time.monotonic_ns())
    for _ in range(2):
        now = time.monotonic_ns()
        clock.worked(now - MS, now)
        paint(window)
    assert frames[0].late_ns > 0
    assert frames[1].late_ns == 0


def test_work_that_was_never_painted_is_forgotten(window: Slow, clock: FrameClock) -> None:
    frames = told(clock)
    now = time.monotonic_ns()
    clock.read(0, now)
    clock.worked(now - 900 * MS, now - 800 * MS)  # while it was hidden
    clock.worked(now - MS, now)
    paint(window)
    assert frames[0].work_ns == MS


def test_another_exchange_has_times_of_its_own(window: Slow, clock: FrameClock) -> None:
    frames = told(clock)
    now = time.monotonic_ns()
    clock.read(900_000 * MS, now - 1_000_000 * MS)
    clock.read(1 * MS, now - 2 * MS)
    clock.worked(now, now)
    paint(window)
    assert frames[0].t_ns < 900_000 * MS


def test_other_events_go_their_way(window: Slow, clock: FrameClock) -> None:
    now = time.monotonic_ns()
    clock.read(0, now)
    clock.worked(now, now)
    assert not clock.eventFilter(window, QEvent(QEvent.Type.LayoutRequest))
    window.resize(90, 90)
    QApplication.processEvents()
    assert window.width() == 90


def test_the_bridge_tells_of_reads_and_of_work(window: Slow, qtbot: QtBot) -> None:
    """Both panes work 5 ms; the window is painted after them."""
    bridge = Bridge()
    bridge.frames.watch(window)
    frames = told(bridge.frames)

    def work() -> None:
        time.sleep(0.005)
        window.update()

    bridge.frame.connect(work)
    bridge.late_frame.connect(work)
    began = time.monotonic_ns()
    bridge.record(BytesReceived(t_ns=2 * MS, data=b"x"), began)
    bridge.record(Ended(t_ns=3 * MS, how="complete"), began)
    qtbot.waitUntil(lambda: sum(frame.work_ns for frame in frames) >= 10 * MS)
    bridge._timer.stop()
    assert 1 <= len(frames) <= 2
    assert frames[0].late_ns == frames[0].t_ns - 2 * MS
