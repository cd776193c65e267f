"""EventStreamDecoder: the WHATWG rules, over every cut, and the exact place of each record."""

import base64
import codecs
import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.sse import (
    MAX_NOTES,
    Comment,
    EventStreamDecoder,
    EventTooLarge,
    Note,
    ServerSentEvent,
)

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (HERE / "data/sse_cases.jsonl").read_bytes().split(b"\n") if line
]
Record = ServerSentEvent | Comment


@dataclass
class Decoded:
    """All that a decoder said about one body."""

    records: list[Record]
    tail: bytes
    last_event_id: str
    retry_ms: int | None
    notes: list[Note]
    retries: list[int | None] = field(default_factory=list)

    @property
    def events(self) -> list[ServerSentEvent]:
        return [record for record in self.records if isinstance(record, ServerSentEvent)]

    @property
    def comments(self) -> list[Comment]:
        return [record for record in self.records if isinstance(record, Comment)]


def pieces(body: bytes, cuts: list[int]) -> list[bytes]:
    borders = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    return [body[a:b] for a, b in pairwise(borders)]


def decode(body: bytes, cuts: list[int] | None = None, offset: int = 0) -> Decoded:
    decoder = EventStreamDecoder(offset=offset)
    records = [record for part in pieces(body, cuts or []) for record in decoder.feed(part)]
    tail = decoder.close()
    return Decoded(records, tail, decoder.last_event_id, decoder.retry_ms, list(decoder.notes))


class Reference:
    """A second decoder, written down plainly from the standard's steps, a character at a time."""

    def __init__(self, body: bytes) -> None:
        self.events: list[tuple[str, str, str]] = []
        self.comments: list[str] = []
        self.unknown = 0
        self.data, self.type, self.id_buffer, self.last_id = "", "", "", ""
        self.retry: int | None = None
        text = codecs.decode(body, "utf-8", "replace").removeprefix("\ufeff")
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in lines:
            self.take(line)
        self.unfinished = bool(rest or self.data or self.type)

    def take(self, line: str) -> None:
        if line == "":
            self.last_id = self.id_buffer
            if self.data:
                self.events.append((self.type or "message", self.data[:-1], self.last_id))
            self.data = self.type = ""
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line.startswith(":"):
            self.comments.append(line[1:])
        elif name == "data":
            self.data += value + "\n"
        elif name == "event":
            self.type = value
        elif name == "id":
            self.id_buffer = self.id_buffer if "\0" in value else value
        elif name == "retry":
            if value and set(value) <= set("0123456789"):
                self.retry = int(value)
        else:
            self.unknown += 1


def cut_lists(case: dict[str, Any], body: bytes) -> list[list[int]]:
    if case["splits"] != "every":
        return [[], *case["splits"]]
    return [[], list(range(len(body))), *([cut] for cut in range(1, len(body)))]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_conformance_case_over_all_its_cuts(case: dict[str, Any]) -> None:
    body = base64.b64decode(case["bytes_base64"])
    for cuts in cut_lists(case, body):
        got = decode(body, cuts)
        assert [(e.event, e.data, e.id) for e in got.events] == [
            (e["event"], e["data"], e["id"]) for e in case["expected_events"]
        ], cuts
        if case["expected_comments"] is not None:
            assert [c.text for c in got.comments] == case["expected_comments"], cuts
        assert got.last_event_id == case["expected_last_event_id"], cuts
        assert got.retry_ms == case["expected_retry"], cuts
        assert bool(got.tail) is case["unfinished_tail"], cuts
        assert body.endswith(got.tail)
        check_ranges(body, got)


def test_all_the_cases_are_there() -> None:
    assert len(CASES) == 167


def test_reference_agrees_with_the_cases() -> None:
    """An oracle that is wrong would make the property tests worthless."""
    for case in CASES:
        reference = Reference(base64.b64decode(case["bytes_base64"]))
        assert [{"event": e, "data": d, "id": i} for e, d, i in reference.events] == [
            {key: e[key] for key in ("event", "data", "id")} for e in case["expected_events"]
        ]
        assert case["expected_comments"] in (None, reference.comments)
        assert reference.unfinished is case["unfinished_tail"]


def outermost(records: list[Record]) -> list[Record]:
    """The records that lie in no later one: all but the comments inside blocks."""
    kept: list[Record] = []
    for record in reversed(records):
        if not kept or record.end <= kept[0].start:
            kept.insert(0, record)
        else:
            assert isinstance(record, Comment)
            assert kept[0].start <= record.start
    return kept


