"""Words found in all captures: shown with their marks, opened by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gemini_desktop.session.searching import Hit
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel
from gemini_desktop.ui.inspector.captures.hits_model import HitsModel
from gemini_desktop.ui.inspector.captures.modes import LIST, WORDS
from tests.ui.inspector.captures.entries import entry

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTRIES = {each.id: each for each in (entry(1), entry(2))}


def hit(number: int, snippet: str = "before the word after it", event: int = 6) -> Hit:
    at = snippet.find("word")
    return Hit(
        capture_id=f"capture {number}",
        kind="answer" if event >= 0 else "prompt",
        event=event,
        snippet=snippet,
        marks=((at, at + 4),) if at >= 0 else (),
    )


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[CapturesPanel]:
    pane = InspectorPane()
    qtbot.addWidget(pane)
    pane.resize(500, 800)
    pane.show()
    pane.captures.open_list()
    pane.captures.panel.show_entries(list(ENTRIES.values()))
    pane.captures.panel.set_mode(WORDS)
    yield pane.captures.panel
    pane.stop()
    pane.close()


def test_qt_finds_no_fault_with_it(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    del qtbot
    model = HitsModel()
    model.set_hits([hit(1), hit(2), hit(1, event=-1)], ENTRIES)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_hits_in_captures_that_are_not_listed_are_left_out() -> None:
    model = HitsModel()
    model.set_hits([hit(1), hit(7), hit(2)], ENTRIES)
    assert model.rowCount() == 2
    spoken = str(model.data(model.index(0), int(Qt.ItemDataRole.AccessibleTextRole)))
    for word in ("before the word after it", "Answer, event 7", "Question 1"):
        assert word in spoken
    model.set_hits([hit(1, event=-1)], ENTRIES)
    spoken = str(model.data(model.index(0), int(Qt.ItemDataRole.AccessibleTextRole)))
    assert "Prompt · Question 1" in spoken


def test_words_are_asked_for_when_one_stops_typing(panel: CapturesPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.searched) as asked:
        QTest.keyClicks(panel.field, "some words")
    assert asked.args == ["some words"]
    assert panel.model.rowCount() == 2  # the list is not filtered by them


def test_each_mode_has_its_own_words(panel: CapturesPanel) -> None:
    panel.field.setText("found")
    panel.set_mode(LIST)
    assert panel.field.text() == ""
    assert panel.view.isVisible()
    assert not panel.hits_view.isVisible()
    panel.field.setText("question 2")
    assert panel.model.rowCount() == 1
    panel.set_mode(WORDS)
    assert panel.field.text() == "found"
    assert panel.hits_view.isVisible()
    panel.set_mode(LIST)
    assert panel.field.text() == "question 2"


def test_enter_opens_the_chosen_hit(panel: CapturesPanel, qtbot: QtBot) -> None:
    panel.show_hits([hit(1), hit(2)], 0, 300)
    QTest.keyClick(panel.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.hit_opened) as opened:
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert opened.args == [hit(2)]
    with qtbot.waitSignal(panel.hit_opened_beside):
        QTest.keyClick(panel.hits_view, Qt.Key.Key_Return, CONTROL)
    place = panel.hits_view.visualRect(panel.hits.index(0)).center()
    QTest.mouseClick(panel.hits_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.hit_opened) as opened:
        QTest.mouseDClick(panel.hits_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [hit(1)]
    with qtbot.waitSignal(panel.hit_opened_beside):
        QTest.mouseClick(panel.hits_view.viewport(), Qt.MouseButton.MiddleButton, pos=place)


def test_how_much_was_found_and_what_is_missing_is_said(panel: CapturesPanel) -> None:
    panel.show_hits([], 0, 300)
    assert panel._count.text() == ""
    panel.field.setText("word")
    panel.show_hits([], 0, 300)
    assert panel._count.text() == "nothing found"
    panel.show_hits([hit(1), hit(2)], 12, 300)
    assert panel._count.text() == "2 · 12 not indexed yet"
    panel.show_left(0)
    assert panel._count.text() == "2"
    panel.show_hits([hit(1), hit(2)], 0, 2)
    assert panel._count.text() == "the newest 2"


def test_everything_in_it_can_be_painted(panel: CapturesPanel) -> None:
    long = hit(2, "word " * 60)
    panel.show_hits([hit(1), long, hit(1, "夕日 word 日本語", event=-1), hit(2, "")], 0, 300)
    for width in (300, 900):
        panel.resize(width, 400)
        assert not panel.grab().isNull()
