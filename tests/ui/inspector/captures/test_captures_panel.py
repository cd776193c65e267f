"""The drawer with all captures: by mouse and by keyboard, beside the pages or over them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel
from tests.ui.inspector.captures.entries import entry

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 800)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


@pytest.fixture
def panel(pane: InspectorPane) -> CapturesPanel:
    pane.captures.open_list()
    pane.captures.panel.show_entries([entry(n) for n in range(3)])
    return pane.captures.panel


def button(pane: QWidget, name: str) -> QAbstractButton:
    found = pane.findChild(QAbstractButton, name)
    assert found is not None
    return found


def test_a_button_and_the_title_open_and_close_it(pane: InspectorPane) -> None:
    panel, open_it = pane.captures.panel, button(pane, "capturesButton")
    assert not panel.isVisible()
    open_it.click()
    assert open_it.isChecked()
    assert panel.isVisible()
    assert not pane.pages.isVisible()  # there is no room for both
    open_it.click()
    assert not panel.isVisible()
    assert pane.pages.isVisible()
    QTest.mouseClick(pane._header, Qt.MouseButton.LeftButton, pos=QPoint(30, 24))
    assert panel.isVisible()
    button(pane, "closeCaptures").click()
    assert not panel.isVisible()
    assert not open_it.isChecked()


def test_in_a_wide_pane_it_stands_beside_the_pages(pane: InspectorPane) -> None:
    pane.captures.open_list()
    pane.resize(1200, 800)
    assert pane.captures.panel.isVisible()
    assert pane.pages.isVisible()
    pane.captures.make_room()
    assert pane.captures.is_open
    pane.resize(500, 800)
    assert not pane.pages.isVisible()
    pane.captures.make_room()
    assert not pane.captures.is_open


def test_one_types_to_filter_and_enter_opens_the_first(panel: CapturesPanel, qtbot: QtBot) -> None:
    assert panel.field.hasFocus() or panel.window().focusWidget() is panel.field
    QTest.keyClicks(panel.field, "question 2")
    assert panel.model.rowCount() == 1
    assert panel.view.chosen() == "capture 2"
    with qtbot.waitSignal(panel.opened) as opened:
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert opened.args == ["capture 2"]


def test_the_arrow_keys_go_through_the_list_from_the_field(
    panel: CapturesPanel, qtbot: QtBot
) -> None:
    assert panel.view.chosen() == "capture 0"
    QTest.keyClick(panel.field, Qt.Key.Key_Down)
    assert panel.view.chosen() == "capture 1"
    with qtbot.waitSignal(panel.opened_beside) as opened:
        QTest.keyClick(panel.field, Qt.Key.Key_Return, CONTROL)
    assert opened.args == ["capture 1"]


def test_escape_empties_the_field_then_closes_the_list(
    panel: CapturesPanel, pane: InspectorPane
) -> None:
    QTest.keyClicks(panel.field, "x")
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert panel.field.text() == ""
    assert pane.captures.is_open
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not pane.captures.is_open


def test_a_double_click_opens_and_the_middle_button_opens_beside(
    panel: CapturesPanel, qtbot: QtBot
) -> None:
    view = panel.view
    place = view.visualRect(panel.model.index(1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.opened) as opened:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == ["capture 1"]
    with qtbot.waitSignal(panel.opened_beside):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.MiddleButton, pos=place)


def test_the_menu_says_all_that_can_be_done(panel: CapturesPanel, qtbot: QtBot) -> None:
    signals = {
        "open": panel.opened,
        "beside": panel.opened_beside,
        "turn": panel.turn_requested,
        "save": panel.save_requested,
        "delete": panel.delete_requested,
    }
    actions = panel.view.menu.actions()
    assert [action.objectName() for action in actions] == list(signals)
    for action in actions:
        with qtbot.waitSignal(signals[action.objectName()]) as asked:
            action.trigger()
        assert asked.args == ["capture 0"]


def test_one_without_a_chat_has_no_turn_to_show(panel: CapturesPanel) -> None:
    panel.show_entries([entry(0, conversation_id="", turn_id="")])
    place = panel.view.visualRect(panel.model.index(0)).center()
    panel.view.customContextMenuRequested.emit(place)
    assert not panel.view.menu.actions()[2].isEnabled()
    panel.view.menu.close()


def test_delete_asks_for_the_chosen_one(panel: CapturesPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.delete_requested) as asked:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert asked.args == ["capture 0"]


def test_the_chosen_one_stays_chosen_while_the_list_grows(panel: CapturesPanel) -> None:
    panel.view.choose("capture 1")
    panel.show_entries([entry(9, live=True), *(entry(n) for n in range(3))])
    assert panel.view.chosen() == "capture 1"


def test_an_empty_list_says_what_will_be_in_it(panel: CapturesPanel) -> None:
    panel.show_entries([])
    assert not panel.view.isVisible()
    assert panel._empty.isVisible()
    assert "listed here" in panel._empty.text()


def test_everything_in_it_can_be_painted(panel: CapturesPanel) -> None:
    """Long words, none at all, and a live one, on a narrow list and a wide one."""
    panel.show_entries(
        [
            entry(1, live=True, prompt="A long prompt " * 20),
            entry(2, prompt="", outcome="failed", attempts=4),
            entry(3, outcome=""),
        ]
    )
    panel.model.set_open(frozenset({"capture 1"}))
    for width in (320, 900):
        panel.resize(width, 400)
        assert not panel.grab().isNull()