def check_ranges(body: bytes, got: Decoded) -> None:
    """The promises about offsets that sse.py's docstring makes."""
    ends = [record.end for record in got.records]
    assert ends == sorted(set(ends))
    for record in got.records:
        assert 0 <= record.start < record.end <= len(body)
        again = decode(body[record.start : record.end], offset=record.start).records[-1]
        if isinstance(record, ServerSentEvent):
            assert isinstance(again, ServerSentEvent)
            assert (again.event, again.data) == (record.event, record.data)
            assert (again.start, again.end) == (record.start, record.end)
        else:
            assert again == record
    if got.events:
        gaps, reached = b"", 0
        for record in outermost(got.records):
            if record.end <= got.events[-1].end:
                gaps += body[reached : record.start]
                reached = record.end
        bom = any(note.kind == "bom" for note in got.notes)
        assert gaps.removeprefix(b"\xef\xbb\xbf" if bom else b"").strip(b"\r\n") == b""


SNIPPETS = st.one_of(
    st.sampled_from([b"data", b"event", b"id", b"retry", b":", b": ", b" ", b"\0", b"12"]),
    st.sampled_from([b"\n", b"\r", b"\r\n", b"\n\n", b"\r\n\r\n"]),
    st.sampled_from([b"data: a\n\n", b": ping\n\n", b"id: 7\n", b"retry: 3\n", b"event: e\n"]),
    st.sampled_from([b"data:x\r", b"Data: x\n", b'{"a":1}', b"\xef\xbb\xbf", b"\xe2\x80\xa8"]),
    st.sampled_from([b"\xc2\x85", b"\xf0\x9f", b"\x98\x80", b"\xff", "小".encode()]),
    st.binary(max_size=3),
)
BODIES = st.lists(SNIPPETS, max_size=25).map(b"".join)


@given(BODIES, st.lists(st.integers(0, 120), max_size=8))
def test_equals_the_reference_over_random_bytes_and_cuts(body: bytes, cuts: list[int]) -> None:
    got, reference = decode(body, cuts), Reference(body)
    assert [(e.event, e.data, e.id) for e in got.events] == reference.events
    assert [c.text for c in got.comments] == reference.comments
    assert (got.last_event_id, got.retry_ms) == (reference.last_id, reference.retry)
    assert bool(got.tail) is reference.unfinished
    assert sum(note.kind == "unknown_field" for note in got.notes) == reference.unknown
    assert body.endswith(got.tail)
    check_ranges(body, got)


@given(BODIES, st.lists(st.integers(0, 120), max_size=8))
def test_cuts_change_an_end_by_one_late_lf_at_most(body: bytes, cuts: list[int]) -> None:
    whole, cut = decode(body), decode(body, cuts)
    assert len(whole.records) == len(cut.records)
    for a, b in zip(whole.records, cut.records, strict=True):
        assert (a[:-2], a.start) == (b[:-2], b.start)
        assert a.end == b.end or (b.end in cuts and a.end == b.end + 1 and body[b.end] == 10)
    assert whole.tail == cut.tail
    assert [note.kind for note in whole.notes] == [note.kind for note in cut.notes]


def test_ranges_of_a_typical_stream() -> None:
    body = b": hi\n\nevent: a\nid: 1\ndata: x\n\n\nretry: 5\n\ndata: y\r\n\r\n"
    assert decode(body).records == [
        Comment(" hi", 0, 5),
        ServerSentEvent("a", "x", "1", 6, 30),
        ServerSentEvent("message", "y", "1", 31, len(body)),
    ]


def test_comment_inside_an_event_lies_in_its_range() -> None:
    body = b"data: a\n: c\ndata: b\n\n"
    assert decode(body).records == [
        Comment(" c", 8, 12),
        ServerSentEvent("message", "a\nb", "", 0, len(body)),
    ]


def test_event_comes_at_its_cr_without_waiting_for_the_lf() -> None:
    decoder = EventStreamDecoder()
    assert decoder.feed(b"data: a\r\n\r") == [ServerSentEvent("message", "a", "", 0, 10)]
    assert decoder.feed(b"\ndata: b\r\n\r\n") == [ServerSentEvent("message", "b", "", 11, 22)]
    assert decoder.close() == b""


def test_empty_reads_between_cr_and_lf_change_nothing() -> None:
    decoder = EventStreamDecoder()
    assert decoder.feed(b"data: a\r") == []
    assert decoder.feed(b"") == []
    assert decoder.feed(b"\n") == []
    assert decoder.feed(b"\n") == [ServerSentEvent("message", "a", "", 0, 10)]


def test_byte_order_mark_is_outside_the_first_event_and_noted() -> None:
    got = decode(b"\xef\xbb\xbfdata: a\n\n", [1, 2])
    assert got.records == [ServerSentEvent("message", "a", "", 3, 12)]
    assert got.notes == [Note("bom", 0, 3)]


