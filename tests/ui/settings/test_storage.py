"""What everything takes, the limit, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gemini_desktop.session.storage import Usage
from gemini_desktop.ui.settings.storage import CAPS, GB, Storage
from tests.support import writing_numbers_as

USAGE = Usage(captures=2 * GB, media=300_000_000, library=5_000_000, search=1000, spare=4096)


@pytest.fixture
def group(qtbot: QtBot) -> Iterator[Storage]:
    group = Storage()
    group.show_cap(0)
    group.resize(264, 700)
    with qtbot.waitExposed(group):
        group.show()
    yield group
    group.close()
    group.deleteLater()


def test_the_parts_and_their_sum_are_told(group: Storage) -> None:
    group.show_usage(USAGE)
    assert group.total.text() == "2.3 GB in all"
    shown = {part: label.text() for part, label in group._sizes.items()}
    assert shown["captures"] == "2.0 GB"
    assert shown["media"] == "300.0 MB"
    assert shown["logs"] == "0 B"


def test_old_copies_are_offered_only_where_there_are_some(group: Storage) -> None:
    group.show_usage(USAGE)
    assert group.spare.isVisible()
    group.show_usage(Usage())
    assert not group.spare.isVisible()


def test_beyond_the_limit_it_says_by_how_much(group: Storage) -> None:
    group.show_usage(USAGE)
    assert not group.over.isVisible()
    group.show_cap(GB)
    assert group.over.isVisible()
    assert "1.3 GB more than the limit" in group.over.text()
    group.show_cap(5 * GB)
    assert not group.over.isVisible()


@pytest.mark.parametrize("cap", CAPS)
def test_a_limit_is_chosen(group: Storage, cap: int) -> None:
    seen: list[int] = []
    group.cap_selected.connect(seen.append)
    index = group.cap.findData(cap)
    group.cap.setCurrentIndex(index)
    group.cap.activated.emit(index)
    assert seen == [cap]


def test_a_limit_of_ones_own_is_typed(group: Storage) -> None:
    seen: list[int] = []
    group.cap_selected.connect(seen.append)
    last = group.cap.count() - 1
    group.cap.setCurrentIndex(last)
    group.cap.activated.emit(last)
    assert (seen, group.own_field.isVisible()) == ([], True)
    for wrong in ("many", "", "-1", "0", "nan"):
        group.own.setText(wrong)
        QTest.keyClick(group.own, Qt.Key.Key_Return)
        assert group.own_field.error, wrong
    group.own.setText("2.5")
    QTest.keyClick(group.own, Qt.Key.Key_Return)
    assert group.own_field.error == ""
    assert seen == [2_500_000_000]
    group.show_cap(seen[0])
    assert group.own_field.isVisible()
    assert group.own.text() == "2.5"


def test_the_example_of_a_limit_can_be_typed_as_it_stands(qtbot: QtBot) -> None:
    """A number is read as the user's system writes it, so it is to be shown so."""
    with writing_numbers_as("de_DE"):
        group = Storage()
        qtbot.addWidget(group)
        example = group.own.placeholderText().split()[-1]
        seen: list[int] = []
        group.cap_selected.connect(seen.append)
        group.own.setText("2.5")
        group.own.editingFinished.emit()
        assert group.own_field.error == f"A number of GB, such as {example}."
        group.own.setText(example)
        group.own.editingFinished.emit()
        assert (seen, group.own_field.error) == ([2_500_000_000], "")


def test_every_button_asks_for_one_thing_and_says_what_it_does(group: Storage) -> None:
    group.show_usage(USAGE)
    group.show_removed(3)
    seen: list[str] = []
    group.deed_requested.connect(seen.append)
    group.choose_requested.connect(lambda: seen.append("choose"))
    group.undo_requested.connect(lambda: seen.append("undo"))
    group.folder_requested.connect(lambda: seen.append("folder"))
    buttons = [*group.deeds.values(), group.choose, group.undo]
    for button in buttons:
        assert isinstance(button, QPushButton)
        assert button.toolTip()
        assert button.text()
        button.click()
    group.folder.click()
    assert seen == [*group.deeds, "choose", "undo", "folder"]


def test_what_was_removed_can_come_back(group: Storage) -> None:
    group.show_removed(12)
    assert group.undo.isVisible()
    assert "12" in group.undo.text()
    group.show_removed(0)
    assert not group.undo.isVisible()


def test_it_asks_to_be_measured_when_it_is_seen(group: Storage) -> None:
    seen: list[bool] = []
    group.measure_requested.connect(lambda: seen.append(True))
    group.hide()
    group.show()
    assert seen == [True]
