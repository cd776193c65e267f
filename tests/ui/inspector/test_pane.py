"""The whole inspector with real captures: live, stored, filtered, selected."""

from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.core.export.code import bash
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.session import drafting
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Badge
from gemini_desktop.ui.inspector import InspectorPane
from tests.ui.inspector.sources import (
    MemorySource,
    capture,
    event,
    from_body,
    picture_event,
    text_events,
)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def _live(pane: InspectorPane, source: MemorySource, *, flush_every: int = 1) -> None:
    """As the bridge does it: records and chunks as they come, a flush now and then."""
    answer = Answer()
    pane.begin(source)
    for number, record in enumerate(source.records()):
        for chunk in answer.feed(record):
            pane.take_chunk(chunk)
        pane.take_record(record)
        if number % flush_every == 0:
            pane.flush()
    pane.flush()
    pane.end(answer.finish())


def _stored(qtbot: QtBot, pane: InspectorPane, source: MemorySource) -> None:
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)


def _badge(pane: InspectorPane, name: str) -> str:
    badge = pane.findChild(Badge, name)
    assert badge is not None
    return "" if badge.isHidden() else badge.text


def _metric(pane: InspectorPane, caption: str) -> str:
    return next(
        f"{value} {unit}".strip()
        for name, value, unit in pane.pages.glance.metrics.cells()
        if name == caption
    )


def test_the_names_that_others_rely_on(pane: InspectorPane) -> None:
    assert pane.objectName() == "inspectorPane"
    for name in ("eventTable", "rawView", "jsonTree", "logView"):
        assert pane.findChild(QWidget, name) is not None
    assert pane.findChild(QAbstractItemView, "eventTable") is pane.table
    assert pane.findChild(QLineEdit, "eventFilter") is pane.filter


def test_everything_that_takes_the_focus_has_a_name(pane: InspectorPane) -> None:
    for widget in pane.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(pane):
            named = widget.accessibleName() or (
                isinstance(widget, QAbstractButton) and widget.text()
            )
            assert named or widget.focusProxy(), widget.objectName() or type(widget)


def test_empty_says_one_sentence(pane: InspectorPane) -> None:
    assert _badge(pane, "inspectorState") == "Idle"
    assert pane.table.model().rowCount() == 0
    assert pane.detail.hint.startswith("Send a prompt")
    pane.grab()


@pytest.mark.parametrize(
    "name", ["02_dev_thoughts_text.sse", "20_ix_text.sse", "16_dev_json_array_no_alt_sse.json"]
)
def test_live_and_stored_show_the_same(qtbot: QtBot, pane: InspectorPane, name: str) -> None:
    source = capture(name)

    def shown() -> list[list[object]]:
        model = pane.model
        return [
            [model.data(model.index(row, column)) for column in range(5)]
            for row in range(model.rowCount())
        ]

    _live(pane, source)
    live, log = shown(), pane.pages.log.model.rowCount()
    assert len(live) == len(source.decoded()[0])
    assert _badge(pane, "inspectorState") == ""
    assert _badge(pane, "inspectorOutcome") == "Complete"
    _stored(qtbot, pane, source)
    assert shown() == live
    assert pane.pages.log.model.rowCount() == log
    assert _badge(pane, "inspectorState") == "Recorded"
    assert _badge(pane, "inspectorOutcome") == "Complete"


def test_nothing_is_done_before_the_flush(pane: InspectorPane) -> None:
    source = capture("01_dev_plain_text.sse")
    pane.begin(source)
    for chunk in source.decoded()[0]:
        pane.take_chunk(chunk)
    assert pane.model.rowCount() == 0
    assert pane.pages.log.model.rowCount() == 0
    inserts: list[int] = []
    pane.model.rowsInserted.connect(lambda *_: inserts.append(1))
    pane.flush()
    assert len(inserts) == 1
    assert pane.model.rowCount() == len(source.decoded()[0])
    pane.flush()
    assert len(inserts) == 1


