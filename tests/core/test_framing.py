"""FramingDecoder: the choice by the first bytes, and streams that mix their framings."""

import base64
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gemini_desktop.core.framing import CHOICE_BYTES, Framing, FramingDecoder
from gemini_desktop.core.sse import Comment, EventStreamDecoder, EventTooLarge, ServerSentEvent

HERE = Path(__file__).parent
CAPTURES = HERE.parent / "captures"
CASES = [
    json.loads(line) for line in (HERE / "data/sse_cases.jsonl").read_bytes().split(b"\n") if line
]
Record = ServerSentEvent | Comment


def decode(body: bytes, cuts: list[int] | None = None) -> tuple[list[Record], FramingDecoder]:
    decoder = FramingDecoder()
    borders = [0, *sorted(min(cut, len(body)) for cut in cuts or []), len(body)]
    return [r for a, b in pairwise(borders) for r in decoder.feed(body[a:b])], decoder


def data_of(records: list[Record]) -> list[str]:
    return [record.data for record in records if isinstance(record, ServerSentEvent)]


def every_cut(body: bytes) -> list[list[int]]:
    return [[], list(range(len(body))), *([cut] for cut in range(1, len(body)))]


@pytest.mark.parametrize(
    ("body", "framing"),
    [
        (b"data: a\n\n", Framing.EVENT_STREAM),
        (b"data:{}\r\n\r\n", Framing.EVENT_STREAM),
        (b"data\n\n", Framing.EVENT_STREAM),
        (b"event: a\n", Framing.EVENT_STREAM),
        (b"id: 1\n", Framing.EVENT_STREAM),
        (b"retry: 1\n", Framing.EVENT_STREAM),
        (b": ping\n", Framing.EVENT_STREAM),
        (b"\n\r\n\n: ping\n", Framing.EVENT_STREAM),
        (b"\xef\xbb\xbfdata: a\n\n", Framing.EVENT_STREAM),
        (b"\xef\xbb\xbf\n\ndata: a\n\n", Framing.EVENT_STREAM),
        (b"x-request: 7\ndata: a\n\n", Framing.EVENT_STREAM),
        (b"starting\n{}\n", Framing.EVENT_STREAM),
        (b"[{}]", Framing.JSON),
        (b" \r\n\t{}", Framing.JSON),
        (b'"no"', Framing.JSON),
        (b"\xef\xbb\xbf{}", Framing.JSON),
        (b"\xef\xbb\xbf\r\n[", Framing.JSON),
        (b"<!doctype html>", Framing.TEXT),
        (b"\n  <html>", Framing.TEXT),
        (b"dial tcp: connection refused", Framing.TEXT),
        (b"error code: 502", Framing.TEXT),
        (b"upstream connect error. reset reason: overflow\n", Framing.TEXT),
        (b"Internal Server Error", Framing.TEXT),
        (b"", None),
        (b" \n\r\n ", None),
    ],
)
def test_choice_by_the_first_bytes_over_every_cut(body: bytes, framing: Framing | None) -> None:
    for cuts in every_cut(body):
        decoder = decode(body, cuts)[1]
        assert decoder.close() in (b"", body.lstrip(b"\xef\xbb\xbf\r\n\t "))
        assert decoder.framing is framing


