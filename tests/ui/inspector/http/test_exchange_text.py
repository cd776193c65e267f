"""The request as it was sent and the response heads, in the order in which they happened."""

import json

from gemini_desktop.core.capture import Ended, Record, RequestSent, ResponseStarted, RetryScheduled
from gemini_desktop.core.errors import Failure
from gemini_desktop.ui.inspector.http import exchange_text


def _request(body: bytes, attempt: int = 1) -> RequestSent:
    return RequestSent(
        t_ns=0,
        unix_ns=0,
        method="POST",
        url="http://127.0.0.1/v1beta/interactions",
        headers=(("authorization", "Bearer ****"),),
        body=body,
        attempt=attempt,
    )


def test_attempts_waits_and_the_end_stand_in_order(qapp: object) -> None:
    failure = Failure(kind="network", message="The connection was reset.", advice="Try again.")
    records: list[Record] = [
        _request(b'{"a":1}'),
        ResponseStarted(t_ns=1, status=429, reason="Too Many Requests"),
        RetryScheduled(t_ns=2, attempt=1, wait_s=2.5, reason="The server asked for it."),
        _request(b'{"a":1}', attempt=2),
        ResponseStarted(t_ns=3, status=200, reason="OK", headers=(("server", "x"),)),
        Ended(t_ns=1_500_000_000, how="failed", failure=failure),
    ]
    lines = exchange_text.lines(records, 1234)
    words = [text for text, _ in lines if text]
    assert words[0] == "POST http://127.0.0.1/v1beta/interactions"
    assert words.index("HTTP/1.1 429 Too Many Requests") < words.index("HTTP/1.1 200 OK")
    assert any("Attempt 1 failed" in text and "2.5 s" in text for text in words)
    assert "The connection failed after 1.2 kB in 1.500 s." in words
    assert words[-1] == "The connection was reset."
    tones = dict(lines)
    assert tones["HTTP/1.1 429 Too Many Requests"] == "red"
    assert tones["HTTP/1.1 200 OK"] == "green"
    assert not any("\n" in text for text, _ in lines)


def test_a_long_value_is_shown_cut_and_copied_whole(qapp: object) -> None:
    data = "A" * 1_000_000
    records = [_request(json.dumps({"inlineData": {"data": data}}).encode())]
    shown = "\n".join(text for text, _ in exchange_text.lines(records, 0))
    assert len(shown) < 2000
    assert data in exchange_text.text(records, 0)


def test_a_body_that_is_no_json_is_shown_as_it_is(qapp: object) -> None:
    assert ("not json é", "text_2") in exchange_text.lines([_request("not json é".encode())], 0)
    assert ("\ufffd", "text_2") in exchange_text.lines([_request(b"\xff")], 0)


def test_stopped_by_the_user(qapp: object) -> None:
    lines = exchange_text.lines([Ended(t_ns=10**9, how="cancelled")], 0)
    assert ("Stopped by you after 0 B in 1.000 s.", "text_3") in lines
