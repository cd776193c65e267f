"""Saved streams of every kind are recognised by their bytes, and read where they lie."""

from __future__ import annotations

import base64
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.answer import read
from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.errors import StoreError
from gemini_desktop.session import opening
from gemini_desktop.session.opening import find, find_in, open_source
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.gcap import export_gcap

SAVED = Path(__file__).parents[1] / "captures"
PLAIN = (SAVED / "01_dev_plain_text.sse").read_bytes()
WORDS = read([BytesReceived(t_ns=0, data=PLAIN), Ended(t_ns=0, how="complete")]).text
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"


def body_of(source: CaptureSource) -> bytes:
    return b"".join(r.data for r in source.records() if isinstance(r, BytesReceived))


def one(path: Path, data: bytes) -> opening.Found:
    path.write_bytes(data)
    [found] = find(path)
    return found


def entry(body: str, *, kind: str = "text/event-stream", **content: Any) -> dict[str, Any]:
    question = json.dumps({"contents": [{"parts": [{"text": "What is it?"}]}]})
    return {
        "startedDateTime": "2026-01-02T03:04:05.678Z",
        "time": 1500.0,
        "request": {
            "method": "POST",
            "url": "https://example.test/v1beta/models/m:streamGenerateContent?key=CANARY",
            "headers": [{"name": "x-goog-api-key", "value": "CANARY"}],
            "postData": {"text": question},
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": kind}],
            "content": {"mimeType": kind, "text": body, **content},
        },
    }


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


@pytest.mark.parametrize("name", sorted(path.name for path in SAVED.glob("[0-9]*")))
def test_a_saved_body_is_read_as_it_is(name: str, tmp_path: Path) -> None:
    data = (SAVED / name).read_bytes()
    found = one(tmp_path / "saved", data)
    assert body_of(found.source) == data
    assert found.source.size() == len(data)
    assert found.source.read(3, 40) == data[3:40]
    opened = open_source(found)
    assert opened is not None
    assert opened.turn.text == read(found.source.records()).text


@pytest.mark.parametrize("prefix", [b"", HEAD, b"HTTP/2 302\r\nlocation: /x\r\n\r\n" + HEAD])
def test_what_curl_wrote_in_front_is_a_head_and_not_a_body(prefix: bytes, tmp_path: Path) -> None:
    found = one(tmp_path / "saved.txt", prefix + PLAIN)
    assert body_of(found.source) == PLAIN
    assert found.source.read(0, 10) == PLAIN[:10]
    opened = open_source(found)
    assert opened is not None
    assert opened.turn.text == WORDS
    heads = [r for r in found.source.records() if isinstance(r, ResponseStarted)]
    assert [head.status for head in heads] == ([200] if prefix else [])


def test_what_curl_says_aloud_is_told_from_the_stream(tmp_path: Path) -> None:
    noise = (
        b"* Trying 127.0.0.1:80\n> POST /v1beta/x HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n<\n"
    )
    found = one(tmp_path / "saved.log", noise + PLAIN + b"* Connection #0 left intact\n")
    assert body_of(found.source) == PLAIN
    [request] = [r for r in found.source.records() if isinstance(r, RequestSent)]
    assert request.url == "https://h/v1beta/x"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_pasted_text_is_recognised_like_a_file(line_end: str) -> None:
    lines = PLAIN.decode().replace("\r\n", line_end).encode()
    [found] = find_in(lines, "Clipboard")
    assert found.source.id == "Clipboard"
    assert read(found.source.records()).text == WORDS
    [found] = find_in(b'[{"candidates":[{"content":{"parts":[{"text":"A"}]}}]}]', "Clipboard")
    assert read(found.source.records()).text == "A"
    [found] = find_in(har(entry(PLAIN.decode())), "Clipboard")
    assert read(found.source.records()).text == WORDS


def test_every_entry_of_an_archive_is_found_and_read_when_it_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "session.har"
    picture = entry("iVBORw0KGgo=", kind="image/png", encoding="base64")
    encoded = entry(base64.b64encode(PLAIN).decode(), encoding="base64")
    path.write_bytes(har(entry(PLAIN.decode()), picture, encoded))
    first, second, third = find(path)
    assert [each.source.id for each in (first, second, third)] == [
        f"session.har · {number}" for number in (1, 2, 3)
    ]
    assert [each.is_answer for each in (first, second, third)] == [True, False, True]
    assert body_of(first.source) == body_of(third.source) == PLAIN
    assert third.source.read(5, 9) == PLAIN[5:9]
    assert third.source.size() == len(PLAIN)
    note = first.note
    assert (note.prompt, note.outcome, note.profile) == ("What is it?", "complete", "session.har")
    assert note.created_unix_ns == 1_767_323_045_678_000_000
    assert "CANARY" not in repr(list(first.source.records()))
    opened = open_source(first)
    assert opened is not None
    assert (opened.prompt, opened.turn.text) == ("What is it?", WORDS)


