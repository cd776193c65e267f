"""The numbers over the timeline, from records and chunks alone."""

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived, Ended
from gemini_desktop.core.timing import figures
from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.ui.inspector.events import cells
from gemini_desktop.ui.inspector.timing import figure_text
from gemini_desktop.ui.inspector.timing.metrics import MetricsRow, rate
from gemini_desktop.ui.inspector.timing.timeline import Timeline
from tests.core.timing import made
from tests.ui.inspector.sources import MemorySource, capture, event, from_body


def _measured(source: MemorySource) -> Timings:
    measures = Timings()
    for record in source.records():
        measures.take_record(record)
    for chunk in source.decoded()[0]:
        measures.take_chunk(chunk)
    return measures


def test_nothing_is_known_at_first() -> None:
    assert rate(Timings()) is None
    assert Timings().first_byte_ns is None


def test_the_first_byte_is_of_the_first_read() -> None:
    measures = Timings()
    measures.take_record(BytesReceived(t_ns=7, data=b"ab"))
    measures.take_record(BytesReceived(t_ns=9, data=b"c"))
    assert (measures.first_byte_ns, measures.last_read_ns, measures.received) == (7, 9, 3)


def test_a_thought_is_a_first_token_too() -> None:
    source = from_body(event({"text": "hm", "thought": True}) + event({"text": "a"}), read_bytes=64)
    first = source.decoded()[0][0]
    assert _measured(source).first_token_ns == first.t_ns


def test_an_empty_text_is_none() -> None:
    assert _measured(from_body(event({"text": ""}))).first_token_ns is None


@pytest.mark.parametrize(
    ("name", "tokens"),
    [("02_dev_thoughts_text.sse", True), ("19b_gateway_done_and_comments.sse", False)],
)
def test_the_rate_is_in_tokens_where_they_were_told(name: str, tokens: bool) -> None:
    measures = _measured(capture(name, read_bytes=40))
    found = rate(measures)
    assert found is not None
    assert found[0] > 0
    assert (found[1] == "tok/s") == (measures.usage is not None)
    assert tokens is False or measures.usage is not None


def test_comments_are_no_chunks() -> None:
    assert _measured(from_body(b": one\n\n" + event({"text": "x"}))).chunks == 1


def test_a_refused_attempts_byte_is_not_the_answers(qtbot: QtBot) -> None:
    """After two refusals: the first byte is that of the answer, and the row says so."""
    row = MetricsRow()
    qtbot.addWidget(row)
    row.show_timings(_measured(MemorySource(made.refused_twice())))
    assert row.cells()[0] == ("First byte", "1.7", "s")
    assert row.accessibleName().startswith("First byte 1.7 s, First token 1.7 s")
    row.show_timings(Timings())
    assert row.cells()[0][1] == "–"
    row.grab()


def test_bytes_without_times_show_none(qtbot: QtBot) -> None:
    """All at nought is not "at once": nobody noted when."""
    body = event({"text": "x"})
    untimed = MemorySource([BytesReceived(t_ns=0, data=body), Ended(t_ns=0, how="complete")])
    measures = _measured(untimed)
    assert not measures.timed
    row = MetricsRow()
    qtbot.addWidget(row)
    row.show_timings(measures)
    assert [value for _, value, _ in row.cells()] == ["–", "–", "–", "1", str(len(body))]
    found = figures.of(measures)
    moments = (found.first_byte_ms, found.first_answer_ms, found.thinking_ms, found.finished_ms)
    assert moments == (None, None, None, None)
    assert figure_text.verdict(found, None) == "No times were recorded with these bytes."


def test_bytes_without_times_are_said_to_be_so_in_the_picture(qtbot: QtBot) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(400, 70)
    empty = timeline.grab().toImage()
    timeline.show_timed(timed=False)
    assert timeline.grab().toImage() != empty
    timeline.clear()
    assert timeline.grab().toImage() == empty


def test_nothing_yet_is_not_untimed() -> None:
    assert Timings().timed
    assert cells.time_text(0) == "–"
    assert cells.time_text(1_500_000) == "+0.002"