@pytest.mark.parametrize("tail", [b"d", b"data", b"even", b"retry", b"\xef\xbb", b"data: x"])
def test_stream_cut_in_its_first_line_leaves_a_tail(tail: bytes) -> None:
    decoder = decode(tail)[1]
    assert decoder.close() == tail
    assert decoder.framing is Framing.EVENT_STREAM
    assert decoder.text_body() == ""


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_event_streams_come_out_as_from_the_standard_decoder(case: dict[str, str]) -> None:
    """Through the choice, all records and the state are those of EventStreamDecoder."""
    body = base64.b64decode(case["bytes_base64"])
    standard = EventStreamDecoder()
    expected, tail = standard.feed(body), standard.close()
    for cuts in ([], list(range(len(body))), [1], [2], [len(body) // 2]):
        records, decoder = decode(body, cuts)
        if decoder.close() == b"" and decoder.framing in (None, Framing.TEXT):
            assert expected == []
            continue
        if decoder.framing is Framing.JSON:
            continue
        assert decoder.close() == tail
        assert [record[:-2] for record in records] == [record[:-2] for record in expected]
        assert decoder.last_event_id == standard.last_event_id
        assert decoder.retry_ms == standard.retry_ms
        assert len(decoder.notes) == len(standard.notes)


def test_only_json_looking_cases_are_no_event_stream() -> None:
    """The conformance corpus holds event streams; next to none may be taken for something else."""
    other = [
        case["name"]
        for case in CASES
        if case["expected_events"]
        and decode(base64.b64decode(case["bytes_base64"]))[1].framing is not Framing.EVENT_STREAM
    ]
    assert other == []


@pytest.mark.parametrize(
    ("name", "framing", "events"),
    [
        ("16_dev_json_array_no_alt_sse.json", Framing.JSON, 3),
        ("15b_vertex_429_array.json", Framing.JSON, 1),
        ("15_dev_429_retryinfo.json", Framing.JSON, 1),
        ("26e_ix_get_poll_completed.json", Framing.JSON, 1),
        ("19_gateway_sdkHttpResponse.sse", Framing.EVENT_STREAM, 3),
        ("19b_gateway_done_and_comments.sse", Framing.EVENT_STREAM, 4),
        ("19c_gateway_ndjson.txt", Framing.JSON, 2),
        ("31_dev_truncated_mid_event.sse", Framing.EVENT_STREAM, 1),
        ("34_sse_line_rules.sse", Framing.EVENT_STREAM, 2),
        ("38_html_502_proxy.html", Framing.TEXT, 0),
        ("39_empty_200.sse", None, 0),
    ],
)
def test_captures(name: str, framing: Framing | None, events: int) -> None:
    body = (CAPTURES / name).read_bytes()
    for cuts in every_cut(body):
        records, decoder = decode(body, cuts)
        tail = decoder.close()
        assert decoder.framing is framing
        data = data_of(records)
        assert len(data) == events
        assert all(text == "[DONE]" or json.loads(text) for text in data)
        assert bool(tail) is name.startswith("31_")
        assert decoder.text_body() == (body.decode() if framing is Framing.TEXT else "")


def test_bare_json_line_inside_an_event_stream_is_an_event() -> None:
    body = b'data: {"a":1}\n\n{"b":2}\ndata: {"c":3}\n\n  {"d":4}\r\n\r\n: ping\n'
    for cuts in every_cut(body):
        records, decoder = decode(body, cuts)
        assert data_of(records) == ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}']
        assert records[-1][0] == " ping"
        bare = [r for r in records if body[r.start : r.start + 1] == b"{"]
        assert [body[r.start : r.end] for r in bare] == [b'{"b":2}', b'{"d":4}']
        assert records[2].start == body.index(b'data: {"c"')
        assert [note.kind for note in decoder.notes] == ["unknown_field"] * 2
        assert decoder.close() == b""


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_pretty_error_after_events_is_one_event(newline: bytes) -> None:
    error = json.dumps({"error": {"code": 503, "details": [{}]}}, indent=2).encode()
    body = (b'data: {"a":1}\n\n' + error + b"\ndata: x\n\n").replace(b"\n", newline)
    for cuts in every_cut(body):
        records, _ = decode(body, cuts)
        texts = data_of(records)
        assert [json.loads(text) for text in texts[:2]] == [{"a": 1}, json.loads(error)]
        assert texts[2:] == ["x"]
        assert body[records[1].start : records[1].end].split() == error.split()


def test_json_that_never_ends_swallows_no_event_after_it() -> None:
    records, decoder = decode(b'data: a\n\n{"b": [\n\ndata: c\n\n{"d":\n')
    assert data_of(records) == ["a", "c"]
    assert decoder.close() == b'{"d":\n'


def test_data_lines_after_bare_json_turn_it_into_an_event_stream() -> None:
    body = b'{"a":1}\n{"b":2}\nevent: e\nid: 7\ndata: {"c":3}\n\n{"d":4}\ndata:{"e":5}\n\n'
    for cuts in every_cut(body):
        records, decoder = decode(body, cuts)
        assert data_of(records) == [f'{{"{key}":{n}}}' for n, key in enumerate("abcde", 1)]
        assert records[2] == ServerSentEvent("e", '{"c":3}', "7", 16, 46)
        assert all(
            r.start == body.index(f'"{k}"'.encode()) - 1
            for r, k in zip(records, "ab", strict=False)
        )
        assert decoder.framing is Framing.EVENT_STREAM
        assert decoder.last_event_id == "7"


def test_unfinished_array_is_told() -> None:
    decoder = decode(b'[{"a":1},\n')[1]
    assert (decoder.close(), decoder.array_open) == (b"", True)


def test_line_ends_before_the_first_event_are_not_held() -> None:
    decoder = FramingDecoder()
    for _ in range(1_000):
        assert decoder.feed(b"\r\n" * 1_000) == []
    assert decoder.feed(b"data: a\n\n") == [
        ServerSentEvent("message", "a", "", 2_000_000, 2_000_009)
    ]


def test_choice_is_made_within_bounds() -> None:
    assert decode(b"x" * CHOICE_BYTES)[1].framing is None
    decoder = decode(b"x" * (CHOICE_BYTES + 1))[1]
    assert decoder.framing is Framing.TEXT
    assert decoder.feed(b"\ndata: a\n\n") == []
    assert decoder.close() == b""
    assert decoder.text_body().endswith("x\ndata: a\n\n")


def test_the_tail_of_a_json_value_has_its_own_line_ends() -> None:
    for body in (b"data: a\n\n{\r\n", b"data: a\n\n{}{\r\n", b'data: a\n\n{\r"a":\r\n'):
        for cuts in every_cut(body):
            _, decoder = decode(body, cuts)
            assert body.endswith(tail := decoder.close())
            assert tail.startswith(b"{"), body


def test_text_beyond_the_limit_is_refused() -> None:
    decoder = FramingDecoder(max_event_bytes=50_000)
    decoder.feed(b"<p>" * 16_000)
    with pytest.raises(EventTooLarge):
        decoder.feed(b"<p>" * 16_000)
    assert decoder.text_body().startswith("<p><p>")


ALPHABET = st.one_of(
    st.sampled_from([b"data: ", b"event: e", b"id: 1", b"data", b": c", b"x", b" ", b"[DONE]"]),
    st.sampled_from([b'{"a":1}', b"{", b"}", b"[", b"]", b'"', b",", b"<"]),
    st.sampled_from([b"\n", b"\n\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"\xff"]),
)


@example(b"data: \n\n{\r\n", [])
@example(b"data: \n\n{}{\r\n", [])
@given(st.lists(ALPHABET, max_size=20).map(b"".join), st.lists(st.integers(0, 60), max_size=6))
def test_no_cut_changes_what_comes_out(body: bytes, cuts: list[int]) -> None:
    whole, uncut = decode(body)
    expected = (uncut.close(), uncut.framing, uncut.text_body(), uncut.array_open)
    for borders in (cuts, list(range(len(body)))):
        records, decoder = decode(body, borders)
        assert [record[:-1] for record in records] == [record[:-1] for record in whole]
        got = (decoder.close(), decoder.framing, decoder.text_body(), decoder.array_open)
        assert got == expected
        assert (decoder.last_event_id, decoder.retry_ms) == (uncut.last_event_id, uncut.retry_ms)
        ends = [record.end for record in records]
        assert ends == sorted(set(ends))
