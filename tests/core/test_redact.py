"""Secrets never reach a record, a message or a URL, and offsets stay true while they are masked."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.redact import BodyMask, masked_headers, masked_text, masked_url

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
    assert masked_url("https://example.test/v1?alt=sse") == "https://example.test/v1?alt=sse"


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


def test_of_several_secrets_the_longest_beginning_is_kept_back() -> None:
    mask = BodyMask(["CANARY-one", "ONE-CANARY-two"])
    assert mask.feed(b"x ONE-CANARY-").shown == b"x "
    assert mask.feed(b"ton").shown == b"ONE-CANARY-ton"
    assert mask.feed(b" CANARY-o").shown == b" "
    assert mask.release() == b"CANARY-o"
    assert mask.feed(b"ne").shown == b"ne"
