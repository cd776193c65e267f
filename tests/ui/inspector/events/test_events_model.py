"""The event table's model at its intended size: rows, filter, memory, and one insertRows a frame."""

import tracemalloc

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.ui.inspector.events.cells import KIND, SUMMARY, Cell
from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.event_table import EventTable
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.events.query import parse
from gemini_desktop.ui.inspector.steady_source import SteadySource
from tests.ui.inspector.sources import (
    MemorySource,
    capture,
    event,
    from_body,
    picture_event,
    text_events,
)

COUNT = 100_000


@pytest.fixture(scope="module")
def big() -> MemorySource:
    return from_body(text_events(COUNT), read_bytes=65_536)


def _filled(source: MemorySource) -> EventsModel:
    model = EventsModel()
    model.reset(source)
    model.append(source.decoded()[0])
    return model


def _shown(model: EventsModel) -> list[int]:
    return [model.event_at(row) for row in range(model.rowCount())]


def test_one_insert_for_each_flush(qapp: object, big: MemorySource) -> None:
    model = EventsModel()
    model.reset(big)
    inserts: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserts.append((first, last)))
    chunks = big.decoded()[0]
    for at in range(0, COUNT, 1000):
        model.append(chunks[at : at + 1000])
    assert inserts == [(at, at + 999) for at in range(0, COUNT, 1000)]
    assert model.rowCount() == COUNT
    row = 54_321
    assert model.data(model.index(row, 0)) == "54322"
    assert model.data(model.index(row, SUMMARY)) == "piece 54321"
    assert model.data(model.index(row + 78, KIND)) == "thought"
    assert model.raw(row) == event({"text": "piece 54321"})


def test_an_event_costs_at_most_64_bytes(qapp: object, big: MemorySource) -> None:
    chunks = big.decoded()[0]
    model = EventsModel()
    model.reset(big)
    tracemalloc.start()
    try:
        for at in range(0, COUNT, 200):
            model.append(chunks[at : at + 200])
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    kept = 4096 * 400  # the lines of the rows that were in sight last
    assert used - kept < 64 * COUNT


def test_a_filter_shows_the_right_events(qtbot: QtBot, big: MemorySource) -> None:
    model = _filled(big)
    model.set_query(parse("type:thought"))
    qtbot.waitUntil(lambda: not model.scanning)
    assert _shown(model) == list(range(99, COUNT, 100))
    model.set_query(parse("piece\\ 77777 type:text"))
    model.set_query(parse('"piece 7777"'))
    qtbot.waitUntil(lambda: not model.scanning)
    assert _shown(model) == [7777, *range(77_770, 77_780)]
    assert model.row_of(77_771) == 2
    assert model.row_of(77_780) == -1
    model.set_query(parse(""))
    assert model.rowCount() == COUNT
    assert model.row_of(77_780) == 77_780


def test_the_first_slice_shows_rows_and_leaves_the_rest(qapp: object, big: MemorySource) -> None:
    """A scan of all bytes is not done in one turn: the window would stand still."""
    model = _filled(big)
    model.set_query(parse("piece"))
    assert 0 < model.rowCount() < COUNT
    assert model.scanning
    model.stop()


def test_new_events_go_through_the_filter(qtbot: QtBot) -> None:
    source = from_body(text_events(1000))
    chunks = source.decoded()[0]
    model = EventsModel()
    model.reset(source)
    model.set_query(parse("type:thought"))
    for at in range(0, 1000, 250):
        model.append(chunks[at : at + 250])
    qtbot.waitUntil(lambda: not model.scanning)
    assert _shown(model) == list(range(99, 1000, 100))


def test_the_filter_outlives_the_capture(qtbot: QtBot) -> None:
    model = _filled(from_body(text_events(200)))
    model.set_query(parse("type:thought"))
    qtbot.waitUntil(lambda: not model.scanning)
    source = capture("02_dev_thoughts_text.sse")
    model.reset(source)
    assert model.rowCount() == 0
    model.append(source.decoded()[0])
    qtbot.waitUntil(lambda: not model.scanning)
    assert {model.columns.kind(number) for number in _shown(model)} == {Kind.THOUGHT}


def test_errors_are_found_forwards_and_backwards(qtbot: QtBot) -> None:
    body = event({"text": "a"}) + b"data: {x\n\n" + event({"text": "b"}) + b"data: {y\n\n"
    model = _filled(from_body(body))
    assert model.next_error(-1) == 1
    assert model.next_error(1) == 3
    assert model.next_error(3) == -1
    assert model.next_error(3, backwards=True) == 1
    model.set_query(parse("y"))
    assert model.next_error(-1) == 3


def test_bytes_and_times_lead_to_their_events(qapp: object) -> None:
    model = _filled(from_body(text_events(50), read_bytes=100))
    columns = model.columns
    for number in range(50):
        assert model.event_at_offset(columns.starts[number]) == number
        assert model.event_at_offset(columns.ends[number] - 1) == number
    assert model.event_at_offset(10**9) == 49
    assert columns.times_ns[model.event_at_time(columns.times_ns[20])] == columns.times_ns[20]
    assert EventsModel().event_at_offset(0) == -1


