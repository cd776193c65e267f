"""Secrets never reach a record, a message or a URL, and offsets stay true while they are masked."""

from __future__ import annotations

import base64
import itertools
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.redact import BodyMask, masked_headers, masked_text, masked_url
from gemini_desktop.core.secret_forms import forms
from tests.support import costs_less_than

CANARY = "CANARY-not-a-real-key-0123456789"


def test_auth_headers_are_masked_and_the_scheme_stays() -> None:
    headers = masked_headers(
        [
            ("Authorization", f"Bearer {CANARY}"),
            ("X-Goog-Api-Key", CANARY),
            ("Cookie", "a=b"),
            ("Accept", "text/event-stream"),
            ("X-Echo", f"you sent {CANARY}"),
        ],
        [CANARY],
    )
    assert headers == (
        ("Authorization", "Bearer ***"),
        ("X-Goog-Api-Key", "***"),
        ("Cookie", "***"),
        ("Accept", "text/event-stream"),
        ("X-Echo", "you sent ***"),
    )


def test_keys_and_user_info_leave_the_url() -> None:
    url = f"https://me:secret@example.test/v1/models?alt=sse&key={CANARY}&x=1#key=kept"
    assert masked_url(url) == "https://***@example.test/v1/models?alt=sse&key=***&x=1#key=kept"
    assert masked_url("http://me:a/b@example.test/v1") == "http://***@example.test/v1"
    for plain in ("https://host:8080/models/x@2024", "https://host/a:b@c", "http://[::1]:80/x@y"):
        assert masked_url(plain) == plain
    assert masked_url("https://example.test/v1?alt=sse") == "https://example.test/v1?alt=sse"


def test_many_addresses_in_a_row_cost_what_their_length_says() -> None:
    text = "https://" * 30_000
    with costs_less_than(10):
        assert masked_url(text) == text


def test_short_values_are_not_taken_for_secrets() -> None:
    assert masked_text("a data: b", ["data"]) == "a data: b"
    assert BodyMask(["ab"]).feed(b"abab").data == b"abab"


def test_an_innocent_read_passes_as_the_same_object() -> None:
    data = b'data: {"text": "hello"}\n\n'
    assert BodyMask([CANARY]).feed(data).data is data
    assert BodyMask([]).feed(data).data is data


@given(
    before=st.binary(max_size=40),
    between=st.binary(max_size=20),
    after=st.binary(max_size=40),
    cuts=st.lists(st.integers(0, 180), max_size=8),
)
def test_a_secret_is_masked_wherever_the_reads_cut_it(
    before: bytes, between: bytes, after: bytes, cuts: list[int]
) -> None:
    """The bytes as kept (with the earlier ones overwritten) never hold the secret, and differ from
    what came only where it stood."""
    secret = CANARY.encode()
    body = before + secret + between + secret + after
    mask = BodyMask([CANARY])
    kept = bytearray()
    shown = b""
    clean = body.replace(secret, b"*" * len(secret))
    edges = sorted({0, len(body), *(min(cut, len(body)) for cut in cuts)})
    for start, end in itertools.pairwise(edges):
        masked = mask.feed(body[start:end])
        shown += masked.shown
        assert clean.startswith(shown)  # nothing is shown that has to be taken back
        for offset, length in masked.before:
            kept[offset : offset + length] = b"*" * length
        kept += masked.data
    assert secret not in kept
    assert bytes(kept) == clean
    assert shown + mask.release() == clean
    assert mask.hits >= 2


@pytest.mark.parametrize(
    "echo",
    [
        "key KEY is wrong",
        "got QUOTED",
        "JSON \\/ ESCAPED",
        "starts with START and ends in END",
        "BASE64-0", "BASE64-1", "BASE64-2", "URLSAFE-1",
    ],
)  # fmt: skip
def test_the_forms_in_which_a_server_echoes_a_key(echo: str) -> None:
    """Escaped, encoded at any alignment, or its two ends alone; nothing of 12 characters stays."""
    key = "AIzaCANARY-of/a+key==with~all&kinds-Zq81Lk"
    echo = echo.replace("KEY", key).replace("QUOTED", quote(key, safe=""))
    echo = echo.replace("ESCAPED", key.replace("/", "\\/"))
    echo = echo.replace("START", key[:12]).replace("END", key[-12:])
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + key.encode() + b" and more").decode()
        echo = echo.replace(f"BASE64-{before}", encoded)
        echo = echo.replace(f"URLSAFE-{before}", encoded.replace("+", "-").replace("/", "_"))
    traces = [form for form in forms(key) if form in echo]
    assert traces
    masked = BodyMask([key]).feed(echo.encode()).data
    assert len(masked) == len(echo)
    text = masked_text(echo, [key])
    for trace in traces:
        assert trace.encode() not in masked
        assert trace not in text
    for at_end in (key[:12], key[-12:]):
        assert at_end.encode() not in masked
        assert at_end not in text


def test_what_tokens_have_in_common_is_no_secret() -> None:
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6IkNBTkFSWSJ9.CANARY-not-a-real-token"
    assert masked_text("eyJhbGciOiJSUzI1NiIsI", [token]) == "eyJhbGciOiJSUzI1NiIsI"
    assert masked_text(f"x {token}", [token]) == "x ***"


@given(secret=st.text("abcXYZ019+/=-_.~", min_size=12, max_size=40), data=st.binary(max_size=20))
def test_base64_of_a_secret_is_found_wherever_it_stands(secret: str, data: bytes) -> None:
    encoded = base64.b64encode(data + secret.encode() + data)
    assert BodyMask([secret]).feed(encoded).data != encoded


def test_of_several_secrets_the_longest_beginning_is_kept_back() -> None:
    mask = BodyMask(["CANARY-one", "ONE-CANARY-two"])
    assert mask.feed(b"x ONE-CANARY-").shown == b"x "
    assert mask.feed(b"ton").shown == b"ONE-CANARY-ton"
    assert mask.feed(b" CANARY-o").shown == b" "
    assert mask.release() == b"CANARY-o"
    assert mask.feed(b"ne").shown == b"ne"
