"""A page that is made late shows what one shows that was there from the start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QTableView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.pages import EVENTS, FINDINGS, LOG, MERGED, RAW, REQUEST, TIMING
from gemini_desktop.ui.inspector.pane import InspectorPane
from tests.ui.inspector.sources import MemorySource, capture
from tests.ui.inspector.test_pane import _live, _stored

LATE = (RAW, LOG, REQUEST, TIMING, FINDINGS, MERGED)


def _pane(qtbot: QtBot) -> InspectorPane:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(640, 900)
    widget.show()
    return widget


@pytest.fixture
def late(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = _pane(qtbot)
    yield widget
    widget.stop()
    widget.close()


@pytest.fixture
def early(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = _pane(qtbot)
    for name in (*LATE, EVENTS):
        widget.show_page(name)
    yield widget
    widget.stop()
    widget.close()


def _made(pane: InspectorPane) -> list[str]:
    return [name for name in LATE if name in vars(pane.pages)]


def _seen(qtbot: QtBot, pane: InspectorPane) -> dict[str, object]:
    """What each page tells, looked at one after the other."""
    pages = pane.pages
    for name in (*LATE, EVENTS):
        pane.show_page(name)
    qtbot.waitUntil(lambda: not pages.merged.reading)
    log = pages.log.model
    return {
        RAW: (pages.raw.view.visible_text(), pages.raw.panel.bounds),
        LOG: [log.line(row) for row in range(log.rowCount())],
        REQUEST: pages.request.view.visible_text(),
        TIMING: (pages.timing.verdict, pages.timing.figures.sections),
        FINDINGS: [pages.findings.model.line(n) for n in range(pages.findings.model.rowCount())],
        MERGED: pages.merged.result.value,
    }


def test_none_is_there_before_somebody_looks(qtbot: QtBot, late: InspectorPane) -> None:
    _live(late, capture("01_dev_plain_text.sse"))
    _stored(qtbot, late, capture("20_ix_text.sse"))
    late.select_event(1)
    late.next_error()
    late.follow_newest()
    late.pages.stop()
    assert not {REQUEST, TIMING, FINDINGS, MERGED} & set(_made(late))
    late.show_page(TIMING)
    assert {REQUEST, TIMING, FINDINGS, MERGED} & set(_made(late)) == {TIMING}


@pytest.mark.parametrize(
    "name", ["03_dev_multi_candidate.sse", "31_dev_truncated_mid_event.sse", "20_ix_text.sse"]
)
def test_it_tells_what_it_would_have_told(
    qtbot: QtBot, late: InspectorPane, early: InspectorPane, name: str
) -> None:
    for source in (capture(name), capture("34_sse_line_rules.sse")):
        for pane in (late, early):
            _stored(qtbot, pane, source)
    late.pages.stop()
    assert not {REQUEST, TIMING, FINDINGS, MERGED} & set(_made(late))
    assert _seen(qtbot, late) == _seen(qtbot, early)


def test_it_goes_on_from_the_middle(
    qtbot: QtBot, late: InspectorPane, early: InspectorPane
) -> None:
    """Half of a live exchange comes before somebody looks, the other half after."""
    source = capture("20_ix_text.sse")
    records, (chunks, turn) = list(source.records()), source.decoded()
    half = len(records) // 2, len(chunks) // 2
    for pane in (late, early):
        pane.begin(source)
    for pane in (late, early):
        _tell(pane, records[: half[0]], chunks[: half[1]])
    for name in (*LATE, EVENTS):
        late.show_page(name)
    for pane in (late, early):
        _tell(pane, records[half[0] :], chunks[half[1] :])
        pane.end(turn)
    assert _seen(qtbot, late) == _seen(qtbot, early)


def _tell(pane: InspectorPane, records: list[Record], chunks: list[Chunk]) -> None:
    for record in records:
        pane.take_record(record)
    for chunk in chunks:
        pane.take_chunk(chunk)
    pane.flush()


def test_the_chosen_event_is_marked_on_it(qtbot: QtBot, late: InspectorPane) -> None:
    source: MemorySource = capture("20_ix_text.sse")
    _stored(qtbot, late, source)
    late.select_event(3)
    late.show_page(RAW)
    columns = late.model.columns
    assert late.pages.raw.view.marked == (columns.starts[3], columns.ends[3])
    late.show_page(LOG)
    view = late.pages.log.view
    assert late.pages.log.model.event_at(view.chosen_row()) == 3
    assert late.table.chosen_event() == 3


def test_the_reads_of_an_event_go_with_its_capture(qtbot: QtBot, late: InspectorPane) -> None:
    """Their numbers do too: whoever still asked for a row would find none."""
    _stored(qtbot, late, capture("20_ix_text.sse"))
    late.select_event(3)
    late.detail.show_tab("reads")
    assert late.detail.reads_page.model.rowCount() > 0
    late.clear()
    assert late.detail.reads_page.model.rowCount() == 0
    theme.manager().set_zoom(150)  # which measures the rows
    theme.manager().set_zoom(100)


def test_names_are_found_before_and_after(late: InspectorPane) -> None:
    for page, name in ((RAW, "rawView"), (LOG, "logView")):
        assert late.findChild(QWidget, name) is not None
        late.show_page(page)
        found = late.findChild(QWidget, name)
        assert found is not None
        assert found.isVisible()


def test_what_others_know_by_name_is_there_soon_after_a_capture_is(
    qtbot: QtBot, late: InspectorPane
) -> None:
    assert not _made(late)
    assert late.findChild(QTreeView, "jsonTree") is None
    _live(late, capture("20_ix_text.sse"))
    qtbot.waitUntil(lambda: _made(late) == [RAW, LOG])
    assert late.findChild(QTreeView, "jsonTree") is late.detail.tree
    assert late.findChild(QTableView, "logView") is late.pages.log.view
    assert late.findChild(QWidget, "rawView") is late.pages.raw.view
    assert not late.pages.log.isVisible()


def test_the_log_follows_or_stays_as_the_events_do(late: InspectorPane) -> None:
    """To stop following makes no page that nobody looks at."""
    late._header.follow_toggled.emit()
    assert LOG not in _made(late)
    late.show_page(LOG)
    view = late.pages.log.view
    assert not view.following
    late._header.follow_toggled.emit()
    assert late.table.following
    assert view.following
