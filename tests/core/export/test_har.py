"""A HAR holds the whole exchange but its secrets, and every reader of HARs can open it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.export import har
from gemini_desktop.core.har import reader as reader
from tests.core.export.har_rules import broken

CANARY = "CANARY-not-a-real-key-0123456789"
BODIES = Path(__file__).parents[2] / "captures"
SSE = b'data: {"candidates":[]}\r\n\r\n'
UNIX_NS = 1_800_000_000_123_000_000


def sent(**changes: Any) -> RequestSent:
    fields: dict[str, Any] = {
        "t_ns": 0,
        "unix_ns": UNIX_NS,
        "method": "POST",
        "url": "https://example.test/v1beta/models/x:streamGenerateContent?alt=sse",
        "headers": (("Content-Type", "application/json"), ("x-goog-api-key", "***")),
        "body": b'{"contents":[{"parts":[{"text":"Hi \xe4\xb8\xad"}]}]}',
    }
    return RequestSent(**{**fields, **changes})


def exchange(
    *reads: bytes, type_: str = "text/event-stream", status: int = 200, **changes: Any
) -> list[Record]:
    head = ResponseStarted(
        t_ns=250_000_000,
        status=status,
        reason="OK",
        http_version="HTTP/2",
        headers=(("content-type", type_), ("server", "test")),
    )
    got = [
        BytesReceived(t_ns=300_000_000 + n * 1_000_000, data=data) for n, data in enumerate(reads)
    ]
    return [sent(**changes), head, *got, Ended(t_ns=400_000_000, how="complete")]


def archive(*captures: Iterable[Record]) -> dict[str, Any]:
    written = json.loads(b"".join(har.write(captures)))
    assert broken(written) == []
    assert isinstance(written, dict)
    return written


def entries(*captures: Iterable[Record]) -> list[dict[str, Any]]:
    found = archive(*captures)["log"]["entries"]
    assert isinstance(found, list)
    return found


def again(*captures: Iterable[Record]) -> list[Capture]:
    return reader.captures(archive(*captures))


@pytest.mark.parametrize("path", sorted(BODIES.glob("[0-9]*")), ids=lambda path: path.name)
def test_a_real_body_comes_back_byte_by_byte(path: Path) -> None:
    body = path.read_bytes()
    pieces = [body[start : start + 700] for start in range(0, len(body), 700)]
    (back,) = again(exchange(*pieces))
    assert back.body == body
    assert back.request is not None
    assert back.request.body == sent().body


@given(body=st.binary(max_size=300), type_=st.sampled_from(["text/event-stream", "text/plain", ""]))
def test_any_body_comes_back(body: bytes, type_: str) -> None:
    (back,) = again(exchange(body, type_=type_))
    assert back.body == body


@pytest.mark.parametrize(
    ("body", "type_", "encoding"),
    [
        ("data: plain\n\n", "text/event-stream", None),
        ("data: 中文\n\n", "text/event-stream", None),
        ("data: é\n\n", "text/event-stream", "base64"),
        ("data: é\n\n", "text/event-stream; charset=UTF-8", None),
        ('{"a":"é"}', "application/json", None),
    ],
)
def test_text_stays_readable_where_all_readers_agree_on_its_bytes(
    body: str, type_: str, encoding: str | None
) -> None:
    """As mitmproxy takes what could be Latin-1 for Latin-1."""
    (entry,) = entries(exchange(body.encode(), type_=type_))
    assert entry["response"]["content"].get("encoding") == encoding


def test_what_stands_in_an_entry() -> None:
    (entry,) = entries(exchange(SSE, SSE))
    assert entry["startedDateTime"] == "2027-01-15T08:00:00.123Z"
    assert entry["time"] == 400
    assert entry["timings"]["wait"] == 250
    assert entry["timings"]["receive"] == 150
    assert entry["_resourceType"] == "eventsource"
    request, response = entry["request"], entry["response"]
    assert request["queryString"] == [{"name": "alt", "value": "sse"}]
    assert request["bodySize"] == len(sent().body)
    assert json.loads(request["postData"]["text"])["contents"]
    assert (response["status"], response["statusText"]) == (200, "OK")
    assert response["httpVersion"] == "HTTP/2"
    assert response["content"]["size"] == 2 * len(SSE)


def test_status_headers_and_times_come_back() -> None:
    records = exchange(SSE, status=429)
    (back,) = again(records)
    assert back.request == sent()
    head = next(r for r in back.records if isinstance(r, ResponseStarted))
    assert head == records[1]
    assert back.ended == records[-1]


def test_the_phases_come_back() -> None:
    ms = 1_000_000
    phases: list[Record] = [
        PhasePassed(t_ns=30 * ms, began_ns=10 * ms, name="connect", detail="127.0.0.1"),
        PhasePassed(t_ns=70 * ms, began_ns=30 * ms, name="tls", detail="TLSv1.3"),
        PhasePassed(t_ns=75 * ms, began_ns=70 * ms, name="send"),
    ]
    records = exchange(SSE)
    (entry,) = entries([records[0], *phases, *records[1:]])
    assert entry["serverIPAddress"] == "127.0.0.1"
    assert entry["timings"] == {
        "blocked": 10,
        "dns": -1,
        "connect": 60,
        "ssl": 40,
        "send": 5,
        "wait": 175,
        "receive": 150,
    }
    (back,) = again([records[0], *phases, *records[1:]])
    found = [r for r in back.records if isinstance(r, PhasePassed)]
    assert [(p.name, p.began_ns, p.t_ns) for p in found] == [
        ("connect", 10 * ms, 30 * ms),
        ("tls", 30 * ms, 70 * ms),
        ("send", 70 * ms, 75 * ms),
    ]


def test_the_times_of_the_events_come_back() -> None:
    """As reads that end where events end."""
    reads = [SSE, SSE[:5], SSE[5:] + SSE, SSE[:-2]]
    (back,) = again(exchange(*reads))
    found = [r for r in back.records if isinstance(r, BytesReceived)]
    assert [len(r.data) for r in found] == [len(SSE), 2 * len(SSE), len(SSE) - 2]
    assert [r.t_ns for r in found[:2]] == [300_000_000, 302_000_000]


@pytest.mark.parametrize("times", [[], ["x", 1], [float("1e300"), 2.0], [3.0], [5.0, 4.0]])
def test_odd_times_of_events_do_no_harm(times: list[Any]) -> None:
    har_ = archive(exchange(SSE, SSE))
    (entry,) = har_["log"]["entries"]
    entry["_eventSourceMessages"] = [
        {"eventName": "message", "eventId": "", "data": "{}", "time": time} for time in times
    ]
    (back,) = reader.captures(har_)
    assert back.body == SSE * 2
    found = [r.t_ns for r in back.records]
    assert found == sorted(found)


def test_the_events_stand_beside_the_body() -> None:
    body = b"event: step.delta\nid: 7\ndata: one\ndata: two\n\n: comment\n\ndata: [DONE]\n\n"
    (entry,) = entries(exchange(body))
    first, last = entry["_eventSourceMessages"]
    assert first["eventName"] == "step.delta"
    assert first["eventId"] == "7"
    assert first["data"] == "one\ntwo"
    assert first["time"] == pytest.approx(UNIX_NS / 1e9 + 0.3, abs=1e-4)
    assert last["data"] == "[DONE]"
    assert last["eventName"] == "message"


@pytest.mark.parametrize("body", [b'[{"candidates":[]}]', b"<html>502</html>", b""])
def test_what_was_no_event_stream_gets_no_events(body: bytes) -> None:
    (entry,) = entries(exchange(body, type_="application/json"))
    assert "_eventSourceMessages" not in entry


def test_each_attempt_is_an_entry() -> None:
    records: list[Record] = [
        sent(),
        ResponseStarted(t_ns=5, status=503, headers=(("content-type", "text/plain"),)),
        BytesReceived(t_ns=6, data=b"busy"),
        RetryScheduled(t_ns=7, attempt=1, wait_s=1, reason="busy"),
        *exchange(SSE, t_ns=10, unix_ns=UNIX_NS + 10, attempt=2),
    ]
    first, second = entries(records)
    assert first["response"]["status"] == 503
    assert first["comment"] == "Attempt 1 failed. busy"
    assert first["response"]["content"]["text"] == "busy"
    assert second["response"]["content"]["text"] == SSE.decode()
    assert [capture.body for capture in again(records)] == [b"busy", SSE]


def test_several_captures_are_one_archive() -> None:
    bodies = [SSE, b"[]", b"\xff\x00"]
    assert [capture.body for capture in again(*(exchange(body) for body in bodies))] == bodies
    assert entries() == []


def test_a_request_without_response_has_the_status_0() -> None:
    refused = Failure(kind="connect_refused", message="Nobody listens there.")
    records: list[Record] = [sent(), Ended(t_ns=3_000_000, how="failed", failure=refused)]
    (entry,) = entries(records)
    assert entry["response"]["status"] == 0
    assert entry["response"]["_error"] == "connect_refused"
    (back,) = again(records)
    assert not any(isinstance(r, ResponseStarted) for r in back.records)
    assert back.ended is not None
    assert back.ended.failure == refused


def test_a_saved_body_alone_is_an_entry_too() -> None:
    (back,) = again([BytesReceived(t_ns=0, data=SSE), Ended(t_ns=0, how="complete")])
    assert back.body == SSE


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": (("Authorization", f"Bearer {CANARY}"),)},
        {"headers": (("x-goog-api-key", CANARY),)},
        {"headers": (("X-My-Own-Key", CANARY),)},
        {"headers": (("Cookie", f"session={CANARY}"),)},
        {"url": f"https://example.test/v1?alt=sse&key={CANARY}"},
        {"url": f"https://me:{CANARY}@example.test/v1"},
        {"url": f"https://example.test/v1?my_secret={CANARY}"},
        {"body": b'{"tools":[{"headers":{"Authorization": "Bearer ' + CANARY.encode() + b'"}}]}'},
        {"body": b'{"api_key" : "' + CANARY.encode() + b'", "contents":[]}'},
    ],
)
def test_no_secret_is_in_it(changes: dict[str, Any]) -> None:
    """Nor where the server sent it back, cut by two reads."""
    half = len(CANARY) // 2
    echo = [b'data: {"you":"', CANARY[:half].encode(), CANARY[half:].encode(), b'"}\n\n']
    text = b"".join(har.write([exchange(*echo, **changes)])).decode()
    assert broken(json.loads(text)) == []
    assert "CANARY" not in text
    (back,) = reader.captures(json.loads(text))
    assert len(back.body) == sum(map(len, echo))
    assert b"*" * len(CANARY) in back.body


def test_a_host_is_no_secret() -> None:
    """Browsers write `:authority` among the headers."""
    (entry,) = entries(
        exchange(b"data: example.test\n\n", headers=((":authority", "example.test"),))
    )
    assert entry["request"]["headers"][0]["value"] == "example.test"
    assert "example.test" in entry["response"]["content"]["text"]


def test_keys_that_nobody_named_are_masked_in_the_body() -> None:
    key = b"AIza" + b"CANARY" * 5
    (entry,) = entries(exchange(b'data: {"text":"' + key[:9], key[9:] + b'"}\n\n'))
    assert entry["response"]["content"]["text"] == 'data: {"text":"' + "*" * len(key) + '"}\n\n'
    assert entry["_eventSourceMessages"][0]["data"] == '{"text":"' + "*" * len(key) + '"}'


def test_a_picture_loses_no_byte() -> None:
    """What looks like a key in the middle of base64 came about by chance."""
    data = "QUJD" * 500 + "/AIza" + "QUJD" * 20 + "-sk-" + "QUJD" * 300
    body = f'data: {{"inlineData":"{data}"}}\n\n'.encode()
    (back,) = again(exchange(*(body[start : start + 97] for start in range(0, len(body), 97))))
    assert back.body == body


def test_a_long_body_is_written_in_pieces() -> None:
    body = b"data: " + "é中a".encode() * 200_000 + b"\n\n"
    pieces = list(har.write([exchange(body)]))
    assert max(map(len, pieces)) < 1_500_000 or len(pieces) > 3
    (back,) = again(exchange(body))
    assert back.body == body


def test_the_rules_know_what_is_wrong() -> None:
    har_ = archive(exchange(SSE))
    del har_["log"]["entries"][0]["timings"]["wait"]
    with pytest.raises(KeyError):
        broken(har_)
    assert broken({"log": {"version": "1.1"}})[0] == "log.version: '1.1'"
