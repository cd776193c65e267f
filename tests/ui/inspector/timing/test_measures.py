"""The numbers over the timeline, from records and chunks alone."""

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.ui.inspector.timing.metrics import MetricsRow, rate
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
