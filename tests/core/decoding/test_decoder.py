"""From bytes to chunks: ranges, times, faults, and what servers forget."""

import pytest

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import Decoder, decode
from gemini_desktop.core.events import ErrorReported, StepDelta, Text, Unknown
from tests.core.reading import CAPTURES, body, records

A = b'{"candidates":[{"content":{"parts":[{"text":"A"}]}}]}'
B = b'{"candidates":[{"content":{"parts":[{"text":"B"}]}}]}'


def chunks(data: bytes, *, status: int = 200, seed: int | None = 0) -> list[Chunk]:
    return list(decode(records(data, status=status, seed=seed)))


def text(found: list[Chunk]) -> str:
    return "".join(
        event.content.text
        for chunk in found
        for event in chunk.events
        if isinstance(event, StepDelta) and isinstance(event.content, Text)
    )


def notes(data: bytes, *, status: int = 200) -> list[str]:
    decoder = Decoder()
    for record in records(data, status=status):
        decoder.feed(record)
    return [note.id for note in decoder.notes]


@pytest.mark.parametrize("path", sorted(CAPTURES.glob("*.*")), ids=lambda path: path.stem)
def test_chunks_have_their_bytes_in_order_whatever_the_reads(path: object) -> None:
    assert hasattr(path, "read_bytes")
    data = path.read_bytes()
    for seed in (None, 1, 2):
        end = 0
        for number, chunk in enumerate(chunks(data, seed=seed)):
            assert chunk.number == number
            assert chunk.raw == data[chunk.start : chunk.end]
            assert chunk.start >= end
            end = chunk.end
        assert data[end:].strip() in {b"", b"]"}


def test_a_chunk_has_the_time_of_the_read_that_completed_it() -> None:
    decoder = Decoder("generate-content")
    assert decoder.feed(BytesReceived(t_ns=5, data=b"data: " + A)) == []
    (chunk,) = decoder.feed(BytesReceived(t_ns=9, data=b"\n\n"))
    assert chunk.t_ns == 9
    assert chunk.json["candidates"]


def test_json_that_cannot_be_read_is_an_error_once_and_the_stream_goes_on() -> None:
    found = chunks(b"data: {half\n\ndata: " + A + b"\n\n")
    assert [bool(chunk.error) for chunk in found] == [True, False]
    assert text(found) == "A"
    assert found[0].events == ()


def test_empty_data_is_no_fault() -> None:
    found = chunks(b"event: ping\ndata:\n\ndata: \n\ndata: " + A + b"\n\n")
    assert not any(chunk.error for chunk in found)
    assert text(found) == "A"


@pytest.mark.parametrize("seed", [None, 3, 4])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n", b"\r\n"])
def test_events_without_blank_lines_between(mark: bytes, end: bytes, seed: int | None) -> None:
    data = mark + b"data: " + A + b"\n: hello\ndata: " + B + b"\ndata: [DONE]" + end
    found = chunks(data, seed=seed)
    events = [chunk for chunk in found if chunk.kind in {"event", "done"}]
    assert [chunk.kind for chunk in events] == ["event", "event", "done"]
    assert text(found) == "AB"
    assert "missing_blank_line" in notes(data)
    assert "cut_event" not in notes(data)
    for chunk in events:
        assert chunk.raw == data[chunk.start : chunk.end]
        assert chunk.raw.removeprefix(mark).startswith(b"data: ")


def test_a_cut_after_events_without_blank_lines_keeps_the_whole_ones() -> None:
    data = b"data: " + A + b"\ndata: " + B + b'\ndata: {"candid'
    found = chunks(data)
    assert [chunk.kind for chunk in found] == ["event", "event", "tail"]
    assert text(found) == "AB"
    assert found[2].raw == b'data: {"candid'
    assert data[found[2].start : found[2].end] == found[2].raw


def test_a_broken_line_between_whole_ones_is_an_error_of_its_own() -> None:
    found = chunks(b"data: " + A + b"\ndata: {half\ndata: " + B + b"\n\n")
    assert [bool(chunk.error) for chunk in found] == [False, True, False]
    assert text(found) == "AB"


