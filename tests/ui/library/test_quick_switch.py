"""The little window to jump to a chat: as large as its list, on one ground, plain when empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.library.entry import Entry
from gemini_desktop.ui.library.quick_switch import QuickSwitch


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(1000, 800)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    window.deleteLater()


def opened(window: QWidget, entries: Sequence[Entry]) -> QuickSwitch:
    switch = QuickSwitch(window, entries, "")
    switch.open_over(window)
    return switch


def chats(count: int) -> list[Entry]:
    return [Entry(id=str(n), title=f"Chat {n}", updated_unix_ns=n) for n in range(count)]


def test_it_is_as_high_as_what_is_listed(window: QWidget) -> None:
    heights = [opened(window, chats(count)).height() for count in (0, 1, 2, 40)]
    assert heights == sorted(set(heights))
    assert heights[-1] <= 420
    one = opened(window, chats(1))
    assert one.view.visualRect(one.results.index(0)).bottom() <= one.view.height()


def test_it_says_plainly_that_there_is_nothing(window: QWidget) -> None:
    assert opened(window, [])._empty.text() == "There is no other chat."
    some = opened(window, chats(2))
    some.field.setText("zebra")
    assert some._empty.text() == "No chat is called so."


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_list_stands_on_the_ground_of_the_window(window: QWidget, mode: theme.Mode) -> None:
    before = theme.manager().mode
    theme.manager().set_mode(mode)
    try:
        switch = opened(window, chats(1))
        image = switch.grab().toImage()
        edge = switch.view.geometry().center()
        inside = image.pixelColor(switch.view.x() + 2, edge.y())
        assert inside == image.pixelColor(4, edge.y())
    finally:
        theme.manager().set_mode(before)


def test_escape_closes_it_at_once(window: QWidget) -> None:
    switch = opened(window, chats(2))
    switch.field.setText("zebra")
    QTest.keyClick(switch.field, Qt.Key.Key_Escape)
    assert not switch.isVisible()
