"""The log's own buttons and menu: copy, save, and the file beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.log.log_page import LogPage
from gemini_desktop.ui.inspector.pages import LOG
from tests.ui.inspector.sources import capture

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    widget.show_capture(capture("01_dev_plain_text.sse"))
    qtbot.waitUntil(lambda: not widget.loading)
    widget.show_page(LOG)
    yield widget
    widget.stop()
    widget.close()


@pytest.fixture
def page(pane: InspectorPane) -> LogPage:
    return pane.pages.log


def choose(page: LogPage, first: int, more: int) -> list[str]:
    page.view.choose(first)
    for _ in range(more):
        QTest.keyClick(page.view, Qt.Key.Key_Down, SHIFT)
    return [page.model.line(row) for row in range(first, first + more + 1)]


def test_the_copy_button_copies_what_is_chosen_else_all(qtbot: QtBot, page: LogPage) -> None:
    lines = choose(page, 0, 2)
    page.tools.copy.click()
    assert QGuiApplication.clipboard().text() == "\n".join(lines)
    page.view.let_go()
    with qtbot.waitSignal(page.copy_requested):
        page.tools.copy.click()


def test_saving_is_asked_of_others(page: LogPage) -> None:
    asked: list[object] = []
    page.save_requested.connect(asked.append)
    page.tools.save.click()
    lines = choose(page, 1, 1)
    page.save_chosen()
    assert asked == [None, lines]
    page.view.let_go()
    page.save_chosen()
    assert len(asked) == 2


def test_the_menu_says_what_can_be_done(page: LogPage) -> None:
    page.view.let_go()
    menu = page.show_menu(QPoint(5, 5))
    offered = {a.text().split("\t")[0]: a.isEnabled() for a in menu.actions() if a.text()}
    assert not offered["Save the chosen lines…"]
    assert offered["Save the log…"]
    menu.close()
    choose(page, 0, 0)
    menu = page.show_menu(QPoint(5, 5))
    assert menu.actions()[0].text().startswith("Copy the line")
    assert all(action.isEnabled() for action in menu.actions())
    menu.close()


def test_a_line_leads_to_its_event(pane: InspectorPane, page: LogPage) -> None:
    chosen: list[int] = []
    page.event_chosen.connect(chosen.append)
    page.view.choose(page.model.row_of(2))
    assert chosen == [2]
    assert pane.table.chosen_event() == 2


def test_the_file_is_shown_where_it_is_chosen(page: LogPage) -> None:
    asked: list[bool] = []
    tools = page.tools
    tools.file_toggled.connect(asked.append)
    tools.file.click()
    assert asked == [True]
    assert not tools.file.isChecked()
    tools.show_file(Path("/somewhere/a.log"), "")
    assert tools.file.isChecked()
    assert "a.log" in state(tools.state)
    tools.show_file(Path("/somewhere/a.log"), "The disk is full.")
    assert state(tools.state) == "The disk is full."
    tools.file.click()
    assert asked == [True, False]
    tools.show_file(None, "")
    assert not tools.file.isChecked()
    assert tools.state.isHidden()


def state(label: QLabel) -> str:
    assert not label.isHidden()
    return label.text()


def test_without_a_capture_there_is_nothing_to_copy(pane: InspectorPane, page: LogPage) -> None:
    pane.clear()
    assert not page.tools.copy.isEnabled()
    assert not page.tools.save.isEnabled()
    assert page.tools.file.isEnabled()
