"""Signals come at once and in order, frames in turns and only while there is news."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.bridge import FRAME_MS, Bridge

CHUNK = Chunk(number=0, kind="event", start=0, end=1, t_ns=0, raw=b"x")


class Seen:
    """What came, by name, in order."""

    def __init__(self, bridge: Bridge) -> None:
        self.names: list[str] = []
        bridge.record_received.connect(lambda _: self.names.append("record"))
        bridge.chunk_parsed.connect(lambda _: self.names.append("chunk"))
        bridge.frame.connect(lambda: self.names.append("frame"))
        bridge.late_frame.connect(lambda: self.names.append("late"))
        bridge.exchange_ended.connect(lambda _: self.names.append("end"))


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made._timer.stop()


def test_a_chunk_comes_at_once_and_both_frames_later(bridge: Bridge, qtbot: QtBot) -> None:
    seen = Seen(bridge)
    bridge.record(BytesReceived(t_ns=0, data=b"x"))
    bridge.chunk(CHUNK)
    assert seen.names == ["record", "chunk"]
    qtbot.waitUntil(lambda: len(seen.names) > 3)
    QTest.qWait(4 * FRAME_MS)
    assert sorted(seen.names[2:]) == ["frame", "late"]


def test_frames_take_turns(bridge: Bridge) -> None:
    """Never two of one kind in a row while chunks come: no pane waits for the other."""
    seen = Seen(bridge)
    frames: list[str] = []
    while len(frames) < 8:
        bridge.chunk(CHUNK)
        QTest.qWait(2)
        frames = [name for name in seen.names if name != "chunk"]
    assert all(one != other for one, other in itertools.pairwise(frames))


@pytest.mark.parametrize(("chunks_each", "ms"), [(1, FRAME_MS), (20, FRAME_MS // 2)])
def test_chunks_that_come_singly_are_shown_half_as_often_as_a_flood(
    bridge: Bridge, qtbot: QtBot, chunks_each: int, ms: int
) -> None:
    """The chat and the inspector each have every other of these times."""
    for _ in range(3):
        seen = Seen(bridge)
        for _ in range(chunks_each):
            bridge.chunk(CHUNK)
        qtbot.waitUntil(lambda: "frame" in seen.names)  # noqa: B023 - waited for here
        assert bridge._timer.interval() == ms


def test_after_a_rest_the_first_chunk_is_shown_soon(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.chunk(CHUNK)
    qtbot.waitUntil(lambda: not bridge._timer.isActive())
    bridge.chunk(CHUNK)
    assert bridge._timer.interval() == FRAME_MS // 2


def test_what_is_pending_is_shown_before_the_end(bridge: Bridge) -> None:
    seen = Seen(bridge)
    bridge.chunk(CHUNK)
    bridge.end(Turn(role="model"))
    assert seen.names == ["chunk", "frame", "late", "end"]
    bridge.flush()
    QTest.qWait(3 * FRAME_MS)
    assert len(seen.names) == 4


def test_the_timer_rests_without_news(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.chunk(CHUNK)
    qtbot.waitUntil(lambda: not bridge._timer.isActive())
    seen = Seen(bridge)
    bridge.chunk(CHUNK)
    qtbot.waitUntil(lambda: "late" in seen.names and "frame" in seen.names)


def test_five_thousand_signals(bridge: Bridge) -> None:
    """A Qt binding that drops a reference at each one aborts after about 570."""
    seen = Seen(bridge)
    for _ in range(5000):
        bridge.chunk(CHUNK)
    bridge.flush()
    assert seen.names.count("chunk") == 5000
