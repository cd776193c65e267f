"""JsonStreamDecoder: every value of an array, of JSON lines or of a pretty object, cut anywhere."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.json_array import JsonStreamDecoder
from gemini_desktop.core.sse import EventTooLarge, Note, ServerSentEvent

CAPTURES = Path(__file__).parents[1] / "captures"


def decode(
    body: bytes, cuts: list[int] | None = None
) -> tuple[list[ServerSentEvent], JsonStreamDecoder]:
    decoder = JsonStreamDecoder()
    borders = [0, *sorted(min(cut, len(body)) for cut in cuts or []), len(body)]
    records = [r for a, b in pairwise(borders) for r in decoder.feed(body[a:b])]
    events = [record for record in records if isinstance(record, ServerSentEvent)]
    assert len(events) == len(records)
    return events, decoder


def every_cut(body: bytes) -> list[list[int]]:
    return [[], list(range(len(body))), *([cut] for cut in range(1, len(body)))]


def values(body: bytes, cuts: list[int] | None = None) -> list[Any]:
    return [json.loads(event.data) for event in decode(body, cuts)[0]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'[{"a":1}\n,\r\n{"b":[2,{}]}\n]', [{"a": 1}, {"b": [2, {}]}]),
        (b'{"a":1}{"b":2}', [{"a": 1}, {"b": 2}]),
        (b'{"a":1}\n{"b":2}\r\n\r\n{"c":3}\n', [{"a": 1}, {"b": 2}, {"c": 3}]),
        (b'{\n  "a": {\n    "b": []\n  }\n}\n', [{"a": {"b": []}}]),
        (b"[1,2]", [1, 2]),
        (b'["x", -1.5e3 ,null,true]', ["x", -1500.0, None, True]),
        (b'"x"', ["x"]),
        (b'" \\" [ \\\\"', [' " [ \\']),
        (b"[[1,2],[3]]", [[1, 2], [3]]),
        (b'[{"a":1}]\n[{"b":2}]', [{"a": 1}, {"b": 2}]),
        (rb'{"t":"}]{[\"\\"}{"u":"\\\\\""}', [{"t": '}]{["\\'}, {"u": '\\\\"'}]),
        ('{"t":"小丽\u2028\u0085"}\n{"t":"🌱"}'.encode(), [{"t": "小丽\u2028\x85"}, {"t": "🌱"}]),
        (b'\xef\xbb\xbf{"a":1}', [{"a": 1}]),
        (b"\xef\xbb\xbf1\n", [1]),
        (b"[]", []),
        (b" \r\n\t", []),
        (b"", []),
    ],
)
def test_values_over_every_cut(body: bytes, expected: list[Any]) -> None:
    for cuts in every_cut(body):
        events, decoder = decode(body, cuts)
        assert [json.loads(event.data) for event in events] == expected
        assert all(body[e.start : e.end] == e.data.encode() for e in events)
        assert decoder.close() == b""
        assert [note for note in decoder.notes if note.kind != "bom"] == []
        assert decoder.between_values


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
BLANKS = st.text(" \t\r\n", max_size=4).map(str.encode)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[bytes, list[Any], list[tuple[int, int]]]:
    """A body, the values in it, and the byte range of each."""
    array = draw(st.booleans())
    kind = VALUES if array else st.dictionaries(st.text(), VALUES, max_size=4)
    items = draw(st.lists(kind, max_size=5))
    indent = draw(st.sampled_from([None, 0, 2]))
    ascii_only = draw(st.booleans())
    body, ranges = draw(BLANKS) + b"[" * array, []
    for number, item in enumerate(items):
        body += draw(BLANKS) + b"," * (array and number > 0) + draw(BLANKS)
        text = json.dumps(item, ensure_ascii=ascii_only, indent=indent)
        raw = text.encode("utf-8", "replace")
        ranges.append((len(body), len(body) + len(raw)))
        body += raw
    return body + draw(BLANKS) + b"]" * array + draw(BLANKS), items, ranges


@given(bodies(), st.lists(st.integers(0, 400), max_size=10))
def test_random_values_with_random_blanks_and_cuts(
    made: tuple[bytes, list[Any], list[tuple[int, int]]], cuts: list[int]
) -> None:
    body, items, ranges = made
    for borders in (cuts, list(range(len(body)))):
        events, decoder = decode(body, borders)
        assert [(event.start, event.end) for event in events] == ranges
        assert [event.data.encode() for event in events] == [body[a:b] for a, b in ranges]
        assert [json.loads(event.data) for event in events] == [
            json.loads(body[a:b]) for a, b in ranges
        ]
        assert len(events) == len(items)
        assert decoder.close() == b""
        assert not decoder.notes


DAMAGE = st.lists(
    st.sampled_from([b"{", b"}", b"[", b"]", b'"', b"\\", b",", b"1", b"x", b" ", b"\n", b"\xff"]),
    max_size=20,
).map(b"".join)


@given(DAMAGE, st.lists(st.integers(0, 20), max_size=5))
def test_damage_loses_no_byte_and_depends_on_no_cut(body: bytes, cuts: list[int]) -> None:
    """Each byte is in a value, in a note, in the tail, or is a blank, a comma, an outer bracket."""
    events, decoder = decode(body, cuts)
    whole, uncut = decode(body)
    assert events == whole
    assert list(decoder.notes) == list(uncut.notes)
    assert decoder.close() == uncut.close()
    assert decoder.array_open == uncut.array_open
    junk = [note for note in decoder.notes if note.kind == "junk"]
    parts: list[ServerSentEvent | Note] = sorted([*events, *junk], key=lambda part: part.start)
    reached, between = 0, b""
    for part in parts:
        assert part.start >= reached
        between += body[reached : part.start]
        reached = part.end
    assert body.endswith(decoder.close())
    between += body[reached : len(body) - len(decoder.close())]
    assert between.strip(b" \n,[]") == b""


def test_junk_between_values_is_noted_as_one_region() -> None:
    body = b'{"a":1} <br> oops, {"b":2} ] null! {"c":3}'
    for cuts in every_cut(body):
        events, decoder = decode(body, cuts)
        assert [event.data for event in events] == ['{"a":1}', '{"b":2}', '{"c":3}']
        assert [body[n.start : n.end] for n in decoder.notes] == [b"<br> oops", b"] null!"]


def test_invalid_utf8_is_replaced_and_noted() -> None:
    events, decoder = decode(b'{"a":"\xff"}')
    assert events[0].data == '{"a":"\ufffd"}'
    assert list(decoder.notes) == [Note("invalid_utf8", 0, 9)]


@pytest.mark.parametrize(
    ("body", "tail", "array_open"),
    [
        (b'[{"a":1},\n{"b":"x', b'{"b":"x', True),
        (b'[{"a":1},', b"", True),
        (b'{"a":1}\n{"b"', b'{"b"', False),
        (b'"x\\"', b'"x\\"', False),
        (b"{}12", b"12", False),
        (b"[]", b"", False),
    ],
)
def test_what_is_unfinished_at_the_end(body: bytes, tail: bytes, array_open: bool) -> None:
    for cuts in every_cut(body):
        decoder = decode(body, cuts)[1]
        assert (decoder.close(), decoder.array_open) == (tail, array_open)


def test_value_comes_with_its_last_byte() -> None:
    decoder = JsonStreamDecoder()
    assert decoder.feed(b'[{"a":1') == []
    assert decoder.feed(b"}") == [ServerSentEvent("message", '{"a":1}', "", 1, 8)]


def test_a_hundred_thousand_levels_cost_no_stack() -> None:
    body = b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b'{"b":2}'
    events, _ = decode(body, [7, 250_000])
    assert [event.end for event in events] == [600_001, 600_008]


def test_value_beyond_the_limit_is_refused_with_all_that_came_before() -> None:
    decoder = JsonStreamDecoder(max_event_bytes=100)
    assert len(decoder.feed(b'[{"a":1},{"b":"')) == 1
    with pytest.raises(EventTooLarge, match=r"byte 19 .* 100 bytes") as caught:
        decoder.feed(b'x"},{"c":"' + b"x" * 200)
    assert [event.start for event in caught.value.events] == [9]
    with pytest.raises(EventTooLarge):
        decoder.feed(b'"}')
    assert decoder.close().startswith(b'{"c":"xxx')


@pytest.mark.parametrize("filler", [b"x", b"\\\\", b'\\"', b"[{", b'","'])
def test_four_megabytes_in_64_byte_reads_is_linear(filler: bytes) -> None:
    body = b'[{"d":["' + filler * (4_000_000 // len(filler)) + b'"]}]'
    decoder = JsonStreamDecoder()
    records = [r for i in range(0, len(body), 64) for r in decoder.feed(body[i : i + 64])]
    assert [(record.start, record.end) for record in records] == [(1, len(body) - 1)]


def test_captured_array() -> None:
    body = (CAPTURES / "16_dev_json_array_no_alt_sse.json").read_bytes()
    for cuts in every_cut(body):
        assert values(body, cuts) == json.loads(body)


def test_captured_json_lines() -> None:
    body = (CAPTURES / "19c_gateway_ndjson.txt").read_bytes()
    expected = [json.loads(line) for line in body.split(b"\n") if line]
    for cuts in every_cut(body):
        assert values(body, cuts) == expected


@pytest.mark.parametrize("name", ["15_dev_429_retryinfo.json", "15b_vertex_429_array.json"])
def test_captured_error_bodies(name: str) -> None:
    body = (CAPTURES / name).read_bytes()
    whole = json.loads(body)
    assert values(body, [17, 90]) == (whole if isinstance(whole, list) else [whole])