def test_messages_beside_the_body_make_a_stream(tmp_path: Path) -> None:
    """Chrome keeps them so where it kept no body."""
    made = entry("")
    made["_eventSourceMessages"] = [
        {"time": 1.0, "eventName": "message", "data": '{"candidates":[]}', "eventId": "7"}
    ]
    found = one(tmp_path / "x.har", har(made))
    assert body_of(found.source) == b'id: 7\ndata: {"candidates":[]}\n\n'


def test_an_archive_that_was_moved_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    found = one(path, har(entry(PLAIN.decode())))
    path.unlink()
    turn = read(found.source.records())
    assert turn.outcome is not None
    assert "moved or changed" in turn.outcome.message


def test_a_body_that_was_cut_meanwhile_says_so_and_gives_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "x.sse"
    found = one(path, PLAIN)
    path.write_bytes(PLAIN[:100])
    assert body_of(found.source) == PLAIN[:100]
    turn = read(found.source.records())
    assert turn.outcome is not None
    assert "moved or changed" in turn.outcome.message
    path.unlink()
    assert found.source.read(0, 10) == b""
    assert read(found.source.records()).outcome is not None


def test_a_capture_of_ours_comes_back(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    with captures.create() as writer:
        writer.append(BytesReceived(t_ns=1, data=PLAIN))
        writer.append(Ended(t_ns=9, how="cancelled"))
    export_gcap(captures.open(writer.id), tmp_path / "x.gcap")
    [found] = find(tmp_path / "x.gcap")
    assert (found.source.id, found.note.outcome) == ("x.gcap", "cancelled")
    assert found.note.duration_ns == 9
    assert body_of(found.source) == PLAIN


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no recorded stream"),
        (b"PK\x03\x04 and no more", "Could not open the capture"),
        (b'{"log": {"entries": []}}', "holds no exchange"),
    ],
)
def test_what_cannot_be_opened_is_named_with_the_next_step(
    data: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "odd.bin"
    path.write_bytes(data)
    with pytest.raises(StoreError, match=words) as raised:
        find(path)
    assert "odd.bin" in str(raised.value)
    assert raised.value.failure.advice


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    for path, words, advice in (
        (tmp_path / "none.sse", "none.sse cannot be read: it is not there", "moved or deleted"),
        (tmp_path, "cannot be read: it is a folder", "file"),
    ):
        with pytest.raises(StoreError, match=words) as raised:
            find(path)
        assert advice in raised.value.failure.advice


def test_a_long_body_is_not_read_to_open_it(tmp_path: Path) -> None:
    path = tmp_path / "long.sse"
    with path.open("wb") as file:
        file.write(PLAIN)
        file.truncate(2 << 30)  # a hole: it takes no room on the disk
    tracemalloc.start()
    try:
        [found] = find(path)
        assert found.source.size() == 2 << 30
        assert found.source.read(0, 10) == PLAIN[:10]
        records = found.source.records()
        for _ in range(200):
            next(records)
        assert open_source(found) is None  # too long for the chat
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 << 20


def test_a_large_archive_is_held_one_entry_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "large.har"
    made = entry("x" * 1_000_000, kind="text/plain")
    path.write_bytes(har(*[made] * 40))
    tracemalloc.start()
    try:
        found = find(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found) == 40
    assert most < 16 << 20


@given(st.binary(max_size=400))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    if not data.startswith(b"PK\x03\x04"):
        for found in find_in(data, "x"):
            assert read(found.source.records()).outcome is not None


def test_a_nul_within_a_stream_is_damage_to_look_at(tmp_path: Path) -> None:
    event = b'data: {"candidates":[{"content":{"parts":[{"text":"Still here."}]}}]}\n\n'
    path = tmp_path / "damaged.sse"
    path.write_bytes(event + b"\xff\xfe\x00garbage\n\n" + event)
    opened = open_source(find(path)[0])
    assert opened is not None
    assert opened.turn.text == "Still here.Still here."


def test_a_cut_stream_without_its_request_has_nothing_to_be_sent_again(tmp_path: Path) -> None:
    opened = open_source(one(tmp_path / "cut.sse", PLAIN[:-60]))
    assert opened is not None
    assert opened.turn.outcome is not None
    assert opened.turn.outcome.kind == "incomplete"
    assert "again" not in opened.turn.outcome.advice


def test_bytes_are_told_from_one_another_as_files_are(tmp_path: Path) -> None:
    """What a command reads from a pipe: an archive after a byte order mark, and a damaged
    recording, which is called as its user calls it."""
    archive = b"\xef\xbb\xbf" + har(entry("data: {}\n\n"), entry("data: {}\n\n"))
    assert len(opening.captures(archive, "x.har")) == 2
    (tmp_path / "x.har").write_bytes(archive)
    assert len(find(tmp_path / "x.har")) == 2
    with pytest.raises(StoreError, match=r"the capture talk\.gcap: it is damaged"):
        opening.captures(b"PK\x03\x04 and no more", "talk.gcap")
