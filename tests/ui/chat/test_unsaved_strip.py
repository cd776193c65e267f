"""What is not saved is said in little room: it stays there for as long as the disk fails."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.unsaved_strip import UnsavedStrip


def shown(qtbot: QtBot, width: int, *, closing: bool = False) -> UnsavedStrip:
    strip = UnsavedStrip()
    qtbot.addWidget(strip)
    strip.setFixedWidth(width)
    strip.say(
        "This answer could not be saved: the disk is full (~/gemini-desktop).",
        "It is kept in memory until the program ends.",
        "• The recording stands still.",
    )
    strip.offer("Save to another folder…", "A tip", closing=closing)
    strip.adjustSize()
    return strip


def button(strip: UnsavedStrip, name: str) -> QAbstractButton:
    found = strip.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


@pytest.mark.parametrize(("width", "closing"), [(340, False), (400, False), (820, True)])
def test_it_takes_a_fifth_of_a_low_window(qtbot: QtBot, width: int, closing: bool) -> None:
    strip = shown(qtbot, width, closing=closing)
    again, elsewhere = button(strip, "unsavedAgain"), button(strip, "unsavedElsewhere")
    assert strip.height() <= 0.22 * 640
    assert again.y() == elsewhere.y()
    assert elsewhere.geometry().right() < strip.width()


def test_in_a_narrow_pane_no_button_is_cut_off(qtbot: QtBot) -> None:
    strip = shown(qtbot, 340, closing=True)
    again, elsewhere = button(strip, "unsavedAgain"), button(strip, "unsavedElsewhere")
    assert again.y() == button(strip, "unsavedClose").y() < elsewhere.y()
    for each in strip.findChildren(QAbstractButton):
        assert strip.rect().contains(each.geometry())


def test_the_details_unfold_and_fold_by_key(qtbot: QtBot) -> None:
    strip = shown(qtbot, 400)
    more = button(strip, "unsavedMore")
    before = strip.height()
    for unfolded in (True, False):
        QTest.keyClick(more, Qt.Key.Key_Space)
        strip.adjustSize()
        assert (strip.height() > before) == unfolded