def test_summaries_are_made_for_what_is_looked_at(qapp: object) -> None:
    source = from_body(text_events(10_000), read_bytes=65_536)
    model = _filled(source)
    assert source.reads == 0
    assert model.summary(5) == "piece 5"
    assert model.summary(5) == "piece 5"
    assert source.reads == 1


def test_a_large_event_is_not_read_again_for_its_line(qapp: object) -> None:
    source = from_body(picture_event(4_000_000) + text_events(200), read_bytes=65_536)
    model = _filled(source)
    assert model.summary(0) == "image/png · 1344 × 768 · 3.0 MB"
    assert source.reads == 0


def test_what_screen_readers_ask(qapp: object) -> None:
    model = _filled(capture("01_dev_plain_text.sse"))
    headers = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert headers == ["#", "Time", "Gap", "Size", "Type", "Step", "Tokens", "Summary"]
    texts = [str(model.data(model.index(0, column))) for column in Cell]
    assert texts[0] == "1"
    assert texts[1].startswith("+0.")
    assert texts[2] == ""
    assert texts[3].endswith("B")
    assert texts[4:7] == ["text", "0", "14"]
    assert str(model.data(model.index(1, Cell.GAP))).endswith(" ms")
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex(), Qt.ItemDataRole.DecorationRole) is None


def test_columns_take_34_bytes_an_event() -> None:
    columns = Columns()
    for chunk in from_body(text_events(1000)).decoded()[0]:
        columns.append(chunk)
    wide = (columns.starts, columns.ends, columns.times_ns, columns.steps, columns.tokens)
    assert sum(array.itemsize for array in wide) + 2 == 34
    assert len(columns) == len(columns.kinds) == 1000


def test_sorts_by_a_column_and_back(qtbot: QtBot) -> None:
    body = b"".join(event({"text": "x" * (n * 37 % 101)}) for n in range(3000))
    model = _filled(from_body(body))
    sizes = [model.columns.size(number) for number in range(3000)]
    model.sort_by(Cell.SIZE)
    qtbot.waitUntil(lambda: not model.sorting)
    assert _shown(model) == sorted(range(3000), key=sizes.__getitem__)
    assert model.row_of(model.event_at(1234)) == 1234
    model.sort_by(Cell.SIZE, descending=True)
    qtbot.waitUntil(lambda: not model.sorting)
    assert _shown(model) == sorted(range(3000), key=lambda number: -sizes[number])
    model.sort_by(None)
    assert _shown(model) == list(range(3000))


def test_sorts_what_the_filter_lets_through(qtbot: QtBot) -> None:
    model = _filled(from_body(text_events(1000)))
    model.sort_by(SUMMARY, descending=True)
    model.set_query(parse("type:thought"))
    qtbot.waitUntil(lambda: not model.scanning and not model.sorting)
    expected = sorted((f"piece {n}" for n in range(99, 1000, 100)), reverse=True)
    assert [model.summary(number) for number in _shown(model)] == expected
    model.set_query(parse(""))
    qtbot.waitUntil(lambda: not model.sorting)
    assert model.summary(model.event_at(0)) == "piece 999"


def test_what_comes_while_sorted_waits_and_is_sorted_in(qtbot: QtBot) -> None:
    source = from_body(text_events(600))
    chunks = source.decoded()[0]
    model = EventsModel()
    model.reset(source)
    model.append(chunks[:500])
    model.sort_by(Cell.NUMBER, descending=True)
    qtbot.waitUntil(lambda: not model.sorting)
    model.append(chunks[500:])
    assert model.rowCount() == 500
    assert model.waiting == 100
    assert model.row_of(555) == -1
    qtbot.waitUntil(lambda: model.waiting == 0)
    assert _shown(model) == list(range(599, -1, -1))


class _Gone(MemorySource):
    """A capture whose folder was deleted meanwhile."""

    def read(self, start: int, end: int) -> bytes:
        raise StoreError(Failure(kind="gone", message=f"Bytes {start} to {end} cannot be read."))


def test_a_tape_that_is_gone_is_shown_without_its_texts(qtbot: QtBot) -> None:
    """Rows are painted and filtered all the same: what was counted is still known."""
    whole = from_body(text_events(500))
    gone = _Gone(whole.records())
    model = EventsModel()
    table = EventTable(model)
    model.setParent(table)
    qtbot.addWidget(table)
    with qtbot.waitExposed(table):
        table.show()
    model.reset(SteadySource(gone, str))
    model.append(whole.decoded()[0])
    table.refresh()
    table.grab()
    assert model.summary(3) == ""
    assert model.chunk(3) is None
    model.set_query(parse("piece"))
    qtbot.waitUntil(lambda: not model.scanning)
    assert model.rowCount() == 0
    model.set_query(parse("type:thought"))
    qtbot.waitUntil(lambda: not model.scanning)
    assert model.rowCount() == 5
    table.grab()
