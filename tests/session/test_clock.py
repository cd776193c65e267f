"""A clock that jumps: the order of lists and of ids is that of what happened."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale

from gemini_desktop.session.clock import Clock
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.captures import Captures
from gemini_desktop.ui.inspector.captures import capture_words
from gemini_desktop.ui.library import words
from tests.session.test_workspace import ask, new_session
from tests.support import RunCoroutine

HOUR_NS = 3600 * 1_000_000_000
YEAR_NS = 365 * 24 * HOUR_NS


class Hands:
    """A clock that somebody sets."""

    def __init__(self, at_ns: int) -> None:
        self.at_ns = at_ns

    def __call__(self) -> int:
        return self.at_ns


def test_an_hour_back_changes_no_order() -> None:
    hands = Hands(1_000 * HOUR_NS)
    clock = Clock(hands)
    first = clock.now_ns()
    assert clock.now_ns() == first + 1
    hands.at_ns -= HOUR_NS
    assert clock.now_ns() == first + 2
    hands.at_ns += 2 * HOUR_NS
    assert clock.now_ns() == hands.at_ns


def test_a_wrong_year_is_left_behind() -> None:
    hands = Hands(1_000 * HOUR_NS)
    clock = Clock(hands)
    clock.seen(1_000 * HOUR_NS + YEAR_NS)
    assert clock.now_ns() == hands.at_ns
    hands.at_ns = 0  # 1970
    assert clock.now_ns() == 0
    assert clock.now_ns() == 1


def test_the_list_stands_in_the_order_of_what_happened(home: Path, run_async: RunCoroutine) -> None:
    """Between two runs the clock is put back by an hour."""

    async def first() -> None:
        session = new_session(home)
        session.clock.seen(time.time_ns() + HOUR_NS)
        await session.start()
        await ask(session, "Before")
        await session.close()

    async def second() -> None:
        session = new_session(home)
        await session.start()
        await titles(session)
        after = await ask(session, "After")
        assert await titles(session) == ["After", "Before"]
        await ask(session, "More", after)
        assert await titles(session) == ["After", "Before"]
        await session.close()

    run_async(first())
    run_async(second())


async def titles(session: Session) -> list[str]:
    return [chat.title for chat in await session.chats.listed()]


def test_ids_go_on_after_the_newest_one(tmp_path: Path) -> None:
    """Made by a clock that was ahead; what is rebuilt from tapes comes in the order of their ids."""
    captures = Captures(tmp_path)
    ahead = tmp_path / "captures" / "20991231T235959.000001Z-abcdef"
    ahead.mkdir(parents=True)
    assert captures.ids() == [ahead.name]
    assert captures.new_folder().name > ahead.name


def test_no_time_is_told_as_if_it_were_another(home: Path) -> None:
    """What is stamped ahead of now reads as now in the list, and by its date among the captures."""
    del home
    now = time.time_ns()
    assert words.relative_time(now + HOUR_NS, now) == "now"
    assert words.relative_time(now + YEAR_NS, now) == "now"
    told = capture_words.time_text(now + YEAR_NS, now)
    day = QDateTime.fromMSecsSinceEpoch((now + YEAR_NS) // 1_000_000).date()
    assert told == QLocale().toString(day, QLocale.FormatType.ShortFormat)
