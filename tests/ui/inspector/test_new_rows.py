"""While the table does not follow, nothing is lost, and it tells how much is new."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.events.query import parse
from gemini_desktop.ui.inspector.pane import InspectorPane
from tests.ui.inspector.sources import MemorySource, from_body, text_events

COUNT = 1000


@pytest.fixture(scope="module")
def source() -> MemorySource:
    return from_body(text_events(COUNT))


@pytest.fixture
def pane(qtbot: QtBot, source: MemorySource) -> InspectorPane:
    pane = InspectorPane()
    qtbot.addWidget(pane)
    pane.resize(700, 900)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.begin(source)
    return pane


def _come(pane: InspectorPane, chunks: list[Chunk]) -> None:
    for chunk in chunks:
        pane.take_chunk(chunk)
    pane.flush()


def test_a_pause_hides_no_row_and_counts_them(pane: InspectorPane, source: MemorySource) -> None:
    chunks = source.decoded()[0]
    _come(pane, chunks[:400])
    assert not pane.table.jump.isVisible()
    pane.table.set_following(False)
    place = pane.table.verticalScrollBar().value()
    for at in range(400, COUNT, 60):
        _come(pane, chunks[at : at + 60])
        assert pane.model.rowCount() == min(at + 60, COUNT)
    assert pane.table.verticalScrollBar().value() == place
    assert pane.table.jump.isVisible()
    assert pane.table.jump.text() == "600 new"
    QTest.mouseClick(pane.table.jump, Qt.MouseButton.LeftButton)
    assert pane.table.following
    assert not pane.table.jump.isVisible()
    bar = pane.table.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_what_a_filter_finds_late_is_not_new(
    qtbot: QtBot, pane: InspectorPane, source: MemorySource
) -> None:
    chunks = source.decoded()[0]
    _come(pane, chunks[:900])
    pane.table.choose_event(99)
    pane.model.set_query(parse("type:thought"))
    qtbot.waitUntil(lambda: not pane.model.scanning)
    pane.table.refresh()
    assert not pane.table.jump.isVisible()
    _come(pane, chunks[900:])
    qtbot.waitUntil(lambda: not pane.model.scanning)
    pane.table.refresh()
    assert pane.table.jump.text() == "1 new"


def test_another_capture_has_nothing_new(pane: InspectorPane, source: MemorySource) -> None:
    chunks = source.decoded()[0]
    _come(pane, chunks[:100])
    pane.table.set_following(False)
    _come(pane, chunks[100:200])
    assert pane.table.jump.isVisible()
    pane.begin(source)
    assert not pane.table.jump.isVisible()
    _come(pane, chunks[:50])
    assert not pane.table.jump.isVisible()
