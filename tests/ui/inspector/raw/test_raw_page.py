"""The page of bytes within the inspector: the whole body, and its events both ways."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.inspector import InspectorPane
from tests.ui.inspector.sources import MemorySource, capture, from_body, text_events


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def _stored(qtbot: QtBot, pane: InspectorPane, source: MemorySource) -> MemorySource:
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)
    return source


def test_the_whole_body_can_be_scrolled(qtbot: QtBot, pane: InspectorPane) -> None:
    source = _stored(qtbot, pane, from_body(text_events(3000)))
    pane.show_page("raw")
    page = pane.pages.raw
    assert page.panel.bounds == (0, source.size())
    view = page.view
    view.show_byte(0)
    assert "piece 0" in view.visible_text()
    view.scroll_to_end()
    assert "piece 2999" in view.visible_text().replace("\n", "")


def test_a_click_chooses_the_event_and_stays_where_it_is(qtbot: QtBot, pane: InspectorPane) -> None:
    source = _stored(qtbot, pane, from_body(text_events(300)))
    pane.show_page("raw")
    view = pane.pages.raw.view
    view.show_byte(source.size() // 2)
    before = view.verticalScrollBar().value()
    row = view.visible_rows()[5]
    y = 5 * view._row_height + 8 - before % view._row_height
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, y))
    event = pane.table.chosen_event()
    assert event == pane.model.event_at_offset(row.start)
    assert view.marked == (pane.model.columns.starts[event], pane.model.columns.ends[event])
    assert view.verticalScrollBar().value() == before
    assert row.start <= view.caret <= row.end


def test_a_chosen_event_is_marked_and_in_sight(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(300)))
    pane.show_page("raw")
    for event in (250, 3, 299):
        pane.select_event(event)
        start = pane.model.columns.starts[event]
        assert start in {row.start for row in pane.pages.raw.view.visible_rows()}
        pane.grab()


@pytest.mark.parametrize("page", ["events", "raw", "log", "request"])
@pytest.mark.parametrize("name", ["02_dev_thoughts_text.sse", "16_dev_json_array_no_alt_sse.json"])
def test_bytes_are_selected_wherever_bytes_are_shown(
    qtbot: QtBot, pane: InspectorPane, page: str, name: str
) -> None:
    source = _stored(qtbot, pane, capture(name))
    columns = pane.model.columns
    pane.show_page(page)
    event = len(columns) // 2
    start, end = columns.starts[event] + 3, columns.starts[event] + 9
    pane.select_bytes(start, end)
    assert pane.table.chosen_event() == event
    assert pane.pages.current == (page if page in ("events", "raw") else "events")
    assert pane.pages.raw.view.selection() == (start, end)
    panel = pane.detail.text.panel
    assert panel.view.selection() == (start, end)
    for tab in ("text", "hex"):
        pane.detail.show_tab(tab)
        assert panel.read(*panel.view.selection()) == source.body[start:end]


def test_bytes_of_several_events_are_selected_as_far_as_they_go(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    _stored(qtbot, pane, from_body(text_events(10)))
    columns = pane.model.columns
    pane.select_bytes(columns.starts[2] + 5, columns.ends[4])
    assert pane.pages.raw.view.selection() == (columns.starts[2] + 5, columns.ends[4])
    assert pane.detail.text.panel.view.selection() == (columns.starts[2] + 5, columns.ends[2])


def test_a_chosen_read_is_selected_in_the_event(qtbot: QtBot, pane: InspectorPane) -> None:
    source = _stored(qtbot, pane, from_body(text_events(10), read_bytes=64))
    pane.select_event(4)
    pane.detail.show_tab("reads")
    reads = pane.detail.reads_page
    assert reads.model.rowCount() >= 2
    reads.table.choose(1)
    start, end = reads.model.part(1)
    assert pane.detail.text.panel.view.selection() == (start, end)
    assert 0 < end - start <= 64
    assert start % 64 == 0
    assert pane.detail.text.panel.read(start, end) == source.body[start:end]


def test_the_bytes_are_offered_as_a_file(qtbot: QtBot, pane: InspectorPane) -> None:
    source = _stored(qtbot, pane, from_body(text_events(10)))
    offers: list[Offer] = []
    pane.file_offered.connect(offers.append)
    pane.pages.raw.panel.save()
    pane.select_bytes(3, 9)
    pane.pages.raw.panel.save()
    pane.detail.text.panel.save()
    assert [offer.data() for offer in offers] == [source.body, source.body[3:9], source.body[3:9]]


def test_clearing_leaves_nothing(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(10)))
    pane.show_page("raw")
    pane.select_event(3)
    pane.clear()
    assert pane.pages.raw.view.visible_text() == ""
    pane.select_bytes(3, 9)
    assert pane.pages.raw.view.selection() == (0, 0)