def test_one_value_over_many_lines_stays_one() -> None:
    found = chunks(b'data: {"candidates":\ndata: []}\n\n')
    assert [chunk.json for chunk in found] == [{"candidates": []}]
    (error,) = chunks(b"data: {\ndata: broken\n\n")
    assert error.error


@pytest.mark.parametrize("tail", [b"", b"\n"])
def test_a_last_event_without_its_blank_line_is_read(tail: bytes) -> None:
    data = b"data: " + A + b"\n\ndata: " + B + tail
    assert text(chunks(data)) == "AB"
    assert notes(data) == ["no_last_blank_line"]


def test_after_done_nothing_belongs_to_the_answer() -> None:
    data = b"data: " + A + b"\n\ndata: [DONE]\n\ndata: " + B + b"\n\n"
    found = chunks(data)
    assert [chunk.kind for chunk in found] == ["event", "done", "event"]
    assert text(found) == "A"
    assert notes(data) == ["after_done"]


def test_an_unknown_protocol_is_kept_as_it_came() -> None:
    (chunk,) = chunks(b'data: {"hello":1}\n\n')
    assert chunk.events == (Unknown(name="message", raw={"hello": 1}),)


@pytest.mark.parametrize("start", ["01", "17", "20", "16", "19c", "30"])
def test_the_protocol_is_told_by_what_it_says(start: str) -> None:
    decoder = Decoder()
    for record in records(body(start)):
        decoder.feed(record)
    expected = {"17": "chat-completions", "20": "interactions", "30": "interactions"}
    assert decoder.protocol == expected.get(start, "generate-content")


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b'{"detail":"Not Found"}', "404", "Not Found"),
        (b'{"message":"no route"}', "404", "no route"),
        (b'[{"msg":"gone"}]', "404", "gone"),
        (b'{"error":"no such model"}', "404", "no such model"),
        (b'{"error":{"code":5,"message":"x"}}', "5", "x"),
        (b"<html>no</html>", "404", "<html>no</html>"),
    ],
)
@pytest.mark.parametrize("protocol", ["", "generate-content", "interactions", "chat-completions"])
def test_a_refusal_in_any_shape_is_put_into_words(
    data: bytes, code: str, message: str, protocol: str
) -> None:
    found = list(decode(records(data, status=404, protocol=protocol)))
    errors = [e for chunk in found for e in chunk.events if isinstance(e, ErrorReported)]
    assert [(error.code, error.message) for error in errors] == [(code, message)]


def test_the_same_words_under_200_are_no_refusal() -> None:
    found = chunks(b'{"detail":"Not Found"}')
    assert not any(isinstance(e, ErrorReported) for chunk in found for e in chunk.events)


def test_attempts_are_read_apart_and_offsets_go_on() -> None:
    request = RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=())
    page, answer = b"<html>busy</html>", b"data: " + A + b"\n\n"
    exchange: list[Record] = [
        request,
        ResponseStarted(t_ns=1, status=503),
        BytesReceived(t_ns=2, data=page),
        RetryScheduled(t_ns=3, attempt=1, wait_s=1),
        request,
        ResponseStarted(t_ns=4, status=200),
        BytesReceived(t_ns=5, data=answer),
        Ended(t_ns=6, how="complete"),
    ]
    refused, said = decode(exchange)
    assert (refused.kind, refused.start, refused.end) == ("text", 0, len(page))
    (error,) = refused.events
    assert isinstance(error, ErrorReported)
    assert error.code == "503"
    assert (said.start, said.end) == (len(page), len(page) + len(answer))
    assert text([said]) == "A"


def test_records_without_an_end_are_read_to_theirs() -> None:
    exchange = records(b"data: " + A)[:-1]
    assert text(list(decode(exchange))) == "A"


def test_a_large_event_in_small_reads_costs_its_size() -> None:
    picture = b"A" * 2_000_000
    event = (
        b'data: {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"'
    )
    data = event + picture + b'"}}]}}]}\n\n'
    decoder = Decoder("generate-content")
    found = [
        chunk
        for at in range(0, len(data), 500)
        for chunk in decoder.feed(BytesReceived(t_ns=at, data=data[at : at + 500]))
    ]
    assert [len(chunk.raw) for chunk in found] in ([len(data)], [len(data) - 1])
