"""The list of captures as a model, and the words it shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector.captures import capture_words
from gemini_desktop.ui.inspector.captures.captures_model import CapturesModel
from tests.support import writing_numbers_as
from tests.ui.inspector.captures.entries import entry

HOUR_NS = 3_600_000_000_000


@pytest.fixture(autouse=True)
def _english(qapp: object) -> Iterator[None]:
    del qapp
    with writing_numbers_as("en_US"):
        yield


def prompts(model: CapturesModel) -> list[str]:
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def test_qt_finds_no_fault_with_it(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    del qtbot
    model = CapturesModel()
    model.set_entries([entry(n) for n in range(20)])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_filter("1")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_the_filter_wants_every_word_in_whatever_field() -> None:
    model = CapturesModel()
    model.set_entries(
        [
            entry(1, prompt="A red fox"),
            entry(2, prompt="A red ball", model="gemini-pro"),
            entry(3, prompt="Blue", outcome="failed", profile="Work"),
        ]
    )
    for words, found in (
        ("RED", ["A red fox", "A red ball"]),
        ("red pro", ["A red ball"]),
        ("failed", ["Blue"]),
        ("work", ["Blue"]),
        ("generate", ["A red fox", "A red ball", "Blue"]),
        ("red failed", []),
        ("", ["A red fox", "A red ball", "Blue"]),
    ):
        model.set_filter(words)
        assert prompts(model) == found, words
        assert model.filtered == bool(words)


def test_new_entries_are_filtered_too() -> None:
    model = CapturesModel()
    model.set_filter("2")
    model.set_entries([entry(1), entry(2)])
    assert prompts(model) == ["Question 2"]
    assert len(model) == 2
    assert model.row_of("capture 2") == 0
    assert model.row_of("capture 1") == -1


def test_the_same_entries_again_change_nothing(qtbot: QtBot) -> None:
    model = CapturesModel()
    model.set_entries([entry(1)])
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_entries([entry(1)])
    with qtbot.waitSignal(model.modelReset):
        model.set_entries([entry(1, bytes=4096)])


def test_ten_thousand_are_shown_and_filtered_without_a_thought_for_their_text() -> None:
    model = CapturesModel()
    model.set_entries([entry(n) for n in range(10_000)])
    assert model.rowCount() == 10_000
    model.set_filter("question 9999")
    assert prompts(model) == ["Question 9999"]


def test_screen_readers_hear_what_the_row_shows() -> None:
    model = CapturesModel()
    model.set_entries([entry(1, attempts=3, outcome="failed"), entry(2, live=True)])
    model.set_open(frozenset({"capture 1"}))
    spoken = str(model.data(model.index(0), int(Qt.ItemDataRole.AccessibleTextRole)))
    for word in ("Question 1", "Failed", "gemini-x", "Home", "1.24 s", "3 attempts", "open"):
        assert word in spoken
    live = str(model.data(model.index(1), int(Qt.ItemDataRole.AccessibleTextRole)))
    assert "Live" in live
    assert "open" not in live
    tip = str(model.data(model.index(0), int(Qt.ItemDataRole.ToolTipRole)))
    assert "capture 1" in tip
    assert "generate-content" in tip


def test_a_prompt_that_looks_like_markup_is_shown_as_it_is() -> None:
    model = CapturesModel()
    model.set_entries([entry(1, prompt="<img src='file:///x'>")])
    assert "&lt;img" in str(model.data(model.index(0), int(Qt.ItemDataRole.ToolTipRole)))


@pytest.mark.parametrize(
    ("t_ns", "words"),
    [
        (840_000_000, "840 ms"),
        (1_240_000_000, "1.24 s"),
        (59_940_000_000, "59.9 s"),
        (125_000_000_000, "2 min 5 s"),
    ],
)
def test_durations(t_ns: int, words: str) -> None:
    assert capture_words.duration_text(t_ns) == words


def test_times_are_of_today_of_this_week_or_have_a_date() -> None:
    now = 1_700_000_000_000_000_000
    assert capture_words.time_text(now, now).count(":") == 2
    assert len(capture_words.time_text(now - 30 * HOUR_NS, now).split()) == 2
    assert "23" in capture_words.time_text(now - 400 * HOUR_NS, now)
    assert capture_words.time_text(0, now) == ""


def test_what_is_not_known_is_left_out_or_said() -> None:
    bare = entry(1, prompt="", model="", outcome="", duration_ns=0, bytes=0, ended=False)
    assert capture_words.title(bare) == "No prompt"
    assert capture_words.outcome(bare) == ("Not read yet", "neutral")
    assert capture_words.figures(bare) == ""
    assert capture_words.details(bare) == "Home"