def test_what_the_standard_ignores_is_noted_with_its_place() -> None:
    lines = [b'{"a":1}\n', b"id: \0\n", b"retry: 1.5\n", b"data: \xff\n", b": \xfe\n", b"\n"]
    got = decode(b"".join(lines))
    starts = [sum(map(len, lines[:i])) for i in range(len(lines) + 1)]
    kinds = ["unknown_field", "ignored_value", "ignored_value", "invalid_utf8", "invalid_utf8"]
    assert [note.kind for note in got.notes] == kinds
    assert [(note.start, note.end) for note in got.notes] == list(pairwise(starts))[:5]
    assert got.events[0].data == "\ufffd"


def test_notes_are_bounded_and_the_rest_counted() -> None:
    decoder = EventStreamDecoder()
    decoder.feed(b"x\n" * (MAX_NOTES + 7))
    assert (len(decoder.notes), decoder.notes.dropped) == (MAX_NOTES, 7)


def test_retry_of_a_million_digits_is_noted_not_computed() -> None:
    got = decode(b"retry: " + b"9" * 1_000_000 + b"\n\n")
    assert got.retry_ms is None
    assert [note.kind for note in got.notes] == ["ignored_value"]


@pytest.mark.parametrize(
    ("body", "tail"),
    [
        (b"data: a\n\ndata: b", b"data: b"),
        (b"data: a\n\ndata: b\n: c\nda", b"data: b\n: c\nda"),
        (b": c\r\ndata: b\r\n", b"data: b\r\n"),
        (b"data: a\r\n\r\n\r\nevent: x\r\n", b"event: x\r\n"),
        (b"\xef\xbb", b"\xef\xbb"),
        (b"data: \xe5\xb0", b"data: \xe5\xb0"),
        (b"data: a\n\nid: 9\nretry: 1\n", b""),
        (b"", b""),
    ],
)
def test_close_gives_the_raw_bytes_of_the_unfinished_event(body: bytes, tail: bytes) -> None:
    for cuts in ([], *([cut] for cut in range(len(body))), list(range(len(body)))):
        assert decode(body, cuts).tail == tail


def test_event_beyond_the_limit_is_refused_with_all_that_came_before() -> None:
    decoder = EventStreamDecoder(max_event_bytes=100)
    assert decoder.feed(b"data: a\n\n" * 50 + b"data: ") != []
    with pytest.raises(EventTooLarge, match=r"byte 459 .* 100 bytes") as caught:
        decoder.feed(b"b\n\ndata: " + b"x" * 95)
    assert (caught.value.start, caught.value.limit) == (459, 100)
    assert caught.value.events == [ServerSentEvent("message", "b", "", 450, 459)]
    with pytest.raises(EventTooLarge) as again:
        decoder.feed(b"\n\n")
    assert again.value.events == []
    assert decoder.close() == b"data: " + b"x" * 95


def test_limit_counts_one_event_not_the_stream() -> None:
    decoder = EventStreamDecoder(max_event_bytes=100)
    for _ in range(1_000):
        assert len(decoder.feed(b": ping\n\nevent: ping\n\ndata: " + b"x" * 50 + b"\n\n")) == 2


def test_offset_of_a_resumed_stream() -> None:
    decoder = EventStreamDecoder(offset=1_000)
    assert decoder.feed(b"data: a\n\n") == [ServerSentEvent("message", "a", "", 1_000, 1_009)]


def test_records_cannot_be_changed() -> None:
    (event,) = decode(b"data: a\n\n").events
    with pytest.raises(AttributeError):
        event.data = "b"  # type: ignore[misc]
    assert not hasattr(event, "__dict__")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_four_megabytes_in_64_byte_reads_is_linear(newline: bytes) -> None:
    """Quadratic joining would copy 130 GB here, and run into the time limit of a test."""
    lines = [b"data: " + b"x" * 4_000_000, b"data: y" * 100]
    body = newline.join([*lines, b"", b""])
    decoder = EventStreamDecoder()
    records = [r for i in range(0, len(body), 64) for r in decoder.feed(body[i : i + 64])]
    (event,) = records
    assert isinstance(event, ServerSentEvent)
    assert len(event.data) == 4_000_000 + 1 + 694
    assert event.end == len(body)


def test_a_million_short_data_lines_in_one_event() -> None:
    body = b"data: x\n" * 1_000_000 + b"\n"
    decoder = EventStreamDecoder()
    records = [r for i in range(0, len(body), 4_096) for r in decoder.feed(body[i : i + 4_096])]
    assert len(records) == 1
    assert records[0].end == len(body)
