"""Events as text, as JSON and as server-sent events: what came, in a form that others read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.export import events, part

BODIES = sorted((Path(__file__).parents[2] / "captures").glob("[0-9]*"))


def records(body: bytes, size: int = 64) -> list[Record]:
    reads = [body[start : start + size] for start in range(0, len(body), size)]
    got: list[Record] = [BytesReceived(t_ns=n, data=data) for n, data in enumerate(reads)]
    return [*got, Ended(t_ns=len(reads), how="complete")]


def chunks(body: bytes) -> list[Chunk]:
    return list(decode(records(body)))


def test_one_event_is_its_json_several_are_an_array() -> None:
    one, two = b'data: {"a":1.50}\n\n', b'data: {"b":[18446744073709551616]}\n\n'
    assert b"".join(events.pretty(chunks(one))) == b'{\n  "a": 1.50\n}\n'
    both = b"".join(events.pretty(chunks(one + b": hm\n\n" + two + b"data: [DONE]\n\n")))
    assert both == (
        b'[\n  {\n    "a": 1.50\n  },\n  {\n    "b": [\n      18446744073709551616\n    ]\n  }\n]\n'
    )


def test_what_is_no_json_stands_as_a_string() -> None:
    assert b"".join(events.pretty(chunks(b"data: {oops\n\n"))) == b'"{oops"\n'
    assert b"".join(events.pretty([])) == b"[]\n"
    assert json.loads(b"".join(events.pretty(chunks(b'data: {"a":NaN}\n\n'))))


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_the_json_of_every_capture_can_be_read(path: Path) -> None:
    found = chunks(path.read_bytes())
    read = json.loads(b"".join(events.pretty(found)))
    said = [c for c in found if c.kind not in ("comment", "done")]
    assert read == (
        said[0].json or said[0].data
        if len(said) == 1
        else [c.json if c.kind == "event" and not c.error else c.data for c in said]
    )


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_a_line_says_where_an_event_is(path: Path) -> None:
    body = path.read_bytes()
    found = chunks(body)
    lines = b"".join(events.json_lines(found)).splitlines()
    assert len(lines) == len(found)
    for line, chunk in zip(map(json.loads, lines), found, strict=True):
        assert body[line["start"] : line["end"]] == chunk.raw
        assert line["json"] == chunk.json
        assert line["t_ns"] == chunk.t_ns
        assert ("data" in line) == (chunk.json is None)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_as_an_event_stream_it_says_the_same(path: Path) -> None:
    """Whatever it came as: an array, bare lines or events."""
    found = chunks(path.read_bytes())
    again = chunks(b"".join(events.event_stream(found)))

    def said(chunk: Chunk) -> tuple[str, object]:
        return (chunk.name, chunk.json if chunk.json is not None else chunk.data.strip())

    wanted = [said(c) for c in found if c.kind == "event" and not c.error and c.data.strip()]
    assert [
        said(c) for c in again if c.kind == "event" and not c.error and c.data.strip()
    ] == wanted


def test_an_event_that_came_as_such_keeps_its_bytes() -> None:
    body = b'data: {"a":1}\r\n\r\n: ping\n\nid: 4\ndata: {"b":\ndata: 2}\n\n'
    assert b"".join(events.event_stream(chunks(body))) == body.replace(b": ping\n\n", b": ping\n")


def test_a_comment_inside_an_event_is_there_once() -> None:
    body = b"data: 3\n: in\ndata: 4\n\n"
    assert b"".join(events.event_stream(chunks(body))) == body


def test_a_cut_event_is_closed() -> None:
    whole = b"".join(events.event_stream(chunks(b'data: {"a":1}\n\ndata: {"b":2}')))
    assert whole == b'data: {"a":1}\n\ndata: {"b":2}\n\n'


def test_the_same_bytes_never_twice() -> None:
    assert part.joined([(8, 13), (0, 22), (30, 31), (22, 24)]) == [(0, 24), (30, 31)]
    assert part.joined([]) == []


@given(
    body=st.binary(max_size=120),
    size=st.integers(1, 40),
    spans=st.lists(st.tuples(st.integers(0, 130), st.integers(0, 130)), max_size=6),
)
def test_a_part_has_the_bytes_of_its_spans(
    body: bytes, size: int, spans: list[tuple[int, int]]
) -> None:
    spans = [(min(span), max(span)) for span in spans]
    got = list(part.of(records(body, size), spans))
    wanted = b"".join(body[start:end] for start, end in part.joined(spans))
    assert b"".join(r.data for r in got if isinstance(r, BytesReceived)) == wanted
    assert isinstance(got[-1], Ended)


def test_a_part_keeps_the_times_of_its_reads() -> None:
    got = list(part.of(records(b"abcdefgh", 2), [(1, 3), (6, 7)]))
    assert got[:-1] == [
        BytesReceived(t_ns=0, data=b"b"),
        BytesReceived(t_ns=1, data=b"c"),
        BytesReceived(t_ns=3, data=b"g"),
    ]