def test_metrics_tell_what_the_records_say(pane: InspectorPane) -> None:
    source = capture("02_dev_thoughts_text.sse")
    _live(pane, source)
    assert _metric(pane, "First byte") == "10 ms"
    assert _metric(pane, "First token").endswith("ms")
    assert _metric(pane, "Rate").endswith("tok/s")
    assert _metric(pane, "Chunks") == str(len(source.decoded()[0]))
    assert _metric(pane, "Received") == f"{source.size() / 1000:.1f} kB"
    assert "First byte 10 ms" in pane.pages.glance.metrics.accessibleName()


def test_the_chosen_event_shows_its_bytes(qtbot: QtBot, pane: InspectorPane) -> None:
    source = capture("02_dev_thoughts_text.sse")
    _stored(qtbot, pane, source)
    columns = pane.model.columns
    pane.show_page("raw")
    for number in range(len(columns)):
        pane.select_event(number)
        start, end = columns.starts[number], columns.ends[number]
        assert pane.detail.title.startswith(f"Event {number + 1}")
        shown = {row.start for row in pane.pages.raw.view.visible_rows()}
        assert start in shown
        assert _marked(pane) == (start, end)
        pane.pages.raw.copy()
        assert QGuiApplication.clipboard().text() == source.body[start:end].decode()


def _marked(pane: InspectorPane) -> tuple[int, int]:
    return pane.pages.raw.view.marked


def test_choosing_tells_the_byte_range(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, capture("01_dev_plain_text.sse"))
    told: list[object] = []
    pane.event_selected.connect(told.append)
    pane.select_byte(pane.model.columns.starts[1] + 3)
    assert told == [(pane.model.columns.starts[1], pane.model.columns.ends[1])]
    QTest.keyClick(pane.table, Qt.Key.Key_Escape)
    assert told[-1] is None
    assert not pane.detail.title.startswith("Event 2")


class GrowingSource(MemorySource):
    """A tape that is written while it is read."""

    def __init__(self, records: Iterable[Record]) -> None:
        super().__init__(records)
        self.written = 0

    def records(self) -> Iterator[Record]:
        for record in super().records():
            if isinstance(record, BytesReceived):
                self.written += len(record.data)
            yield record

    def size(self) -> int:
        return self.written


def test_without_a_choice_raw_follows_the_end(pane: InspectorPane) -> None:
    source = GrowingSource(from_body(text_events(2000)).records())
    pane.show_page("raw")
    _live(pane, source, flush_every=20)
    assert pane.pages.raw.panel.bounds == (0, len(source.body))
    assert "piece 1999" in pane.pages.raw.view.visible_text().replace("\n", "")


def test_hex_and_all_of_a_long_event(qtbot: QtBot, pane: InspectorPane) -> None:
    source = from_body(picture_event(100_000))
    _stored(qtbot, pane, source)
    pane.show_page("raw")
    pane.select_event(0)
    view = pane.pages.raw.view
    view.scroll_to_end()
    rows = view.row_count()
    assert rows < 100
    show_all = pane.findChild(QAbstractButton, "showAllBytes")
    assert show_all is not None
    assert show_all.isVisible()
    show_all.click()
    assert view.row_count() > 10 * rows
    hexed = pane.findChild(QAbstractButton, "hexBytes")
    assert hexed is not None
    hexed.click()
    view.show_byte(0)
    assert view.visible_text().startswith(source.body[:4].hex(" "))
    pane.grab()


def test_a_4_mb_value_never_reaches_a_widget_whole(qtbot: QtBot, pane: InspectorPane) -> None:
    source = from_body(picture_event(4_000_000), read_bytes=65_536)
    _stored(qtbot, pane, source)
    for page in ("events", "raw", "log", "events"):
        pane.show_page(page)
        pane.select_event(0)
        pane.grab()
    assert len(pane.pages.raw.view.visible_text()) < 10_000
    pane.pages.raw.view.scroll_to_end()
    assert pane.pages.raw.view.row_count() < 200
    pane.detail.show_tab("text")
    pane.detail.set_style("pretty")
    laid = pane.detail.text.laid
    qtbot.waitUntil(lambda: 0 < laid.row_count() < 100)
    pane.grab()
    pane.detail.copy()
    assert len(QGuiApplication.clipboard().text()) > 4_000_000


