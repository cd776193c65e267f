"""The tree with its search and its path: both lead to values, what is wrong is said in place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.json.spans import path_text
from gemini_desktop.ui.inspector.detail.detail import EventDetail
from gemini_desktop.ui.inspector.detail.tree_page import TreePage
from gemini_desktop.ui.inspector.events.kinds import kind_of
from gemini_desktop.ui.inspector.find_keys import FindKeys
from tests.ui.inspector.sources import event, from_body

VALUE = {
    "candidates": [{"content": {"parts": [{"text": "one"}, {"text": "two"}]}, "index": 0}],
    "many": [{"deep": n} for n in range(3000)],
}


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[TreePage]:
    widget = TreePage()
    FindKeys(widget, lambda: widget)
    qtbot.addWidget(widget)
    widget.resize(480, 400)
    widget.show()
    widget.activateWindow()
    widget.show_value(VALUE)
    yield widget
    widget.close()


def _type_path(page: TreePage, text: str) -> None:
    page.path.take_focus()
    QTest.keyClicks(page.path, text)
    QTest.keyClick(page.path, Qt.Key.Key_Return)


def test_the_path_of_the_chosen_value_is_shown(page: TreePage) -> None:
    assert page.path.text() == path_text(page.tree.chosen_path())
    page.tree.choose_path(("candidates", 0, "index"))
    assert page.path.text() == "$.candidates[0].index"


def test_a_typed_path_is_gone_to(page: TreePage) -> None:
    _type_path(page, "$.candidates[0].content.parts[-1].text")
    assert page.tree.chosen_path() == ("candidates", 0, "content", "parts", 1, "text")
    assert page.path.text() == "$.candidates[0].content.parts[1].text"
    _type_path(page, "many[2999]")
    assert page.tree.chosen_path() == ("many", 2999)
    assert page.problem == ""


def test_what_is_wrong_with_a_path_is_said_in_place(page: TreePage) -> None:
    _type_path(page, "$.candidates[3].content")
    assert page.problem == "$.candidates has 1 items; there is no [3]."
    assert page.path.accessibleDescription() == page.problem
    assert page.path.cursorPosition() == len("$.candidates")
    assert page.path.text() == "$.candidates[3].content"
    page.grab()
    QTest.keyClicks(page.path, "x")
    assert page.problem == ""
    QTest.keyClick(page.path, Qt.Key.Key_Escape)
    assert page.path.text() == path_text(page.tree.chosen_path())


def test_the_search_goes_through_its_hits_and_around(page: TreePage) -> None:
    page.search.open()
    QTest.keyClicks(page.search.edit, "text")
    QTest.keyClick(page.search.edit, Qt.Key.Key_Return)
    first = ("candidates", 0, "content", "parts", 0, "text")
    second = ("candidates", 0, "content", "parts", 1, "text")
    assert page.tree.chosen_path() == first
    page.search.go_on()
    assert page.tree.chosen_path() == second
    page.search.go_on()
    assert page.tree.chosen_path() == first
    page.search.go_back()
    assert page.tree.chosen_path() == second
    QTest.keyClick(page.search.edit, Qt.Key.Key_Escape)
    assert not page.search.isVisible()


def test_what_is_not_there_is_said(qtbot: QtBot, page: TreePage) -> None:
    page.search.open()
    QTest.keyClicks(page.search.edit, "nowhere")
    page.search.go_on()
    qtbot.waitUntil(lambda: page.search.problem == "No hits")
    page.search.edit.setText("2999")
    assert page.search.problem == ""
    page.search.go_on()
    qtbot.waitUntil(lambda: page.tree.chosen_path() == ("many", 2999, "deep"))


def test_the_keys_of_the_tree(page: TreePage) -> None:
    page.tree.setFocus()
    QTest.keyClick(page.tree, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.isVisible()
    page.search.edit.setText("two")
    QTest.keyClick(page.tree, Qt.Key.Key_F3)
    assert page.tree.chosen_path()[-2:] == (1, "text")
    QTest.keyClick(page.tree, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert page.tree.chosen_path()[-2:] == (1, "text")
    QTest.keyClick(page.tree, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is page.path


@pytest.fixture
def detail(qtbot: QtBot) -> Iterator[EventDetail]:
    widget = EventDetail()
    qtbot.addWidget(widget)
    widget.resize(480, 400)
    widget.show()
    yield widget
    widget.close()


def _shown(detail: EventDetail, text: str, start: int = 500) -> Chunk:
    chunk = from_body(event({"text": text})).decoded()[0][0]
    detail.show_event(0, chunk, kind_of(chunk), start)
    return chunk


def test_the_whole_of_an_elided_text(detail: EventDetail) -> None:
    text = "日本 " * 2000 + "\n" + "end"
    _shown(detail, text)
    path = ("candidates", 0, "content", "parts", 0, "text")
    detail.tree.choose_path(path)
    QTest.keyClick(detail.tree, Qt.Key.Key_Return)
    panel = detail.value_page.panel
    assert panel.isVisible()
    assert panel.bounds == (0, len(text.encode()))
    panel.view.select_all()
    panel.copy()
    assert QGuiApplication.clipboard().text() == text
    panel.view.scroll_to_end()
    assert panel.view.visible_text().endswith("\\n\nend")
    panel.view.move_to(0)
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert detail.tree.isVisible()
    assert panel.bounds == (0, 0)


def test_the_bytes_of_a_value(detail: EventDetail) -> None:
    chunk = _shown(detail, 'say "日"\n', 500)
    detail.tree.choose_path(("candidates", 0, "content", "parts", 0, "text"))
    menu = detail.tree.menu()
    next(a for a in menu.actions() if a.text() == "Show its bytes").trigger()
    menu.deleteLater()
    assert detail.tab == "text"
    start, end = detail.text.panel.view.selection()
    written = '"say \\"日\\"\\n"'.encode()
    assert chunk.raw[start - 500 : end - 500] == written
