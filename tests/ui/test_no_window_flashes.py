"""While the panes are built nothing is shown that has no parent yet: it would be a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.inspector.pane import InspectorPane
from gemini_desktop.ui.settings.pane import SettingsPane


class _Watch(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[_Watch]:
    watch = _Watch()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


@pytest.mark.parametrize("build", [ChatPane, InspectorPane, SettingsPane])
def test_building_a_pane_opens_no_window(
    qtbot: QtBot, watch: _Watch, build: Callable[[], QWidget]
) -> None:
    pane = build()
    qtbot.addWidget(pane)
    assert watch.shown == []
    pane.show()
    assert watch.shown == [f"{type(pane).__name__} {pane.objectName()}"]
