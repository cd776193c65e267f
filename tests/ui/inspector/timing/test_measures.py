"""The numbers over the timeline, from records and chunks alone."""

import pytest

from gemini_desktop.core.capture import BytesReceived, RequestSent
from gemini_desktop.ui.inspector.timing.metrics import Measures
from tests.ui.inspector.sources import MemorySource, capture, event, from_body


def _measured(source: MemorySource) -> Measures:
    measures = Measures()
    for record in source.records():
        measures.take_record(record)
    for chunk in source.decoded()[0]:
        measures.take_chunk(chunk)
    return measures


def test_nothing_is_known_at_first() -> None:
    assert Measures().rate() is None
    assert Measures().first_byte_ns is None


def test_the_first_byte_is_of_the_first_read() -> None:
    measures = Measures()
    measures.take_record(BytesReceived(t_ns=7, data=b"ab"))
    measures.take_record(BytesReceived(t_ns=9, data=b"c"))
    assert (measures.first_byte_ns, measures.last_ns, measures.received) == (7, 9, 3)


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
    rate = measures.rate()
    assert rate is not None
    assert rate[0] > 0
    assert (rate[1] == "tok/s") == (measures.tokens > 0)
    assert tokens is False or measures.tokens > 0


def test_comments_are_no_chunks_and_retries_are_requests() -> None:
    measures = _measured(from_body(b": one\n\n" + event({"text": "x"})))
    assert measures.chunks == 1
    measures.take_record(
        RequestSent(t_ns=1, unix_ns=0, method="POST", url="http://127.0.0.1/", headers=())
    )
    assert measures.requests == 2
