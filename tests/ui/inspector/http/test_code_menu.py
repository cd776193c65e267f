"""A request is copied as a command or a program from where it is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gemini_desktop.core.export.code.table import fitting
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.pages import REQUEST
from tests.ui.inspector.sources import capture


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    widget.show_capture(capture("01_dev_plain_text.sse"))
    qtbot.waitUntil(lambda: not widget.loading)
    widget.show_page(REQUEST)
    yield widget
    widget.stop()
    widget.close()


def open_menu() -> QMenu:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    (menu,) = found
    return menu


def test_each_language_that_can_say_it_is_copied(pane: InspectorPane) -> None:
    page = pane.pages.request
    asked = page.recipe
    assert asked is not None
    languages = fitting(asked)
    assert {"curl", "powershell", "httpx", "google-genai", "fetch"} == {n.name for n in languages}
    for place, language in enumerate(languages):
        QTest.mouseClick(page.code, Qt.MouseButton.LeftButton)
        menu = open_menu()
        action = menu.actions()[place]
        assert language.title in action.text()
        action.trigger()
        menu.close()
        text = QGuiApplication.clipboard().text()
        assert text == language.render(asked)
        assert "GEMINI_API_KEY" in text


def test_the_keys_copy_a_curl_command(pane: InspectorPane) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    view = pane.pages.request.view
    QTest.keyClick(view, Qt.Key.Key_C, modifiers)
    assert QGuiApplication.clipboard().text().startswith("curl --no-buffer")


def test_without_a_request_there_is_nothing_to_copy(pane: InspectorPane) -> None:
    pane.clear()
    page = pane.pages.request
    assert page.recipe is None
    assert not page.code.isEnabled()
    page.copy_curl()
    page.show_code_menu()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
