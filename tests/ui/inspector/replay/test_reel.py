"""The reel plays by the clock, in slices, and tells what is only on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.answer import read
from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.replay.player import Played, Player
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.replay.pace import AT_ONCE
from gemini_desktop.ui.inspector.replay.reel import Reel
from tests.ui.inspector.sources import MemorySource, capture, from_body, text_events


class Screen:
    """What the panes would show."""

    def __init__(self, reel: Reel) -> None:
        self.reel = reel
        self.restarts = 0
        self.records: list[Record] = []
        self.chunks: list[Chunk] = []
        self.turns: list[Turn] = []
        self.counts: list[int] = []
        """How many events were shown, after each time that something changed."""
        reel.restarted.connect(self._restarted)
        reel.fed.connect(self._fed)
        reel.finished.connect(self.turns.append)
        reel.moved.connect(lambda: self.counts.append(len(self.chunks)))

    def _restarted(self) -> None:
        self.restarts += 1
        self.records, self.chunks = [], []

    def _fed(self, parts: list[Played]) -> None:
        for played in parts:
            self.records += [played.record] if played.record is not None else []
            self.chunks += played.chunks


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[Screen]:
    reel = Reel()
    yield Screen(reel)
    reel.stop()


def rest(qtbot: QtBot, screen: Screen) -> None:
    qtbot.waitUntil(lambda: screen.reel.loaded and not screen.reel.busy)


def whole(source: MemorySource) -> list[Chunk]:
    return source.decoded()[0]


def seek(now_ns: int) -> Callable[[Player], None]:
    return lambda player: player.seek(now_ns)


def test_it_plays_to_the_end_as_fast_as_it_can(qtbot: QtBot, screen: Screen) -> None:
    source = capture("02_dev_thoughts_text.sse")
    screen.reel.set_speed(AT_ONCE)
    screen.reel.load(source)
    screen.reel.play()
    qtbot.waitUntil(lambda: bool(screen.turns))
    assert screen.chunks == whole(source)
    assert screen.turns == [read(source.records())]
    assert screen.restarts == 1
    assert not screen.reel.playing


def test_it_keeps_to_the_clock(qtbot: QtBot, screen: Screen) -> None:
    """A capture of some 10 s, at a tenth of its pace: after a moment a part has come."""
    source = from_body(text_events(2000), read_bytes=400)
    screen.reel.set_speed(0.1)
    screen.reel.load(source)
    screen.reel.play()
    qtbot.waitUntil(lambda: len(screen.chunks) > 2)
    assert screen.reel.playing
    assert not screen.turns
    screen.reel.pause()
    count, now_ns = len(screen.chunks), screen.reel.now_ns
    qtbot.wait(60)
    assert len(screen.chunks) == count
    assert screen.reel.now_ns == now_ns
    assert screen.chunks == whole(source)[:count]
    screen.reel.set_speed(AT_ONCE)
    screen.reel.play()
    qtbot.waitUntil(lambda: bool(screen.turns))
    assert screen.restarts == 1  # it went on from where it was
    screen.reel.play()
    qtbot.waitUntil(lambda: len(screen.turns) == 2)
    assert screen.restarts == 2  # at the end it begins anew


def test_what_is_only_on_the_way_back_can_be_told(qtbot: QtBot, screen: Screen) -> None:
    """It is busy until what is shown is what was asked for."""
    source = from_body(text_events(9000), read_bytes=700)
    screen.reel.load(source)
    screen.reel.ask(Player.to_end)
    rest(qtbot, screen)
    assert len(screen.chunks) == 9000
    settled: list[int] = []
    screen.reel.moved.connect(
        lambda: settled.append(len(screen.chunks)) if not screen.reel.busy else None
    )
    restarts = screen.restarts
    screen.reel.ask(lambda player: player.step("read", back=True))
    assert screen.reel.busy
    rest(qtbot, screen)
    assert len(settled) == 1
    assert screen.chunks == whole(source)[: settled[0]]
    assert screen.restarts == restarts + 1


def test_the_last_of_many_seeks_counts(qtbot: QtBot, screen: Screen) -> None:
    """As a slider that is dragged asks for them, faster than they can be done."""
    source = from_body(text_events(4000), read_bytes=400)
    screen.reel.load(source)
    rest(qtbot, screen)
    for tenth in (9, 2, 7, 1, 8, 3, 5):
        screen.reel.ask(seek(tenth * 3_000_000_000))
    rest(qtbot, screen)
    expected = [c for c in whole(source) if c.t_ns <= 15_000_000_000]
    assert screen.chunks == expected


def test_what_is_asked_while_it_reads_is_done_afterwards(qtbot: QtBot, screen: Screen) -> None:
    source = from_body(text_events(6000), read_bytes=300)
    screen.reel.load(source)
    assert not screen.reel.loaded
    screen.reel.ask(seek(1_000_000_000))
    screen.reel.ask(lambda player: player.step("event"))
    qtbot.waitUntil(lambda: screen.reel.loaded)
    rest(qtbot, screen)
    at_once = [c for c in whole(source) if c.t_ns <= 1_000_000_000]
    assert len(screen.chunks) == len(at_once) + 1


def test_back_to_the_start_shows_nothing(qtbot: QtBot, screen: Screen) -> None:
    screen.reel.load(capture("01_dev_plain_text.sse"))
    screen.reel.ask(Player.to_start)
    rest(qtbot, screen)
    assert (screen.restarts, screen.records, screen.chunks) == (1, [], [])


def test_stopping_amid_everything_is_quiet(qtbot: QtBot, screen: Screen) -> None:
    screen.reel.load(from_body(text_events(6000), read_bytes=300))
    screen.reel.play()
    screen.reel.stop()
    qtbot.wait(40)
    assert screen.chunks == []
    assert not screen.reel.playing
    screen.reel.ask(Player.to_end)
    assert screen.reel.now_ns == 0


def test_pausing_at_full_speed_stays_where_it_is(qtbot: QtBot, screen: Screen) -> None:
    source = from_body(text_events(12_000), read_bytes=300)
    screen.reel.set_speed(AT_ONCE)
    screen.reel.load(source)
    screen.reel.play()
    qtbot.waitUntil(lambda: bool(screen.chunks))
    screen.reel.pause()
    count = len(screen.chunks)
    rest(qtbot, screen)
    assert 0 < len(screen.chunks) < 12_000
    assert len(screen.chunks) == count
    screen.reel.set_speed(1.0)
    assert screen.reel.now_ns == screen.chunks[-1].t_ns
