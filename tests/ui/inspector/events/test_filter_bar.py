"""The filter over the event table, as a person uses it."""

from __future__ import annotations

from html import unescape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.controls import Chip, IconButton
from gemini_desktop.ui.inspector.events.filter_help import examples
from gemini_desktop.ui.inspector.events.query import Query, parse
from gemini_desktop.ui.inspector.events.tags import Tag
from gemini_desktop.ui.inspector.pane import InspectorPane
from tests.ui.inspector.sources import MemorySource, event, from_body, text_events

BODY = (
    text_events(150)
    + b": ping\n\n"
    + b"data: {broken\n\n"
    + event({"text": "sun"}, finishReason="STOP")
    + b'data: {"error":{"code":500,"message":"no"}}\n\n'
)


@pytest.fixture
def pane(qtbot: QtBot) -> InspectorPane:
    return _pane(qtbot, from_body(BODY))


def _pane(qtbot: QtBot, source: MemorySource) -> InspectorPane:
    pane = InspectorPane()
    qtbot.addWidget(pane)
    pane.resize(700, 900)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)
    return pane


def _chip(pane: InspectorPane, tag: Tag) -> Chip:
    chip = pane.findChild(Chip, f"tag{tag.name}")
    assert isinstance(chip, Chip)
    return chip


def _press(pane: InspectorPane, tag: Tag) -> None:
    QTest.mouseClick(_chip(pane, tag), Qt.MouseButton.LeftButton)


def _shown(pane: InspectorPane) -> list[int]:
    return [pane.model.event_at(row) for row in range(pane.model.rowCount())]


def _problem(pane: InspectorPane) -> QLabel:
    label = pane.findChild(QLabel, "filterProblem")
    assert isinstance(label, QLabel)
    return label


def _star(pane: InspectorPane) -> IconButton:
    button = pane.findChild(IconButton, "saveFilter")
    assert isinstance(button, IconButton)
    return button


def test_chips_tell_how_many_there_are(pane: InspectorPane) -> None:
    texts = {tag: _chip(pane, tag).text() for tag in Tag if _chip(pane, tag).isVisible()}
    assert texts[Tag.RAW] == "RAW 154"
    assert texts[Tag.CHUNK] == "CHUNK 150"
    assert texts[Tag.ERROR] == "ERROR 1"
    assert texts[Tag.JSON_ERROR] == "JSON_ERROR 1"
    assert texts[Tag.COMMENT] == "Comments 1"
    assert Tag.UNKNOWN not in texts


def test_chips_filter_together_with_the_text(qtbot: QtBot, pane: InspectorPane) -> None:
    _press(pane, Tag.ERROR)
    assert _shown(pane) == [153]
    assert not _chip(pane, Tag.RAW).isChecked()
    _press(pane, Tag.JSON_ERROR)
    assert _shown(pane) == [151, 153]
    pane.filter.setText("broken")
    assert _shown(pane) == [151]
    _press(pane, Tag.RAW)
    assert _shown(pane) == [151]
    assert _chip(pane, Tag.RAW).isChecked()
    assert not _chip(pane, Tag.ERROR).isChecked()
    pane.filter.clear()
    assert len(_shown(pane)) == 154


def test_notes_lead_to_their_events(pane: InspectorPane) -> None:
    assert _chip(pane, Tag.NOTE).isVisible()
    _press(pane, Tag.NOTE)
    assert 151 in _shown(pane)


def test_an_event_that_is_asked_for_lifts_the_quick_filters(pane: InspectorPane) -> None:
    _press(pane, Tag.ERROR)
    pane.select_event(3)
    assert len(_shown(pane)) == 154
    assert pane.table.chosen_event() == 3
    assert _chip(pane, Tag.RAW).isChecked()


def test_what_cannot_be_read_is_told_with_its_place(pane: InspectorPane) -> None:
    assert not _problem(pane).isVisible()
    pane.filter.setText("sun type:nope")
    assert _problem(pane).isVisible()
    assert _problem(pane).text().startswith("At character 10: There is no type “nope”.")
    assert len(_shown(pane)) == 154
    pane.filter.setText("sun type:text")
    assert not _problem(pane).isVisible()
    assert _shown(pane) == [152]


def test_up_and_down_go_through_used_filters(pane: InspectorPane) -> None:
    field = pane.filter
    for text in ("sun", "type:thought", "sun"):
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    field.setText("pie")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "sun"
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "type:thought"
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "pie"


def test_escape_empties_and_remembers(pane: InspectorPane) -> None:
    pane.filter.setText("sun")
    QTest.keyClick(pane.filter, Qt.Key.Key_Escape)
    assert pane.filter.text() == ""
    assert pane.pages.events.bar.memory.recent == ["sun"]


def test_the_star_keeps_a_filter(pane: InspectorPane) -> None:
    bar = pane.pages.events.bar
    assert not _star(pane).isEnabled()
    pane.filter.setText("bytes>10k")
    assert _star(pane).icon_name == "star"
    _star(pane).click()
    assert _star(pane).icon_name == "star-filled"
    assert bar.memory.saved == ["bytes>10k"]
    pane.filter.clear()
    bar.fill_menu()
    entry = next(action for action in bar.menu.actions() if action.text() == "bytes>10k")
    entry.trigger()
    assert pane.filter.text() == "bytes>10k"
    _star(pane).click()
    assert bar.memory.saved == []


def test_each_example_of_the_menu_is_a_filter(pane: InspectorPane) -> None:
    bar = pane.pages.events.bar
    bar.fill_menu()
    entries = [action for action in bar.menu.actions() if action.data()]
    assert [action.data() for action in entries] == [text for text, _ in examples()]
    for action in entries:
        assert not parse(action.data()).empty
    entries[3].trigger()
    assert pane.filter.text() == "type:image,audio"
    assert pane.filter.hasFocus()


def test_the_tooltip_names_them_all(pane: InspectorPane) -> None:
    for text, _ in examples():
        assert text in unescape(pane.filter.toolTip())


def test_filter_and_columns_come_back(qtbot: QtBot, pane: InspectorPane) -> None:
    pane.filter.setText("type:text,error")
    _press(pane, Tag.ERROR)
    other = _pane(qtbot, from_body(BODY))
    other.pages.events.restore(pane.pages.events.state())
    assert other.filter.text() == "type:text,error"
    assert _shown(other) == _shown(pane) == [153]
    assert other.pages.events.state() == pane.pages.events.state()


@pytest.mark.parametrize("tags", ["x", "-1", "99999999999999999999", "²"])
def test_damaged_tags_are_passed_over(pane: InspectorPane, tags: str) -> None:
    pane.pages.events.restore({"event_tags": tags})
    assert pane.model.query == Query() or pane.model.query != parse("sun")


def test_narrow_chips_go_on_in_another_row(qtbot: QtBot, pane: InspectorPane) -> None:
    chips = pane.pages.events.bar.chips
    one_row = chips.height()
    pane.resize(330, 900)
    qtbot.waitUntil(lambda: chips.height() > one_row)
    for tag in Tag:
        chip = _chip(pane, tag)
        assert not chip.isVisible() or chip.geometry().right() <= chips.width()