def test_keys_walk_through_the_events(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(50)))
    table = pane.table
    QTest.keyClick(table, Qt.Key.Key_K)
    assert table.chosen_event() == 49
    QTest.keyClick(table, Qt.Key.Key_K)
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert table.chosen_event() == 47
    QTest.keyClick(table, Qt.Key.Key_J)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen_event() == 49
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "piece 49" in QGuiApplication.clipboard().text()


def test_f8_goes_from_error_to_error(qtbot: QtBot, pane: InspectorPane) -> None:
    good = event({"text": "a"})
    _stored(qtbot, pane, from_body(good + b"data: {\n\n" + good + b"data: [\n\n" + good))
    pane.next_error()
    assert pane.table.chosen_event() == 1
    pane.next_error()
    assert pane.table.chosen_event() == 3
    pane.next_error()
    assert pane.table.chosen_event() == 3
    pane.previous_error()
    assert pane.table.chosen_event() == 1


def test_the_end_is_followed_until_somebody_looks(pane: InspectorPane) -> None:
    source = from_body(text_events(400))
    chunks = source.decoded()[0]
    pane.begin(source)

    def add(first: int, last: int) -> None:
        for chunk in chunks[first:last]:
            pane.take_chunk(chunk)
        pane.flush()

    bar = pane.table.verticalScrollBar()
    add(0, 100)
    assert bar.value() == bar.maximum() > 0
    pane.select_event(20)
    place = bar.value()
    add(100, 200)
    assert bar.value() == place
    assert pane.table.chosen_event() == 20
    QTest.keyClick(pane.table, Qt.Key.Key_End)
    add(200, 300)
    assert pane.table.following
    assert bar.value() == bar.maximum()
    pause = pane.findChild(QAbstractButton, "followButton")
    assert pause is not None
    pause.click()
    add(300, 400)
    pane.grab()
    assert bar.value() < bar.maximum()
    pause.click()
    assert bar.value() == bar.maximum()


def test_filter_by_typing(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(1000)))
    pane.show_page("log")
    QTest.keyClicks(pane.filter, "type:thought")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 10)
    assert pane.table.isVisible()
    assert "10 / 1" in pane.filter.accessibleDescription()
    pane.grab()
    pane.select_event(5)
    assert pane.filter.text() == ""
    assert pane.table.chosen_event() == 5
    assert pane.model.rowCount() == 1000


def test_the_choice_outlives_a_filter_that_shows_it(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(300)))
    pane.select_event(199)
    pane.filter.setText("type:thought")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 3)
    assert pane.table.chosen_event() == 199
    QTest.keyClick(pane.filter, Qt.Key.Key_Escape)
    assert pane.model.rowCount() == 300
    assert pane.table.chosen_event() == 199


def test_a_filter_that_cannot_be_read_says_why_and_changes_nothing(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    _stored(qtbot, pane, from_body(text_events(30)))
    pane.filter.setText("/(/")
    assert "cannot be read" in pane.filter.toolTip()
    assert pane.model.rowCount() == 30
    pane.filter.setText(r"/piece 2\d/")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 10)
    assert "cannot" not in pane.filter.toolTip()


def test_notes_lead_to_their_bytes(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, capture("27_ix_unknown_events.sse"))
    assert any("byte 320" in text for text in pane.pages.notes.texts())
    button = next(
        b for b in pane.pages.notes.findChildren(QAbstractButton) if "byte 320" in b.text()
    )
    button.click()
    assert pane.table.chosen_event() == pane.model.event_at_offset(320) > 0


@pytest.mark.parametrize(
    ("name", "status", "badge"),
    [
        ("11_dev_prompt_blocked.sse", 200, "Blocked"),
        ("14_dev_midstream_error.sse", 200, "Failed"),
        ("15_dev_429_retryinfo.json", 429, "Failed"),
        ("38_html_502_proxy.html", 502, "Failed"),
        ("39_empty_200.sse", 200, "Failed"),
        ("24_ix_function_call_split_args.sse", 200, "Waiting for you"),
    ],
)
def test_says_how_it_ended(
    qtbot: QtBot, pane: InspectorPane, name: str, status: int, badge: str
) -> None:
    _stored(qtbot, pane, capture(name, status=status))
    assert _badge(pane, "inspectorOutcome") == badge
    assert pane.pages.notes.isVisible()
    for number in range(pane.model.rowCount()):
        pane.select_event(number)
    pane.grab()


