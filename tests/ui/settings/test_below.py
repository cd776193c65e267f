"""What stands below the fold is made when somebody comes there, and as it would have been."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.ui import theme
from gemini_desktop.ui.settings.pane import SettingsPane

DEMO = Profile(name="Demo", demo=True)
WORK = Profile(name="Work", proxy="http://proxy.example:8080")


@pytest.fixture
def pane(qtbot: QtBot, qapp: QApplication) -> Iterator[SettingsPane]:
    theme.manager().set_mode("light")
    pane = SettingsPane()
    pane.show_state([DEMO, WORK], "Work", Options(raw={"a": 1}), "")
    pane.resize(264, 600)
    with qtbot.waitActive(pane):
        pane.show()
        pane.activateWindow()
    yield pane
    pane.close()
    pane.deleteLater()


def made(pane: SettingsPane) -> bool:
    return SettingsPane.below.made(pane) is not None


def bar_range(pane: SettingsPane) -> int:
    area = pane.findChild(QScrollArea)
    assert area is not None
    return area.verticalScrollBar().maximum()


def test_nobody_comes_there_by_looking_at_the_top(pane: SettingsPane, qtbot: QtBot) -> None:
    pane.show_state([DEMO, WORK], "Demo", Options(), "")
    pane.show_state([DEMO, WORK], "Work", Options(), "")
    qtbot.wait(20)
    assert not made(pane)


def test_it_shows_what_was_told_before(pane: SettingsPane) -> None:
    assert '"a": 1' in pane.below.raw.area.toPlainText()
    assert pane.below.network.proxy.text() == "http://proxy.example:8080"
    pane.show_state([DEMO, WORK], "Demo", Options(), "")
    assert pane.below.network.isHidden()
    assert not pane.below.raw.area.toPlainText()


def test_scrolling_brings_it(pane: SettingsPane, qtbot: QtBot) -> None:
    area = pane.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: made(pane) and pane.below.isVisible())
    qtbot.waitUntil(pane.below.storage.isVisible)


@pytest.mark.parametrize("name", ["Demo", "Work"])
def test_the_scroll_bar_is_as_long_before_as_after(
    pane: SettingsPane, qtbot: QtBot, name: str
) -> None:
    pane.show_state([DEMO, WORK], name, Options(), "")
    qtbot.wait(20)
    before = bar_range(pane)
    assert pane.below is not None
    qtbot.wait(20)
    assert abs(bar_range(pane) - before) < before * 0.1


def test_tab_goes_on_into_it(pane: SettingsPane, qtbot: QtBot) -> None:
    pane.generation.stops.setFocus()
    QTest.keyClick(pane.generation.stops, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: made(pane) and pane.below.raw.area.hasFocus())


def test_shift_tab_comes_into_its_end(pane: SettingsPane, qtbot: QtBot) -> None:
    first = pane.findChild(QWidget, "foldSettingsButton")
    assert first is not None
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: made(pane) and _within(pane.below.storage, QApplication.focusWidget()))


def _within(group: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and group.isAncestorOf(widget)
