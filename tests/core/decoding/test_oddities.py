"""What could be read and is odd all the same is noted, with the bytes of its event."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest

from gemini_desktop.core.answer import read
from gemini_desktop.core.capture import BytesReceived, Ended, Record, ResponseStarted
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Media
from gemini_desktop.core.files.picture_head import oddities
from gemini_desktop.core.files.picture_head import read as head_of
from gemini_desktop.core.outcome import Note, Outcome
from gemini_desktop.core.sse import MAX_COMMENTS, MAX_EVENT_LINES

STOP = '{"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}]}'
SSE = (("Content-Type", "text/event-stream"),)
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)


def said(text: str) -> str:
    return f'{{"candidates":[{{"content":{{"parts":[{{"text":"{text}"}}]}}}}]}}'


def outcome_of(
    *bodies: bytes, headers: tuple[tuple[str, str], ...] = SSE, status: int = 200, **end: Any
) -> Outcome:
    records: list[Record] = [ResponseStarted(t_ns=0, status=status, headers=headers)]
    records += [BytesReceived(t_ns=1, data=body) for body in bodies]
    turn = read([*records, Ended(t_ns=2, **{"how": "complete", **end})], "generate-content")
    assert turn.outcome is not None
    return turn.outcome


def notes_of(*events: str, headers: tuple[tuple[str, str], ...] = SSE) -> list[Note]:
    body = "".join(f"data: {event}\n\n" for event in (said("alpha"), *events, STOP))
    return list(outcome_of(body.encode(), headers=headers).notes)


def ids(*events: str) -> list[str]:
    return [note.id for note in notes_of(*events)]


def test_an_ordinary_answer_has_none() -> None:
    usage = '{"usageMetadata":{"promptTokenCount":8,"totalTokenCount":9,"trafficType":"X"}}'
    assert notes_of(said("beta"), said("\\ud83d\\ude80 caf\\u00e9"), usage) == []


@pytest.mark.parametrize(
    ("event", "id_"),
    [
        ("None", "unreadable_event"),
        ('{"candidates":[],}', "unreadable_event"),
        ("\ufeff" + said("x"), "unreadable_event"),
        ("[" * 100_000, "unreadable_event"),
        ('{"candidates":[]}', "empty_event"),
        ('[{"candidates":[]}]', "empty_event"),
        ('{"candidates":[{"content":{"parts":null}}]}', "empty_event"),
        ('{"candidates":[{"content":{"parts":[{"text":"a","text":"b"}]}}]}', "duplicate_key"),
        ('{"candidates":[{"content":{"parts":{"text":"x"}}}]}', "odd_shape"),
        ('{"candidates":{"content":{"parts":[{"text":"x"}]}}}', "odd_shape"),
        (said("\\u001b[2J"), "control_characters"),
        (said("a\\u0000b"), "control_characters"),
        (said("\\ud83d"), "lone_surrogate"),
        (said("\\ude80"), "lone_surrogate"),
        ('{"event_type":"step.hologram"}', "unknown_event"),
        ('{"usageMetadata":{"totalTokenCount":NaN}}', "odd_number"),
        ('{"usageMetadata":{"totalTokenCount":1e999}}', "odd_number"),
        ('{"usageMetadata":{"totalTokenCount":true}}', "odd_number"),
        ('{"usageMetadata":{"totalTokenCount":-1}}', "odd_number"),
        ('{"usageMetadata":{"totalTokenCount":{"a":1}}}', "odd_number"),
    ],
)
def test_kinds(event: str, id_: str) -> None:
    (note,) = (note for note in notes_of(event) if note.id == id_)
    start = len(f"data: {said('alpha')}\n\n")
    assert note.start == start
    assert note.end == start + len(f"data: {event}\n\n".encode())


def test_an_answer_that_goes_on_after_its_end() -> None:
    assert ids('{"candidates":[{"finishReason":"SAFETY"}]}', said("more")) == ["went_on"]


def test_another_candidate_may_go_on() -> None:
    other = '{"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}'
    assert ids(other, said("more")) == []


def test_each_kind_is_noted_once() -> None:
    assert ids(*["None"] * 50) == ["unreadable_event"]


@pytest.mark.parametrize(
    ("headers", "odd"),
    [
        (SSE, False),
        ((("content-type", 'text/event-stream; charset="x y"'),), False),
        ((("Content-Type", "application/json"),), False),
        ((("Connection", "close"),), True),
        ((("Content-Type", "text/html"),), True),
    ],
)
def test_content_type(headers: tuple[tuple[str, str], ...], odd: bool) -> None:
    assert (["content_type"] if odd else []) == [note.id for note in notes_of(headers=headers)]


def test_garbage_is_no_answer() -> None:
    assert outcome_of(b"data: x\n\ndata: y\n\n").reason == "no_events"
    assert outcome_of(b"\x00\x01\x02" * 100).reason == "no_events"
    assert outcome_of(b'data: {"candi').kind == "incomplete"


def test_pages_and_texts() -> None:
    page = outcome_of(b"<html><script>alert(1)</script><b>Sign in</b></html>")
    assert (page.kind, page.reason) == ("failed", "web_page")
    assert "It says: Sign in" in page.message
    assert "alert" not in page.message
    assert outcome_of(b"upstream is busy").reason == "plain_text"
    assert outcome_of(b"upstream is busy", status=503).reason == "unavailable"


def test_a_refusal_that_was_cut_keeps_its_words() -> None:
    body = (
        b'{"error":{"code":403,"status":"PERMISSION_DENIED","message":"You \\"may\\" not '
        + b"x" * 99
    )
    failure = Failure(kind="body_too_large", message="Too large.")
    outcome = outcome_of(body, status=403, how="failed", failure=failure)
    assert outcome.reason == "forbidden"
    assert 'You "may" not xxx' in outcome.message
    assert "body_too_large" in [note.id for note in outcome.notes]


def test_a_redirect_names_the_host_and_nothing_else() -> None:
    to = (("Location", "https://user:pass@elsewhere.example/steal?key=abc"),)
    message = outcome_of(b"", status=307, headers=to).message
    assert "https://elsewhere.example " in message
    assert "not followed" in message
    assert "user" not in message
    assert "file:" in outcome_of(b"", status=302, headers=(("Location", "file:///etc"),)).message


def test_a_flood_of_comments_is_thinned_out() -> None:
    decoder = Decoder("generate-content")
    count = MAX_COMMENTS + 30_000
    body = b":\n" * count + f"data: {STOP}\n\n".encode()
    chunks = decoder.feed(BytesReceived(t_ns=0, data=body)) + decoder.close()
    comments = [chunk for chunk in chunks if chunk.kind == "comment"]
    assert MAX_COMMENTS <= len(comments) <= MAX_COMMENTS + 31
    assert chunks[-1].raw == f"data: {STOP}\n\n".encode()
    assert "comment_flood" in [note.id for note in decoder.notes]


def test_an_event_of_a_million_lines_is_too_large() -> None:
    decoder = Decoder("generate-content")
    for _ in range(11):
        decoder.feed(BytesReceived(t_ns=0, data=b"data:\n" * (MAX_EVENT_LINES // 10)))
    (tail,) = decoder.feed(Ended(t_ns=1, how="complete"))
    assert decoder.failure is not None
    assert decoder.failure.kind == "event_too_large"
    assert tail.kind == "tail"
    assert (tail.start, len(tail.raw)) == (0, 64 * 1024)


@pytest.mark.parametrize(
    ("head", "kind", "size"),
    [
        (PNG, "png", (640, 480)),
        (PNG[:20], "png", None),
        (b"GIF89a" + struct.pack("<HH", 3, 4), "gif", (3, 4)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x20\x00\x10", "jpeg", (16, 32)),
        (b"\xff\xd8\xff\xe0\x00\x04", "jpeg", None),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x0f\x00\x00\x1f\x00\x00", "webp", (16, 32)),
        (b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 16, 32), "webp", (16, 32)),
        (
            b"RIFF....WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 15 | 31 << 14),
            "webp",
            (16, 32),
        ),
        (b"RIFF....WEBPVP8X", "webp", None),
        (b"<svg xmlns=", "", None),
        (b"", "", None),
    ],
)
def test_picture_heads(head: bytes, kind: str, size: tuple[int, int] | None) -> None:
    assert head_of(head) == (kind, size)


@pytest.mark.parametrize(
    ("mime", "data", "expected"),
    [
        ("image/png", PNG, []),
        ("image/png", PNG[:16] + struct.pack(">II", 50_000, 50_000), ["picture_too_large"]),
        ("image/jpeg", PNG, ["picture_type"]),
        ("image/svg+xml", b"<svg/>" * 4, ["picture_not_drawn"]),
        ("image/png", b"<svg/>" * 4, ["picture_not_drawn"]),
    ],
)
def test_pictures(mime: str, data: bytes, expected: list[str]) -> None:
    media = Media(kind="image", mime_type=mime, data=base64.b64encode(data).decode())
    assert [id_ for id_, _ in oddities(media)] == expected


def test_other_media_are_not_looked_at() -> None:
    assert oddities(Media(kind="audio", mime_type="audio/wav", data="AAAA")) == []
    assert oddities(Media(kind="image", mime_type="image/png", uri="https://x.example/a")) == []
    assert oddities(Media(kind="image", mime_type="image/png", data="A")) != []


@pytest.mark.parametrize(
    "event",
    ["{}", "[]", '{"candidates":null}', '{"usageMetadata":null}', '{"error":""}', '{"error":[]}'],
)
def test_an_event_without_a_word_is_noted(event: str) -> None:
    assert ids(event) == ["empty_event"]


@pytest.mark.parametrize(
    "part", ['{"hologram":{"a":1}}', '"bare"', '{"text":5}', '{"functionCall":"f"}']
)
def test_a_part_of_an_unknown_kind_is_noted(part: str) -> None:
    assert ids(f'{{"candidates":[{{"content":{{"parts":[{part}]}}}}]}}') == ["unknown_content"]


@pytest.mark.parametrize("index", ['"zero"', "-1", "1e400", "true", "[]"])
def test_an_index_that_is_none_is_noted_and_loses_no_text(index: str) -> None:
    event = f'{{"candidates":[{{"index":{index},"content":{{"parts":[{{"text":"x"}}]}}}}]}}'
    assert ids(event) == ["odd_index"]
    body = "".join(f"data: {data}\n\n" for data in (said("a"), event, said("b"), STOP))
    assert read([BytesReceived(t_ns=1, data=body.encode())], "generate-content").text == "axb"


def test_candidates_are_kept_apart_within_reason() -> None:
    """What names more of them than any model gives is kept as it came, and noted."""
    many = "".join(
        f'data: {{"candidates":[{{"index":{n},"content":{{"parts":[{{"text":"x"}}]}}}}]}}\n\n'
        for n in range(1000)
    )
    turn = read([BytesReceived(t_ns=1, data=many.encode())], "generate-content")
    assert len(turn.steps) == 256
    assert turn.outcome is not None
    assert "unknown_event" in [note.id for note in turn.outcome.notes]
