"""Which recordings go is chosen with one's eyes open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.session.storage import Recording, months_ago
from gemini_desktop.ui import theme
from gemini_desktop.ui.storage.dialog import RecordingsDialog
from gemini_desktop.ui.storage.model import NAME, REMARK, SIZE, RecordingsModel

OLD, NEW = months_ago(7), months_ago(0)
RECORDINGS = [
    Recording(id="old", created_unix_ns=OLD, bytes=3_000_000, title="An old chat"),
    Recording(id="pinned", created_unix_ns=OLD, bytes=2_000_000, title="Kept", pinned=True),
    Recording(id="only", created_unix_ns=OLD, bytes=9_000, prompt="Sent again", only_copy=True),
    Recording(id="new", created_unix_ns=NEW, bytes=5_000_000, title="Of today"),
]


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[RecordingsDialog]:
    parent = QWidget()
    parent.resize(900, 700)
    with qtbot.waitExposed(parent):
        parent.show()
    dialog = RecordingsDialog(RECORDINGS, parent)
    with qtbot.waitExposed(dialog):
        dialog.open()
    yield dialog
    parent.close()
    parent.deleteLater()


def column(model: RecordingsModel, number: int) -> list[str]:
    return [str(model.data(model.index(row, number))) for row in range(model.rowCount())]


def rule(dialog: RecordingsDialog, months: int) -> None:
    index = dialog.rule.findData(months)
    dialog.rule.setCurrentIndex(index)
    dialog.rule.activated.emit(index)


def test_the_largest_stands_first_and_nothing_is_chosen(dialog: RecordingsDialog) -> None:
    assert column(dialog.model, NAME) == ["Of today", "An old chat", "Kept", "Sent again"]
    assert column(dialog.model, SIZE) == ["5.0 MB", "3.0 MB", "2.0 MB", "9.0 kB"]
    assert column(dialog.model, REMARK) == ["", "", "pinned", "only copy"]
    assert not dialog.remove.isEnabled()
    assert dialog.sum.text() == "0 of 4 chosen: 0 B"


def test_a_rule_ticks_old_ones_but_pinned_and_only_copies(dialog: RecordingsDialog) -> None:
    rule(dialog, 6)
    assert dialog.model.chosen == {"old"}
    assert dialog.sum.text() == "1 of 4 chosen: 3.0 MB"
    assert not dialog.warning.isVisible()
    rule(dialog, 12)
    assert dialog.model.chosen == set()


def test_an_only_copy_is_said_to_be_one(dialog: RecordingsDialog) -> None:
    dialog.model.choose({"only", "old"})
    assert dialog.warning.isVisible()
    assert dialog.warning.text().startswith("1 of them")
    assert dialog.remove.isEnabled()


def test_space_ticks_what_is_selected(dialog: RecordingsDialog) -> None:
    table = dialog.table
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.setFocus()
    for row in (1, 2):
        table.selectionModel().select(dialog.model.index(row, 0), select)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert dialog.model.chosen == {"old", "pinned"}
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert dialog.model.chosen == set()


def test_a_tick_by_the_mouse_counts_too(dialog: RecordingsDialog) -> None:
    model = dialog.model
    box = model.index(0, NAME)
    assert model.flags(box) & Qt.ItemFlag.ItemIsUserCheckable
    assert model.setData(box, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert model.data(box, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert not model.setData(model.index(0, SIZE), 1, Qt.ItemDataRole.CheckStateRole)
    assert model.chosen == {"new"}


def test_sorting_keeps_what_was_ticked(dialog: RecordingsDialog) -> None:
    dialog.model.choose({"pinned"})
    dialog.table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    assert column(dialog.model, NAME) == ["An old chat", "Kept", "Of today", "Sent again"]
    assert [dialog.model.is_ticked(row) for row in range(4)] == [False, True, False, False]


def test_what_was_ticked_is_asked_for_once(dialog: RecordingsDialog) -> None:
    seen: list[list[Recording]] = []
    dialog.remove_requested.connect(seen.append)
    dialog.model.choose({"old", "new"})
    dialog.remove.click()
    assert [[each.id for each in chosen] for chosen in seen] == [["new", "old"]]
    assert not dialog.isVisible()


def test_ten_thousand_are_listed_at_once(qtbot: QtBot) -> None:
    many = [Recording(id=str(n), created_unix_ns=n, bytes=n) for n in range(10_000)]
    model = RecordingsModel(many)
    model.sort(SIZE, Qt.SortOrder.DescendingOrder)
    assert model.data(model.index(0, SIZE)) == "10.0 kB"
    model.choose({each.id for each in many})
    assert len(model.chosen) == 10_000


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_box_and_its_tick_can_be_seen(dialog: RecordingsDialog, mode: theme.Mode) -> None:
    before = theme.manager().mode
    theme.manager().set_mode(mode)
    try:
        seen = [_colours(dialog)]
        dialog.model.choose({"new"})
        seen.append(_colours(dialog))
    finally:
        theme.manager().set_mode(before)
    assert all(len(colours) > 2 for colours in seen)
    assert seen[0] != seen[1]


def _colours(dialog: RecordingsDialog) -> set[int]:
    """Those of the first row's box."""
    row = dialog.table.visualRect(dialog.model.index(0, NAME))
    picture = dialog.table.viewport().grab(row.adjusted(8, 0, -row.width() + 30, 0)).toImage()
    points = product(range(picture.width()), range(picture.height()))
    return {picture.pixel(x, y) for x, y in points}
