"""Without secrets, and otherwise as it was: reads, lengths and times."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.export.sanitised import sanitised

CANARY = "CANARY-not-a-real-key-0123456789"
KEY = b"AIza" + b"CANARY" * 4


def sent(key: str = "***") -> RequestSent:
    return RequestSent(
        t_ns=0, unix_ns=1, method="POST", url="https://h.test/", headers=(("x-goog-api-key", key),)
    )


def reads(body: bytes, cuts: list[int]) -> list[Record]:
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    pairs = itertools.pairwise(places)
    return [BytesReceived(t_ns=n, data=body[a:b]) for n, (a, b) in enumerate(pairs)]


PIECES = st.sampled_from(
    [b"plain text ", b'"', b"\n", KEY, b"x" + KEY, CANARY.encode(), CANARY[:20].encode(), b"\xff\x00",
     b"Bearer ", b"AIza", b"sk-" + b"CANARY" * 4, b"data: {}\n\n"]
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=12), cuts=st.lists(st.integers(0, 500), max_size=12))
def test_reads_keep_their_bounds_and_secrets_go(pieces: list[bytes], cuts: list[int]) -> None:
    body = b"".join(pieces)
    records: list[Record] = [
        sent(CANARY),
        ResponseStarted(t_ns=0, status=200),
        *reads(body, cuts),
        Ended(t_ns=99, how="complete"),
    ]
    found = list(sanitised(records))
    assert len(found) == len(records)
    for before, after in zip(records, found, strict=True):
        assert type(before) is type(after)
        assert before.t_ns == after.t_ns
        if isinstance(before, BytesReceived) and isinstance(after, BytesReceived):
            assert len(before.data) == len(after.data)
            for old, new in zip(before.data, after.data, strict=True):
                assert new in (old, ord("*"))
    whole = b"".join(r.data for r in found if isinstance(r, BytesReceived))
    assert CANARY.encode() not in whole
    assert CANARY not in repr(found)


def test_what_holds_no_secret_is_the_same() -> None:
    records: list[Record] = [
        sent(),
        ResponseStarted(t_ns=1, status=503),
        BytesReceived(t_ns=2, data=b"busy"),
        RetryScheduled(t_ns=3, attempt=1, wait_s=1),
        sent(),
        ResponseStarted(t_ns=4, status=200),
        BytesReceived(t_ns=5, data=b'data: {"a'),
        BytesReceived(t_ns=6, data=b'":1}\n\n'),
    ]
    assert list(sanitised(records)) == records


def test_a_long_token_is_not_held_for_ever() -> None:
    body = b"A" * 300_000
    records = [BytesReceived(t_ns=n, data=body) for n in range(3)]
    assert list(sanitised(records)) == records
