"""Copying and saving is offered wherever one looks at events, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from gemini_desktop.core.export.forms import FORMS
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.busy_strip import BusyStrip
from gemini_desktop.ui.inspector.copies.ask import Ask
from tests.ui.inspector.sources import MemorySource, capture, from_body, text_events

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def show(qtbot: QtBot, pane: InspectorPane, source: MemorySource) -> None:
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)


def choose(pane: InspectorPane, *events: int) -> None:
    pane.select_event(events[0])
    flags = QItemSelectionModel.SelectionFlag
    for event in events[1:]:
        index = pane.model.index(pane.model.row_of(event), 0)
        pane.table.selectionModel().select(index, flags.Select | flags.Rows)


def asks(pane: InspectorPane) -> list[Ask]:
    found: list[Ask] = []
    pane.copies.asked.connect(found.append)
    return found


def entries(menu: QMenu) -> dict[str, bool]:
    return {a.text(): a.isEnabled() for a in menu.actions() if not a.isSeparator()}


def press(menu: QMenu, words: str) -> None:
    next(a for a in menu.actions() if a.text().split("\t")[0] == words).trigger()
    menu.close()


def open_menu() -> QMenu:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    (menu,) = found
    return menu


def test_the_save_button_offers_every_form(qtbot: QtBot, pane: InspectorPane) -> None:
    button = pane.findChild(QAbstractButton, "saveCapture")
    assert button is not None
    assert not button.isEnabled()
    pane.begin(capture("01_dev_plain_text.sse"))
    found = asks(pane)
    menu = pane.copies.show_capture_menu()
    offered = entries(menu)
    menu.close()
    for words in offered:
        button.click()
        press(open_menu(), words)
    forms = {(ask.deed, ask.form) for ask in found}
    assert {("save", form) for form in FORMS} < forms
    assert ("copy", "json") in forms
    assert all(ask.picked is None for ask in found)


def test_the_keys_copy_the_chosen_events(qtbot: QtBot, pane: InspectorPane) -> None:
    source = capture("01_dev_plain_text.sse")
    show(qtbot, pane, source)
    choose(pane, 2, 0)
    columns = pane.model.columns
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL)
    wanted = b"".join(source.body[columns.starts[n] : columns.ends[n]] for n in (0, 2))
    assert QGuiApplication.clipboard().text() == wanted.decode()
    found = asks(pane)
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL | SHIFT)
    (ask,) = found
    assert (ask.deed, ask.form) == ("copy", "json")
    assert ask.picked is not None
    assert [event.number for event in ask.picked] == [0, 2]
    assert ask.picked[1] == (2, columns.starts[2], columns.ends[2], columns.times_ns[2])


def test_without_a_chosen_event_the_keys_do_nothing(qtbot: QtBot, pane: InspectorPane) -> None:
    show(qtbot, pane, capture("01_dev_plain_text.sse"))
    QGuiApplication.clipboard().setText("before")
    found = asks(pane)
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL)
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL | SHIFT)
    assert found == []
    assert QGuiApplication.clipboard().text() == "before"


def test_all_events_are_the_whole_capture(qtbot: QtBot, pane: InspectorPane) -> None:
    source = from_body(text_events(300))
    show(qtbot, pane, source)
    found = asks(pane)
    pane.table.setFocus()
    pane.table.selectAll()
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL | SHIFT)
    assert found == [Ask("copy", "json")]
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == source.body.decode()


def test_all_that_the_filter_shows_is_a_part(qtbot: QtBot, pane: InspectorPane) -> None:
    show(qtbot, pane, from_body(text_events(300)))
    pane.filter.setText("piece 7")
    qtbot.waitUntil(lambda: pane.model.filtered and not pane.model.scanning)
    pane.table.selectAll()
    found = asks(pane)
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL | SHIFT)
    (ask,) = found
    assert ask.picked is not None
    assert len(ask.picked) == pane.model.rowCount()
    assert 0 < len(ask.picked) < 300


@pytest.mark.parametrize(
    "reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard]
)
def test_the_menu_of_the_table(
    qtbot: QtBot, pane: InspectorPane, reason: QContextMenuEvent.Reason
) -> None:
    show(qtbot, pane, capture("01_dev_plain_text.sse"))
    choose(pane, 1)
    found = asks(pane)
    here = pane.table.visualRect(pane.table.currentIndex()).center()
    event = QContextMenuEvent(reason, here, pane.table.viewport().mapToGlobal(here))
    QApplication.sendEvent(pane.table.viewport(), event)
    press(open_menu(), "Copy as JSON Lines")
    (ask,) = found
    assert ask.form == "json-lines"
    assert ask.picked is not None
    assert [event.number for event in ask.picked] == [1]


def test_the_menu_beside_the_event(qtbot: QtBot, pane: InspectorPane) -> None:
    show(qtbot, pane, capture("01_dev_plain_text.sse"))
    button = pane.findChild(QAbstractButton, "copyEventAs")
    assert button is not None
    button.click()
    menu = open_menu()
    offered = entries(menu)
    assert not offered["Save the events as"]
    assert offered["Whole capture"]
    menu.close()
    choose(pane, 1, 2)
    button.click()
    menu = open_menu()
    assert all(entries(menu).values())
    found = asks(pane)
    save = next(a.menu() for a in menu.actions() if a.text() == "Save the events as")
    assert isinstance(save, QMenu)
    press(save, "HAR archive (.har)…")
    menu.close()
    (ask,) = found
    assert (ask.deed, ask.form) == ("save", "har")
    assert ask.picked is not None
    assert len(ask.picked) == 2


def test_several_rows_are_chosen_with_shift(qtbot: QtBot, pane: InspectorPane) -> None:
    show(qtbot, pane, from_body(text_events(20)))
    pane.select_event(3)
    QTest.keyClick(pane.table, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(pane.table, Qt.Key.Key_Down, SHIFT)
    found = asks(pane)
    pane.copies.copy_json()
    (ask,) = found
    assert ask.picked is not None
    assert [event.number for event in ask.picked] == [3, 4, 5]
    assert pane.detail.title.startswith("Event 6")


def test_the_strip_comes_only_for_what_takes_long(qtbot: QtBot) -> None:
    strip = BusyStrip("saving", "Stop")
    qtbot.addWidget(strip)
    strip.begin("Writing a.har…", lambda: (0, 0))
    strip.end()
    qtbot.wait(450)
    assert strip.isHidden()
    strip.begin("Writing a.har…", lambda: (30, 60))
    qtbot.waitUntil(strip.isVisible)
    assert strip.text == "Writing a.har… 50 %"
    button = strip.findChild(QAbstractButton, "savingStop")
    assert button is not None
    with qtbot.waitSignal(strip.stop_requested):
        button.click()
    strip.end()
    assert strip.isHidden()


def test_the_menu_stands_where_the_event_is(qtbot: QtBot, pane: InspectorPane) -> None:
    show(qtbot, pane, capture("01_dev_plain_text.sse"))
    choose(pane, 0)
    menu = pane.copies.show_event_menu(pane.mapToGlobal(QPoint(10, 10)))
    assert menu.objectName() == "eventMenu"
    menu.close()


def test_many_events_far_apart_are_copied_in_their_order(qtbot: QtBot, pane: InspectorPane) -> None:
    source = from_body(text_events(400))
    show(qtbot, pane, source)
    pane.filter.setText("type:thought or piece")
    qtbot.waitUntil(lambda: not pane.model.scanning)
    choose(pane, *range(0, 400, 2))
    QTest.keyClick(pane.table, Qt.Key.Key_C, CTRL)
    columns = pane.model.columns
    wanted = (source.body[columns.starts[n] : columns.ends[n]] for n in range(0, 400, 2))
    assert QGuiApplication.clipboard().text() == b"".join(wanted).decode()


def test_without_a_capture_nothing_is_offered(pane: InspectorPane) -> None:
    button = pane.findChild(QAbstractButton, "copyEventAs")
    assert button is not None
    button.click()
    menu = open_menu()
    assert not any(entries(menu).values())
    menu.close()
