"""Searching a body in short turns: each hit once, forwards and backwards, around the end."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector.raw.byte_content import Held
from gemini_desktop.ui.inspector.raw.byte_finder import ByteFinder
from gemini_desktop.ui.inspector.raw.needle import Needle

_SETTINGS = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _find(
    qtbot: QtBot, raw: bytes, pattern: bytes, at: int, *, base: int = 0, backwards: bool = False
) -> tuple[int, int] | None:
    finder = ByteFinder()
    said: list[tuple[int, int] | None] = []
    finder.found.connect(lambda start, end: said.append((start, end)))
    finder.missed.connect(lambda: said.append(None))
    held = Held(raw, base)
    finder.start(held, Needle((pattern,)), (base, base + len(raw)), at, backwards=backwards)
    qtbot.waitUntil(lambda: bool(said))
    assert not finder.searching
    assert len(said) == 1
    return said[0]


@_SETTINGS
@given(st.binary(max_size=300).map(lambda raw: raw.translate(b"ab" * 128)), st.integers(0, 320))
def test_the_next_and_the_one_before(qtbot: QtBot, raw: bytes, at: int) -> None:
    places = [match.start() for match in re.finditer(b"(?=abb)", raw)]
    at = min(at, len(raw))
    after = [place for place in places if place >= at] + places
    before = [place for place in places if place < at][::-1] + places[::-1]
    forwards = _find(qtbot, raw, b"abb", at)
    backwards = _find(qtbot, raw, b"abb", at, backwards=True)
    assert forwards == ((after[0], after[0] + 3) if after else None)
    assert backwards == ((before[0], before[0] + 3) if before else None)


def test_a_hit_across_two_windows(qtbot: QtBot) -> None:
    size = 256 * 1024
    for place in (size - 3, size, 2 * size - 1):
        raw = bytearray(4 * size)
        raw[place : place + 6] = b"needle"
        for backwards in (False, True):
            found = _find(qtbot, bytes(raw), b"needle", 7, base=7, backwards=backwards)
            assert found == (place + 7, place + 13)


def test_a_long_search_leaves_the_window_its_turns(qtbot: QtBot) -> None:
    finder = ByteFinder()
    missed: list[bool] = []
    finder.missed.connect(lambda: missed.append(True))
    raw = b"ab" * 20_000_000
    finder.start(Held(raw, 0), Needle((b"abc", b"abd")), (0, len(raw)), 0)
    assert finder.searching
    assert not missed
    finder.stop()
    qtbot.wait(20)
    assert not missed