def test_the_log_and_the_table_choose_together(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(50)))
    pane.show_page("log")
    view = pane.pages.log.view
    row = pane.pages.log.model.row_of(30)
    view.choose(row)
    assert pane.table.chosen_event() == 30
    pane.select_event(10)
    assert view.chosen_row() == pane.pages.log.model.row_of(10)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("[RAW] data: ")
    pane.grab()


def test_log_chips_hide_lines(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(50)))
    page = pane.pages.log
    chip = page.findChild(QAbstractButton, "logRAW")
    assert chip is not None
    assert chip.text() == "RAW 50"
    chip.click()
    assert pane.pages.log.model.tag_at(0) == "CHUNK"
    assert pane.pages.log.model.line(0) == "[CHUNK] piece 0"


def test_the_request_is_shown_and_copied(pane: InspectorPane) -> None:
    _live(pane, capture("01_dev_plain_text.sse"))
    pane.show_page("request")
    text = pane.pages.request.view.visible_text()
    assert "POST http://127.0.0.1/v1beta/models/x" in text
    assert "x-goog-api-key: ****" in text
    assert '"text": "Hi"' in text
    assert "HTTP/1.1 200" in text
    pane.pages.request.copy()
    assert "x-goog-api-key: ****" in QGuiApplication.clipboard().text()


def test_a_request_that_was_not_sent(pane: InspectorPane) -> None:
    """It is told apart, can be copied as commands, and goes when something is sent."""
    profile = Profile(name="x", base_url="http://127.0.0.1:1/v1", headers=(("X-Pass", "env:P"),))
    draft = drafting.draft(profile, Transcript(turns=[prompt("你好")]), Options())
    page = pane.pages.request
    assert not page.code.isEnabled()
    pane.show_draft(draft)
    assert page.isVisible()
    text = page.view.visible_text()
    assert text.startswith("POST http://127.0.0.1:1/v1/models/gemini-3.8-flash")
    assert "x-goog-api-key: ***" in text
    assert "X-Pass: ***" in text
    assert '"text": "你好"' in text
    page.copy()
    assert QGuiApplication.clipboard().text() == f"{draft.preview}\n"
    page.copy_curl()
    assert QGuiApplication.clipboard().text() == bash.render(draft.recipe)
    _live(pane, capture("01_dev_plain_text.sse"))
    assert page.recipe is not None
    assert b"Hi" in page.recipe.body
    assert "你好" not in page.view.visible_text()


def test_a_click_in_the_timeline_goes_to_that_time(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(text_events(100), read_bytes=100))
    middle = pane.pages.glance.timeline.rect().center()
    QTest.mouseClick(pane.pages.glance.timeline, Qt.MouseButton.LeftButton, pos=middle)
    assert 30 < pane.table.chosen_event() < 70


def test_another_capture_cancels_the_one_before(qtbot: QtBot, pane: InspectorPane) -> None:
    pane.show_capture(from_body(text_events(20_000), read_bytes=65_536))
    assert pane.loading
    source = capture("01_dev_plain_text.sse")
    _stored(qtbot, pane, source)
    assert pane.model.rowCount() == len(source.decoded()[0])
    assert pane.source is source


