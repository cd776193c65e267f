"""What was asked, found in the request of each protocol."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.asking.asked import asked, asked_in
from gemini_desktop.core.capture import Capture, RequestSent


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"contents":[{"parts":[{"text":"Old"}]},{"parts":[{"text":"New"}]}]}', "New"),
        (b'{"messages":[{"role":"system","content":"Be"},{"role":"user","content":"Hi"}]}', "Hi"),
        (
            b'{"messages":[{"content":[{"type":"text","text":"Look"},{"type":"image_url"}]}]}',
            "Look",
        ),
        (b'{"input":"plain"}', "plain"),
        (b'{"input":[{"type":"text","text":"listed"}]}', "listed"),
        (b'{"model":"m"}', ""),
        (b"[]", ""),
        (b"not JSON", ""),
        (b"", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_the_last_words(body: bytes, words: str) -> None:
    assert asked(body) == words


def test_a_capture_without_a_request_asked_nothing() -> None:
    assert asked_in(Capture(records=())) == ""
    sent = RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=(), body=b'{"input":"x"}')
    assert asked_in(Capture(records=(sent,))) == "x"


@given(st.binary(max_size=200))
def test_no_body_is_too_odd(body: bytes) -> None:
    assert isinstance(asked(body), str)
