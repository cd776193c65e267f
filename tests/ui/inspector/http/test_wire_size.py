"""Sizes on the wire: exact where the capture has them, and honest where it has not."""

import pytest

from gemini_desktop.core.capture import RequestSent, ResponseStarted
from gemini_desktop.ui.inspector.http.wire_size import BodyReceived, request_words, response_words


def _response(*headers: tuple[str, str]) -> ResponseStarted:
    return ResponseStarted(t_ns=1, status=200, reason="OK", headers=headers)


def test_a_request_is_its_head_and_its_body(qapp: object) -> None:
    written = (
        b"POST /v1beta/models/x:streamGenerateContent?alt=sse HTTP/1.1\r\n"
        b"content-type: application/json\r\nx-goog-api-key: ****\r\n\r\n"
    )
    record = RequestSent(
        t_ns=0,
        unix_ns=0,
        method="POST",
        url="http://127.0.0.1/v1beta/models/x:streamGenerateContent?alt=sse",
        headers=(("content-type", "application/json"), ("x-goog-api-key", "****")),
        body=b"x" * 800,
    )
    head = len(written)
    words = f"Sent about {head + 800} B: head {head} B (keys are masked), body 800 B."
    assert request_words(record) == words


def test_a_plain_response(qapp: object) -> None:
    head = len(b"HTTP/1.1 200 OK\r\nserver: x\r\n\r\n")
    words = response_words(_response(("server", "x")), BodyReceived(300, 7))
    assert words == f"Received {300 + head} B: head {head} B, body 300 B in 7 reads."
    assert "in 1 read." in response_words(_response(), BodyReceived(300, 1))
    assert "body 0 B in 0 reads" in response_words(_response(), BodyReceived(0, 0))


def test_a_compressed_one_says_what_came(qapp: object) -> None:
    told = _response(("Content-Encoding", "gzip"), ("Content-Length", "250"))
    words = response_words(told, BodyReceived(1000, 3))
    assert "compressed (gzip)" in words
    assert "body 1.0 kB once unpacked, in 3 reads" in words
    assert words.endswith("250 B on the wire, 25 % of that.")


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 30])
def test_what_the_server_did_not_say_is_not_made_up(qapp: object, length: str) -> None:
    words = response_words(
        _response(("content-encoding", "br"), ("content-length", length)), BodyReceived(0, 0)
    )
    assert "is not known" in words
