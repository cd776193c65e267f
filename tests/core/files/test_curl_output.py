"""What curl writes around a body is told from it, and no secret of it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.files.curl_output import curl_output

BODY = b'data: {"a": 1}\r\n\r\ndata: [DONE]\r\n\r\n'
HEAD = b"HTTP/2 200 \r\ncontent-type: text/event-stream\r\nset-cookie: id=CANARY\r\n\r\n"
VERBOSE = b"""\
* Host example.test:443 was resolved.
  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0
> POST /v1beta/models/m:streamGenerateContent?alt=sse&key=CANARY-not-a-real-key HTTP/2
> Host: example.test
> x-goog-api-key: CANARY-not-a-real-key
>
} [62 bytes data]
< HTTP/2 200
< content-type: text/event-stream
<
{ [512 bytes data]
"""


def test_a_body_alone_is_left_alone() -> None:
    for body in (BODY, b"", b"[{}]", b"<html>", b"HTTP is a word", b"* a list\n* of things\n"):
        assert curl_output(body) is None


def test_a_head_in_front() -> None:
    found = curl_output(HEAD + BODY)
    assert found is not None
    assert found.head is not None
    assert (found.head.status, found.head.http_version) == (200, "HTTP/2")
    assert dict(found.head.headers) == {"content-type": "text/event-stream", "set-cookie": "***"}
    assert found.body_start == len(HEAD)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_several_heads_count_as_the_last(line_end: bytes) -> None:
    heads = (
        b"HTTP/1.1 200 Connection established",
        b"",
        b"HTTP/1.1 100 Continue",
        b"",
        b"HTTP/1.1 503 Service Unavailable",
        b"server: x",
        b"",
        b"",
    )
    head = line_end.join(heads)
    found = curl_output(head + BODY)
    assert found is not None
    assert found.head is not None
    assert (found.head.status, found.head.reason) == (503, "Service Unavailable")
    assert found.head.headers == (("server", "x"),)
    assert found.body_start == len(head)


def test_a_head_without_an_end_is_none() -> None:
    assert curl_output(b"HTTP/1.1 200 OK\r\nserver: x\r\n") is None


def test_noise_is_taken_out_also_from_the_middle_of_the_body() -> None:
    first, second = BODY[:18], BODY[18:]
    noisy = VERBOSE + first + b"{ [33 bytes data]\n" + second + b"* Connection #0 left intact\n"
    found = curl_output(noisy)
    assert found is not None
    assert found.body == BODY
    assert found.body_start is None
    assert found.head is not None
    assert found.head.status == 200
    request = found.request
    assert request is not None
    assert request.method == "POST"
    assert request.url.startswith("https://example.test/v1beta/models/m:stream")
    assert "CANARY" not in repr(found)


def test_heads_and_noise_together() -> None:
    found = curl_output(VERBOSE + HEAD + BODY)
    assert found is not None
    assert found.body == BODY
    assert found.head is not None
    assert found.head.status == 200


@given(st.binary(max_size=300))
def test_nothing_is_too_odd(data: bytes) -> None:
    for prefix in (b"", b"HTTP/1.1 200 OK\r\n", b"* x\n> GET / HTTP/1.1\n"):
        found = curl_output(prefix + data)
        if found is not None and found.body_start is not None:
            assert 0 <= found.body_start <= len(prefix + data)
