"""A text that is too long for the box ends in an ellipsis, and is itself left alone."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import ComboBox


def shown(box: ComboBox) -> str:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option.currentText


def test_a_long_text_is_elided_at_its_end(qtbot: QtBot) -> None:
    box = ComboBox()
    qtbot.addWidget(box)
    long = "service-account-of-a-very-long-name.json · carbide-team-478005-f8"
    box.addItems(["short", long])
    box.resize(160, 32)
    box.show()
    assert shown(box) == "short"
    box.setCurrentIndex(1)
    assert shown(box).endswith("…")
    assert long.startswith(shown(box)[:-1])
    assert len(shown(box)) > 8
    assert box.currentText() == long
    box.resize(900, 32)
    assert shown(box) == long


def test_what_may_be_meant_is_offered_in_its_style_at_the_first_letter(qtbot: QtBot) -> None:
    box = ComboBox("box", editable=True)
    qtbot.addWidget(box)
    box.addItems(["gemini-one", "gemini-two", "other"])
    with qtbot.waitActive(box):
        box.show()
    line, completer = box.lineEdit(), box.completer()
    assert line is not None
    assert completer is not None
    box.setFocus()
    line.clear()
    QTest.keyClicks(line, "two")
    offers = completer.popup()
    assert offers is not None
    assert offers.isVisible()
    assert offers.property("offers") == "true"
    assert offers.model().rowCount() == 1
    offers.hide()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_boxes_of_file_dialogs_show_that_they_open(qtbot: QtBot, mode: theme.Mode) -> None:
    """They are Qt's own, and draw no arrow of ours."""
    before = theme.manager().mode
    theme.manager().set_mode(mode)
    try:
        box = QComboBox()
        qtbot.addWidget(box)
        box.resize(200, 32)
        box.show()
        image = box.grab().toImage()
        places = product(range(170, 196), range(8, 24))
        assert len({image.pixel(x, y) for x, y in places}) > 1
    finally:
        theme.manager().set_mode(before)
