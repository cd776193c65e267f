"""Ctrl+F and F3 find in the page that is in sight, wherever the focus is within the inspector."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector import InspectorPane
from tests.ui.inspector.sources import capture

_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    widget.activateWindow()
    widget.show_capture(capture("01_dev_plain_text.sse"))
    qtbot.waitUntil(lambda: not widget.loading)
    yield widget
    widget.stop()
    widget.close()


def _tab(pane: InspectorPane) -> QWidget:
    return next(child for child in pane.pages.tabs.children() if isinstance(child, QWidget))


def test_in_the_bytes(pane: InspectorPane) -> None:
    pane.show_page("raw")
    QTest.keyClick(_tab(pane), Qt.Key.Key_F, _CTRL)
    search = pane.pages.raw.panel.search
    assert search.isVisible()
    search.edit.setText("modelVersion")
    QTest.keyClick(_tab(pane), Qt.Key.Key_F3)
    first = pane.pages.raw.view.selection()
    assert pane.source is not None
    assert pane.source.read(*first) == b"modelVersion"
    QTest.keyClick(_tab(pane), Qt.Key.Key_F3)
    second = pane.pages.raw.view.selection()
    assert second > first
    QTest.keyClick(_tab(pane), Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert pane.pages.raw.view.selection() == first
    assert pane.table.chosen_event() == pane.model.event_at_offset(first[0])


def test_from_what_is_searched_itself(pane: InspectorPane) -> None:
    """The tree and the bytes leave these keys to the page."""
    pane.select_event(1)
    QTest.keyClick(pane.detail.tree, Qt.Key.Key_F, _CTRL)
    assert pane.detail.tree_page.search.isVisible()
    QTest.keyClick(pane.detail.tree, Qt.Key.Key_G, _CTRL)
    assert pane.detail.tree_page.path.hasFocus()
    pane.show_page("raw")
    raw = pane.pages.raw
    QTest.keyClick(raw.view, Qt.Key.Key_F, _CTRL)
    assert raw.panel.search.modes.value() == "text"
    raw.panel.search.edit.setText("modelVersion")
    QTest.keyClick(raw.view, Qt.Key.Key_F3)
    assert pane.source is not None
    assert pane.source.read(*raw.view.selection()) == b"modelVersion"
    QTest.keyClick(raw.view, Qt.Key.Key_G, _CTRL)
    assert raw.panel.search.modes.value() == "offset"


def test_in_the_chosen_event_else_among_events(pane: InspectorPane) -> None:
    QTest.keyClick(pane.table, Qt.Key.Key_F, _CTRL)
    assert pane.filter.hasFocus()
    pane.select_event(1)
    QTest.keyClick(pane.table, Qt.Key.Key_F, _CTRL)
    assert pane.detail.tree_page.search.isVisible()
    pane.detail.show_tab("hex")
    QTest.keyClick(pane.table, Qt.Key.Key_F, _CTRL)
    assert pane.detail.text.panel.search.isVisible()


def test_in_request_and_response(pane: InspectorPane) -> None:
    pane.show_page("request")
    QTest.keyClick(pane.pages.request.view, Qt.Key.Key_F, _CTRL)
    assert pane.pages.request.search.isVisible()


def test_a_page_that_cannot_be_searched_leaves_the_keys_alone(pane: InspectorPane) -> None:
    pane.show_page("timing")
    QTest.keyClick(_tab(pane), Qt.Key.Key_F, _CTRL)
    assert not pane.pages.raw.panel.search.isVisible()
