"""The JSON tree: made as far as it is looked at, long values elided, everything can be copied."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Json
from gemini_desktop.ui.inspector.detail.json_model import (
    PAGE,
    JsonModel,
    elided,
    value_text,
    without_middles,
)
from gemini_desktop.ui.inspector.detail.json_tree import JsonTree

VALUE: Json = {
    "candidates": [{"content": {"parts": [{"text": "Hi\nthere"}]}, "index": 0}],
    "empty": {},
    "n": None,
}


@pytest.fixture
def tree(qtbot: QtBot) -> Iterator[JsonTree]:
    widget = JsonTree()
    qtbot.addWidget(widget)
    widget.resize(400, 500)
    widget.show()
    yield widget
    widget.close()


def _model(tree: JsonTree) -> JsonModel:
    model = tree.model()
    assert isinstance(model, JsonModel)
    return model


def _find(model: JsonModel, *keys: str | int) -> QModelIndex:
    index = QModelIndex()
    for key in keys:
        model.fetchMore(index)
        rows = (model.index(row, 0, index) for row in range(model.rowCount(index)))
        index = next(row for row in rows if model.node(row).key == key)
    return index


@pytest.mark.parametrize("value", [VALUE, {"many": list(range(PAGE * 2 + 10))}, "text", []])
def test_is_a_right_model(qapp: object, value: object) -> None:
    """By Qt's own tester. It fetches while a model is reset, so it comes after the value."""
    model = JsonModel()
    model.set_value(value)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    first = model.index(0, 0)
    if model.canFetchMore(first):
        model.fetchMore(first)
    model.show_more(model.index(PAGE, 0, first))
    del tester


def test_a_bare_value_is_one_row(qapp: object) -> None:
    model = JsonModel()
    model.set_value("just text")
    assert model.rowCount() == 1
    assert model.data(model.index(0, 0)) == '"just text"'


def test_only_what_is_looked_at_is_made(qapp: object) -> None:
    model = JsonModel()
    model.set_value({"items": [{"deep": n} for n in range(100_000)]})
    items = model.index(0, 0)
    assert model.rowCount() == 1
    assert model.rowCount(items) == 0
    assert model.canFetchMore(items)
    model.fetchMore(items)
    assert model.rowCount(items) == PAGE + 1
    more = model.index(PAGE, 0, items)
    assert model.data(more) == "… 99,800"
    model.show_more(more)
    assert model.rowCount(items) == 2 * PAGE + 1
    assert model.node(model.index(PAGE, 0, items)).value == {"deep": PAGE}


def test_pages_end(qapp: object) -> None:
    model = JsonModel()
    model.set_value(list(range(PAGE + 5)))
    model.show_more(model.index(PAGE, 0))
    assert model.rowCount() == PAGE + 5
    assert [model.node(model.index(row, 0)).value for row in range(PAGE + 5)] == list(
        range(PAGE + 5)
    )


def test_a_click_shows_more(tree: JsonTree) -> None:
    tree.show_value(list(range(PAGE + 5)))
    more = _model(tree).index(PAGE, 0)
    tree.scrollTo(more)
    where = tree.visualRect(more).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert _model(tree).rowCount() == PAGE + 5


def test_a_4_mb_value_is_elided_before_a_widget_sees_it(tree: JsonTree) -> None:
    data = "iVBORw0KGgo" + "A" * 4_000_000
    tree.show_value({"inlineData": {"mimeType": "image/png", "data": data}})
    index = _find(_model(tree), "inlineData", "data")
    text = str(_model(tree).data(index))
    assert len(text) < 300
    assert "…" in text
    tree.grab()
    tree.setCurrentIndex(index)
    tree.copy_value()
    assert QGuiApplication.clipboard().text() == data


def test_the_first_levels_are_open(tree: JsonTree) -> None:
    tree.show_value(VALUE)
    model = _model(tree)
    assert tree.isExpanded(_find(model, "candidates", 0, "content", "parts"))
    assert not tree.isExpanded(_find(model, "empty"))


def test_long_arrays_stay_closed(tree: JsonTree) -> None:
    tree.show_value({"ratings": list(range(50)), "short": [1]})
    model = _model(tree)
    assert not tree.isExpanded(_find(model, "ratings"))
    assert tree.isExpanded(_find(model, "short"))


def test_what_the_user_closed_stays_closed_for_the_next_event(tree: JsonTree) -> None:
    tree.show_value(VALUE)
    tree.collapse(_find(_model(tree), "candidates", 0))
    tree.show_value(json.loads(json.dumps(VALUE)))
    model = _model(tree)
    assert tree.isExpanded(_find(model, "candidates"))
    assert not tree.isExpanded(_find(model, "candidates", 0))
    tree.expand(_find(model, "candidates", 0))
    tree.show_value(VALUE)
    assert tree.isExpanded(_find(_model(tree), "candidates", 0))


