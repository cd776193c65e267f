"""The page of findings: what was found, while it comes and afterwards, and the way to its bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import Record, ResponseStarted
from gemini_desktop.core.lint import RULES, Finding
from gemini_desktop.core.lint.findings import MOST_OF_A_RULE
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.controls import Chip
from gemini_desktop.ui.inspector.findings.excerpt import Excerpt, signs
from gemini_desktop.ui.inspector.findings.findings_page import FindingsPage
from gemini_desktop.ui.inspector.findings.linting import Linting
from gemini_desktop.ui.inspector.pages import EVENTS, FINDINGS, RAW
from gemini_desktop.ui.inspector.pane import InspectorPane
from gemini_desktop.ui.inspector.part import Batch
from tests.ui.inspector.sources import MemorySource, capture, from_body

HEADERS = (("Content-Type", "text/event-stream"),)


def named(source: MemorySource) -> MemorySource:
    """The same with a head that says what the body is."""
    made: list[Record] = [
        ResponseStarted(t_ns=each.t_ns, status=each.status, headers=HEADERS)
        if isinstance(each, ResponseStarted)
        else each
        for each in source.records()
    ]
    return MemorySource(made)


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> Iterator[FindingsPage]:
    widget = FindingsPage(Linting(qapp))
    qtbot.addWidget(widget)
    QAbstractItemModelTester(
        widget.model, QAbstractItemModelTester.FailureReportingMode.Fatal, widget
    )
    widget.resize(600, 500)
    widget.show()
    yield widget
    widget.close()


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(640, 860)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def told(page: FindingsPage, source: MemorySource, *, step: int = 1) -> None:
    """All of a capture, `step` records a frame."""
    page.start(source)
    chunks, turn = source.decoded()
    records = list(source.records())
    for at in range(0, len(records), step):
        page.take(Batch(records[at : at + step], 0, []))
        page.refresh()
    page.take(Batch([], 0, chunks))
    page.refresh()
    page.finish(turn)


def rules(page: FindingsPage) -> list[str]:
    found = (page.model.finding(row) for row in range(page.model.rowCount()))
    return [each.rule for each in found if each is not None]


def chip(page: FindingsPage, severity: str) -> Chip:
    found = page.findChild(Chip, f"findings-{severity}")
    assert found is not None
    return found


def test_before_anything_is_shown_the_page_says_what_it_is_for(page: FindingsPage) -> None:
    assert "appears here" in page.empty_words


def test_a_clean_exchange_says_so(page: FindingsPage) -> None:
    source = named(capture("20_ix_text.sse"))
    page.start(source)
    assert page.empty_words == "Nothing odd so far."
    told(page, source)
    assert page.empty_words == "Nothing odd was found in this exchange."
    assert not chip(page, "error").isVisible()


def test_findings_stand_in_the_order_of_their_bytes(page: FindingsPage) -> None:
    counts: list[int] = []
    page.linting.counted.connect(counts.append)
    told(page, named(capture("34_sse_line_rules.sse")))
    assert rules(page) == ["SSE01", "SSE02"]
    assert counts[-1] == 2
    assert chip(page, "warning").text() == "Warnings 1"
    assert chip(page, "info").text() == "Info 1"
    assert not chip(page, "error").isVisible()
    page.grab()


def test_what_is_read_from_the_top_tells_of_nothing_new(page: FindingsPage) -> None:
    told(page, named(capture("34_sse_line_rules.sse")))
    page.resize(page.width(), page.height() - 10)
    page.view.choose(1)
    assert not page.view.jump.isVisible()
    assert not page.view.following


def test_a_severity_can_be_hidden(page: FindingsPage) -> None:
    told(page, named(capture("34_sse_line_rules.sse")))
    chip(page, "warning").click()
    assert rules(page) == ["SSE02"]
    chip(page, "info").click()
    assert rules(page) == []
    assert "hidden" in page.empty_words
    chip(page, "warning").click()
    assert rules(page) == ["SSE01"]


def test_the_chosen_finding_stays_chosen_when_others_are_hidden(page: FindingsPage) -> None:
    told(page, named(capture("34_sse_line_rules.sse")))
    page.view.choose(1)
    chip(page, "warning").click()
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.rule == "SSE02"
    chip(page, "info").click()
    assert page.chosen() is None
    assert not page.detail.isVisible()


def test_the_detail_tells_why_and_where(page: FindingsPage) -> None:
    source = named(capture("27_ix_unknown_events.sse"))
    told(page, source)
    row = rules(page).index("INT10")
    page.view.choose(row)
    assert page.detail.isVisible()
    text = page.detail.text()
    assert RULES["INT10"].why in text
    assert RULES["INT10"].where in text
    assert "event 12" in text
    excerpt = page.detail.findChild(Excerpt)
    assert excerpt is not None
    before, marked, after = excerpt.parts
    assert marked == '"paused_for_review"'
    assert before.endswith('"status":')
    assert after.startswith(',"usage"')
    page.detail.copy()
    assert QGuiApplication.clipboard().text() == text
    page.grab()


def test_lines_are_copied_as_the_command_prints_them(page: FindingsPage) -> None:
    told(page, named(capture("34_sse_line_rules.sse")))
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "0: SSE01 warning A byte order mark stands before the stream\n"
        "206: SSE02 info A line ends with CR alone"
    )


def test_what_is_beyond_the_bound_is_told(page: FindingsPage) -> None:
    told(page, named(from_body(b"data: {oops\n\n" * (MOST_OF_A_RULE + 7), read_bytes=5000)))
    assert chip(page, "error").text().endswith("007")
    page.view.choose(0)
    assert "7 more of this rule" in page.detail.text()


def test_a_second_end_changes_nothing(page: FindingsPage) -> None:
    source = named(capture("31_dev_truncated_mid_event.sse"))
    told(page, source)
    found = rules(page)
    page.finish(source.decoded()[1])
    assert rules(page) == found == ["SSE03"]


def test_what_was_found_is_there_again_when_one_comes_back(page: FindingsPage) -> None:
    source = named(capture("34_sse_line_rules.sse"))
    page.start(source)
    assert page.keep() is None
    told(page, source)
    kept = page.keep()
    page.start(None)
    page.start(source)
    page.take_back(kept)
    page.finish(source.decoded()[1])
    assert rules(page) == ["SSE01", "SSE02"]
    assert chip(page, "info").text() == "Info 1"


def test_another_capture_begins_anew(page: FindingsPage) -> None:
    told(page, named(capture("34_sse_line_rules.sse")))
    page.view.choose(0)
    counts: list[int] = []
    page.linting.counted.connect(counts.append)
    page.start(None)
    assert rules(page) == []
    assert counts == [0]
    assert not page.detail.isVisible()
    page.finish(Turn(role="model"))


def test_each_row_is_read_out_with_its_severity_and_byte(page: FindingsPage) -> None:
    told(page, named(capture("34_sse_line_rules.sse")))
    words = page.model.data(page.model.index(1, 0))
    assert words == "info, SSE02: A line ends with CR alone. Byte 206"
    assert page.model.data(QModelIndex()) is None
    assert page.view.accessibleName()


def test_line_ends_and_controls_are_signs() -> None:
    assert signs(b"a\r\n\tb\x1b[2J\xff") == "a␍␊␉b␛[2J\ufffd"


def shown(qtbot: QtBot, pane: InspectorPane, source: MemorySource) -> FindingsPage:
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)
    pane.show_page(FINDINGS)
    return pane.pages.findings


def row(page: FindingsPage, rule: str) -> int:
    return rules(page).index(rule)


def test_the_tab_counts(qtbot: QtBot, pane: InspectorPane) -> None:
    def tab() -> str:
        buttons = pane.pages.tabs.findChildren(QAbstractButton)
        return next(each.text() for each in buttons if each.text().startswith("Findings"))

    assert tab() == "Findings"
    shown(qtbot, pane, named(capture("34_sse_line_rules.sse")))
    assert tab() == "Findings 2"
    pane.clear()
    assert tab() == "Findings"


def test_a_finding_chooses_its_event(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, named(capture("27_ix_unknown_events.sse")))
    pane.filter.setText("type:usage")
    pane.show_page(FINDINGS)
    page.view.choose(row(page, "INT10"))
    assert pane.table.chosen_event() == 11
    assert pane.pages.current == FINDINGS
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert pane.pages.current == EVENTS
    assert pane.table.chosen_event() == 11


def test_its_bytes_are_shown_on_the_raw_page(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, named(capture("27_ix_unknown_events.sse")))
    page.view.choose(row(page, "INT10"))
    button = page.findChild(Chip, "showFindingBytes")
    assert button is not None
    button.click()
    assert pane.pages.current == RAW
    pane.pages.raw.copy()
    assert QGuiApplication.clipboard().text() == '"paused_for_review"'


def test_a_finding_at_the_end_has_a_place_and_no_event(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, named(capture("26b_ix_deep_research_dropped.sse")))
    page.view.choose(row(page, "INT04"))
    assert pane.table.chosen_event() == -1
    assert "Byte 665" in page.detail.text()
    event = page.findChild(Chip, "showFindingEvent")
    assert event is not None
    assert not event.isVisible()


def test_live_findings_come_with_the_stream(pane: InspectorPane) -> None:
    source = named(capture("27_ix_unknown_events.sse", read_bytes=64))
    chunks, turn = source.decoded()
    pane.begin(source)
    pane.show_page(FINDINGS)
    for record in source.records():
        pane.take_record(record)
    for chunk in chunks[:5]:
        pane.take_chunk(chunk)
    pane.flush()
    page = pane.pages.findings
    assert rules(page) == ["INT06", "INT07", "INT07"]
    for chunk in chunks[5:]:
        pane.take_chunk(chunk)
    pane.end(turn)
    assert rules(page) == ["INT06", *["INT07"] * 4, "INT10"]


def test_the_strip_says_nothing_that_the_page_does_not(qtbot: QtBot, pane: InspectorPane) -> None:
    """Each note of the strip with a place is a finding at that place."""
    source = named(capture("27_ix_unknown_events.sse"))
    page = shown(qtbot, pane, source)
    found: set[tuple[str, int]] = set()
    for at in range(page.model.rowCount()):
        each = page.model.finding(at)
        assert isinstance(each, Finding)
        found.add((each.message, each.start))
    outcome = source.decoded()[1].outcome
    assert outcome is not None
    for note in outcome.notes:
        if note.start is not None:
            assert (note.message, note.start) in found


def test_what_the_strip_has_no_room_for_is_on_the_page(qtbot: QtBot, pane: InspectorPane) -> None:
    shown(qtbot, pane, capture("27_ix_unknown_events.sse"))
    pane.show_page(EVENTS)
    lines = pane.pages.notes.findChildren(QAbstractButton)
    rest = next(line for line in lines if "more" in line.text())
    QTest.mouseClick(rest, Qt.MouseButton.LeftButton)
    assert pane.pages.current == FINDINGS