def test_a_large_capture_shows_rows_before_it_is_all_decoded(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    counts: list[int] = []
    pane.model.rowsInserted.connect(lambda: counts.append(pane.model.rowCount()))
    pane.show_capture(from_body(text_events(20_000)))
    assert pane.loading
    qtbot.waitUntil(lambda: not pane.loading)
    assert 0 < counts[0] < counts[-1] == 20_000


def test_clear_shows_nothing_and_keeps_the_capture(qtbot: QtBot, pane: InspectorPane) -> None:
    source = capture("01_dev_plain_text.sse")
    _stored(qtbot, pane, source)
    button = pane.findChild(QAbstractButton, "clearInspector")
    assert button is not None
    button.click()
    assert pane.model.rowCount() == pane.pages.log.model.rowCount() == 0
    assert not button.isEnabled()
    assert pane.source is None
    assert source.size()


def test_100_000_events_in_flushes(pane: InspectorPane) -> None:
    source = from_body(text_events(100_000), read_bytes=65_536)
    pane.begin(source)
    chunks = source.decoded()[0]
    for at in range(0, len(chunks), 2000):
        for chunk in chunks[at : at + 2000]:
            pane.take_chunk(chunk)
        pane.flush()
    assert pane.model.rowCount() == 100_000
    assert pane.pages.log.model.rowCount() == 199_000
    assert pane.model.summary(99_998) == "piece 99998"
    pane.grab()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_themes_and_zoom(qtbot: QtBot, pane: InspectorPane, mode: str) -> None:
    manager = theme.manager()
    try:
        _stored(qtbot, pane, capture("22_ix_images_interleaved.sse"))
        pane.select_event(2)
        manager.set_mode(mode)
        manager.set_zoom(150)
        for page in ("events", "raw", "log", "request"):
            pane.show_page(page)
            assert not pane.grab().isNull()
        assert pane.table.rowHeight(0) == 39
    finally:
        manager.set_zoom(100)
        manager.set_mode("system")


def test_dragging_selects_and_copies_raw_text(qtbot: QtBot, pane: InspectorPane) -> None:
    _stored(qtbot, pane, from_body(event({"text": "some words"})))
    pane.show_page("raw")
    pane.select_event(0)
    view = pane.pages.raw.view
    port = view.viewport()
    start = port.rect().topLeft()
    start.setY(5)
    end = port.rect().topRight()
    end.setY(5)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=end)
    first, last = view.selection()
    assert (first, last) == (0, view.visible_rows()[0].end)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().encode() == pane.pages.raw.panel.read(first, last)
    pane.grab()


def test_a_click_chooses_the_row_under_it_and_moves_nothing(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    _stored(qtbot, pane, from_body(text_events(400)))
    table = pane.table
    bar, rows = table.verticalScrollBar(), table.viewport()
    bar.setValue(bar.maximum())
    before = bar.value()
    point = rows.rect().topLeft() + QPoint(60, 40)
    row = table.rowAt(point.y())
    QTest.mousePress(rows, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseRelease(rows, Qt.MouseButton.LeftButton, pos=point)
    assert bar.value() == before
    assert [index.row() for index in table.selectionModel().selectedRows()] == [row]
    assert table.chosen_event() == row


def test_the_newest_row_stays_in_sight_when_the_room_shrinks(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    _live(pane, from_body(text_events(100)))
    pane.resize(500, 700)
    bar = pane.table.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_by_keyboard_one_begins_at_the_last_event_in_sight(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    """Not at the first of many, far above what is shown."""
    _live(pane, from_body(text_events(200)))
    last = len(pane.model.columns) - 1
    pane.table.setFocus(Qt.FocusReason.OtherFocusReason)
    assert pane.table.chosen_event() == -1
    pane.filter.setFocus()
    pane.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert pane.table.chosen_event() == last
    pane.select_event(3)
    pane.filter.setFocus()
    pane.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert pane.table.chosen_event() == 3


def test_an_empty_table_takes_the_focus_too(pane: InspectorPane) -> None:
    pane.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert pane.table.chosen_event() == -1


def test_a_low_pane_gives_the_room_of_the_timeline_to_its_rows(qtbot: QtBot) -> None:
    pane = InspectorPane()
    qtbot.addWidget(pane)
    pane.resize(480, 800)
    pane.show()
    assert pane.pages.glance.timeline.isVisible()
    before = pane.pages.events.height() - 800
    pane.resize(480, 560)
    qtbot.waitUntil(lambda: not pane.pages.glance.timeline.isVisible())
    assert pane.pages.glance.metrics.isVisible()
    qtbot.waitUntil(lambda: pane.pages.events.height() - 560 > before)
    pane.resize(480, 800)
    qtbot.waitUntil(pane.pages.glance.timeline.isVisible)