def test_copies_value_json_and_path(tree: JsonTree) -> None:
    tree.show_value(VALUE)
    clipboard = QGuiApplication.clipboard()
    tree.setCurrentIndex(_find(_model(tree), "candidates", 0, "content", "parts", 0, "text"))
    QTest.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Hi\nthere"
    tree.copy_path()
    assert clipboard.text() == "$.candidates[0].content.parts[0].text"
    tree.setCurrentIndex(_find(_model(tree), "candidates"))
    tree.copy_json()
    assert json.loads(clipboard.text()) == VALUE["candidates"]


def test_the_menu_offers_what_the_keys_do(tree: JsonTree) -> None:
    def texts() -> list[str]:
        menu = tree.menu()
        found = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
        menu.deleteLater()
        return found

    tree.show_value(VALUE)
    copies = ["Copy value", "Copy as JSON", "Copy path"]
    tree.setCurrentIndex(_find(_model(tree), "candidates"))
    assert texts() == [*copies, "Show its bytes", "Expand all below", "Collapse all below"]
    tree.setCurrentIndex(_find(_model(tree), "candidates", 0, "content", "parts", 0, "text"))
    assert texts() == [*copies, "Show the whole text", "Show its bytes"]


def test_the_keys_copy_too(tree: JsonTree) -> None:
    tree.show_value(VALUE)
    tree.setCurrentIndex(_find(_model(tree), "candidates"))
    clipboard = QGuiApplication.clipboard()
    keys = Qt.KeyboardModifier
    QTest.keyClick(tree, Qt.Key.Key_C, keys.ControlModifier | keys.AltModifier)
    assert clipboard.text() == "$.candidates"
    QTest.keyClick(tree, Qt.Key.Key_C, keys.ControlModifier | keys.ShiftModifier)
    assert json.loads(clipboard.text()) == VALUE["candidates"]


def test_all_below_is_opened_and_closed(tree: JsonTree) -> None:
    tree.show_value(VALUE)
    tree.collapseAll()
    tree.setCurrentIndex(_find(_model(tree), "candidates"))
    QTest.keyClick(tree, Qt.Key.Key_Asterisk)
    deep = _find(_model(tree), "candidates", 0, "content", "parts", 0)
    assert tree.isExpanded(deep)
    tree.collapse_below()
    assert not tree.isExpanded(deep)
    assert not tree.isExpanded(_find(_model(tree), "candidates"))


def test_opening_all_below_has_an_end(tree: JsonTree) -> None:
    tree.show_value([{"items": [[n] for n in range(150)]} for _ in range(150)])
    tree.setCurrentIndex(_model(tree).index(0, 0))
    tree.expand_below()
    tree.show_value({"all": [{"items": [[n] for n in range(150)]} for _ in range(150)]})
    tree.setCurrentIndex(_model(tree).index(0, 0))
    tree.expand_below()
    made = sum(
        _model(tree).rowCount(_find(_model(tree), "all", n, "items")) for n in range(0, 150, 149)
    )
    assert made > 0


def test_a_path_is_gone_to_also_where_nothing_was_made(tree: JsonTree) -> None:
    told: list[object] = []
    tree.path_changed.connect(told.append)
    tree.show_value({"items": [{"deep": n} for n in range(5000)]})
    assert tree.choose_path(("items", 4321, "deep"))
    assert tree.chosen_path() == ("items", 4321, "deep")
    assert told[-1] == ("items", 4321, "deep")
    assert tree.currentIndex().data() == "deep: 4321"
    assert tree.visualRect(tree.currentIndex()).intersects(tree.viewport().rect())
    assert tree.choose_path(("items", 7, "deep"))
    assert tree.choose_path(("items", 4999))
    assert not tree.choose_path(("items", 9, "other"))
    assert tree.chosen_path() == ("items", 9)
    assert not tree.choose_path(("nothing",))
    assert not tree.choose_path(())
    QAbstractItemModelTester(_model(tree), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_text_is_opened_by_enter_or_two_clicks(tree: JsonTree) -> None:
    opened: list[object] = []
    wanted: list[object] = []
    tree.value_opened.connect(opened.append)
    tree.bytes_wanted.connect(wanted.append)
    tree.show_value(VALUE)
    path = ("candidates", 0, "content", "parts", 0, "text")
    tree.choose_path(path)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert opened == [path]
    where = tree.visualRect(tree.currentIndex()).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [path, path]
    menu = tree.menu()
    menu.actions()[-1].trigger()
    assert wanted == [path]
    menu.deleteLater()


def test_an_empty_value_has_nothing_to_copy(tree: JsonTree) -> None:
    QGuiApplication.clipboard().setText("before")
    tree.show_value({})
    tree.copy_value()
    tree.copy_path()
    assert QGuiApplication.clipboard().text() == "before"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1}, "{1}"),
        ([1, 2], "[2]"),
        ("a\nb", '"a↵b"'),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        (2**70, str(2**70)),
        (float("nan"), "NaN"),
    ],
)
def test_values_in_a_line(value: object, text: str) -> None:
    assert value_text(value) == text


def test_long_texts_lose_their_middle() -> None:
    text = "a" * 500 + "end"
    assert elided(text).startswith("aaa")
    assert elided(text).endswith("end")
    shown = without_middles({"x": ["b" * 5000]})
    assert len(shown["x"][0]) < 1100
    assert "4,000" in shown["x"][0]
