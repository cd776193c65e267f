"""Which recordings go is chosen with one's eyes open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.session.storage import Recording, months_ago
from gemini_desktop.ui import theme
from gemini_desktop.ui.storage.box_delegate import BoxDelegate
from gemini_desktop.ui.storage.model import NAME, REMARK, SIZE, RecordingsModel
from gemini_desktop.ui.storage.sheet import RecordingsSheet

OLD, NEW = months_ago(7), months_ago(0)
RECORDINGS = [
    Recording(id="old", created_unix_ns=OLD, bytes=3_000_000, title="An old chat"),
    Recording(id="pinned", created_unix_ns=OLD, bytes=2_000_000, title="Kept", pinned=True),
    Recording(id="only", created_unix_ns=OLD, bytes=9_000, prompt="Sent again", only_copy=True),
    Recording(id="new", created_unix_ns=NEW, bytes=5_000_000, title="Of today"),
]


@pytest.fixture
def sheet(qtbot: QtBot) -> Iterator[RecordingsSheet]:
    parent = QWidget()
    parent.resize(900, 700)
    with qtbot.waitExposed(parent):
        parent.show()
    sheet = RecordingsSheet(RECORDINGS, parent)
    sheet.open()
    yield sheet
    parent.close()
    parent.deleteLater()


def column(model: RecordingsModel, number: int) -> list[str]:
    return [str(model.data(model.index(row, number))) for row in range(model.rowCount())]


def rule(sheet: RecordingsSheet, months: int) -> None:
    index = sheet.rule.findData(months)
    sheet.rule.setCurrentIndex(index)
    sheet.rule.activated.emit(index)


def test_the_largest_stands_first_and_nothing_is_chosen(sheet: RecordingsSheet) -> None:
    assert column(sheet.model, NAME) == ["Of today", "An old chat", "Kept", "Sent again"]
    assert column(sheet.model, SIZE) == ["5.0 MB", "3.0 MB", "2.0 MB", "9.0 kB"]
    assert column(sheet.model, REMARK) == ["", "", "pinned", "only copy"]
    assert not sheet.remove.isEnabled()
    assert sheet.sum.text() == "0 of 4 chosen: 0 B"


def test_a_rule_ticks_old_ones_but_pinned_and_only_copies(sheet: RecordingsSheet) -> None:
    rule(sheet, 6)
    assert sheet.model.chosen == {"old"}
    assert sheet.sum.text() == "1 of 4 chosen: 3.0 MB"
    assert not sheet.warning.isVisible()
    rule(sheet, 12)
    assert sheet.model.chosen == set()


def test_an_only_copy_is_said_to_be_one(sheet: RecordingsSheet) -> None:
    sheet.model.choose({"only", "old"})
    assert sheet.warning.isVisible()
    assert sheet.warning.text().startswith("One of them is the only copy of what it holds")
    assert sheet.remove.isEnabled()


def test_space_ticks_what_is_selected(sheet: RecordingsSheet) -> None:
    table = sheet.table
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.setFocus()
    table.clearSelection()
    for row in (1, 2):
        table.selectionModel().select(sheet.model.index(row, 0), select)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert sheet.model.chosen == {"old", "pinned"}
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert sheet.model.chosen == set()


def test_one_sees_where_the_keys_go(sheet: RecordingsSheet) -> None:
    """The whole row, and no frame around one cell of it."""
    table = sheet.table
    assert table.hasFocus()
    assert {index.row() for index in table.selectedIndexes()} == {0}
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert sheet.model.chosen == {"new"}
    option = QStyleOptionViewItem()
    option.state |= QStyle.StateFlag.State_HasFocus
    delegate = table.itemDelegate()
    assert isinstance(delegate, BoxDelegate)
    for number in (NAME, SIZE):
        delegate.initStyleOption(option, sheet.model.index(0, number))
        assert not option.state & QStyle.StateFlag.State_HasFocus


def test_the_columns_grow_with_the_words(sheet: RecordingsSheet) -> None:
    table = sheet.table
    widths = [table.columnWidth(number) for number in (SIZE, REMARK)]
    height = table.rowHeight(0)
    try:
        theme.manager().set_zoom(200)
        assert [table.columnWidth(number) for number in (SIZE, REMARK)] == [2 * w for w in widths]
        assert table.rowHeight(0) > height
    finally:
        theme.manager().set_zoom(100)
    assert [table.columnWidth(number) for number in (SIZE, REMARK)] == widths


def test_a_tick_by_the_mouse_counts_too(sheet: RecordingsSheet) -> None:
    model = sheet.model
    box = model.index(0, NAME)
    assert model.flags(box) & Qt.ItemFlag.ItemIsUserCheckable
    assert model.setData(box, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert model.data(box, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert not model.setData(model.index(0, SIZE), 1, Qt.ItemDataRole.CheckStateRole)
    assert model.chosen == {"new"}


def test_sorting_keeps_what_was_ticked(sheet: RecordingsSheet) -> None:
    sheet.model.choose({"pinned"})
    sheet.table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    assert column(sheet.model, NAME) == ["An old chat", "Kept", "Of today", "Sent again"]
    assert [sheet.model.is_ticked(row) for row in range(4)] == [False, True, False, False]


def test_sorting_keeps_what_was_selected(sheet: RecordingsSheet) -> None:
    """Else Space would tick another recording than the one that was looked at."""
    sheet.table.selectRow(column(sheet.model, NAME).index("Kept"))
    for number, order in product((NAME, SIZE), Qt.SortOrder):
        sheet.table.sortByColumn(number, order)
        rows = {index.row() for index in sheet.table.selectedIndexes()}
        assert (
            rows == {column(sheet.model, NAME).index("Kept")} == {sheet.table.currentIndex().row()}
        )
    QTest.keyClick(sheet.table, Qt.Key.Key_Space)
    assert sheet.model.chosen == {"pinned"}


def test_what_was_ticked_is_asked_for_once(sheet: RecordingsSheet) -> None:
    seen: list[list[Recording]] = []
    sheet.remove_requested.connect(seen.append)
    sheet.model.choose({"old", "new"})
    sheet.remove.click()
    assert [[each.id for each in chosen] for chosen in seen] == [["new", "old"]]
    assert not sheet.isVisible()


def test_ten_thousand_are_listed_at_once(qtbot: QtBot) -> None:
    many = [Recording(id=str(n), created_unix_ns=n, bytes=n) for n in range(10_000)]
    model = RecordingsModel(many)
    model.sort(SIZE, Qt.SortOrder.DescendingOrder)
    assert model.data(model.index(0, SIZE)) == "10.0 kB"
    model.choose({each.id for each in many})
    assert len(model.chosen) == 10_000


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_box_and_its_tick_can_be_seen(sheet: RecordingsSheet, mode: theme.Mode) -> None:
    before = theme.manager().mode
    theme.manager().set_mode(mode)
    try:
        seen = [_colours(sheet)]
        sheet.model.choose({"new"})
        seen.append(_colours(sheet))
    finally:
        theme.manager().set_mode(before)
    assert all(len(colours) > 2 for colours in seen)
    assert seen[0] != seen[1]


def _colours(sheet: RecordingsSheet) -> set[int]:
    """Those of the first row's box."""
    row = sheet.table.visualRect(sheet.model.index(0, NAME))
    picture = sheet.table.viewport().grab(row.adjusted(8, 0, -row.width() + 30, 0)).toImage()
    points = product(range(picture.width()), range(picture.height()))
    return {picture.pixel(x, y) for x, y in points}
