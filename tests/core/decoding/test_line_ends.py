"""A CRLF that two reads cut is one line end, and nothing else is delayed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.core.decoding.line_ends import LineEnds, without_late_lf


def test_a_cut_line_end_is_put_together() -> None:
    ends = LineEnds()
    assert [ends.take(read) for read in (b"a\r", b"\nb", b"\r", b"c")] == [
        b"a",
        b"\r\nb",
        b"",
        b"\rc",
    ]
    assert ends.release() == b""
    assert ends.take(b"d\r") == b"d"
    assert ends.release() == b"\r"


def test_a_blank_line_of_returns_does_not_wait() -> None:
    ends = LineEnds()
    assert ends.take(b"data: x\r\r") == b"data: x\r\r"
    assert ends.take(b"data: x\r") == b"data: x"
    assert ends.take(b"\r") == b"\r\r"


@given(st.text("ab\r\n", max_size=30), st.lists(st.integers(0, 30), max_size=6))
def test_no_byte_is_lost(text: str, cuts: list[int]) -> None:
    body, ends = text.encode(), LineEnds()
    edges = sorted({0, len(body), *(min(cut, len(body)) for cut in cuts)})
    taken = b"".join(ends.take(body[a:b]) for a, b in itertools.pairwise(edges))
    assert taken + ends.release() == body


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b"\r\r\n"])
def test_ranges_do_not_depend_on_the_cuts(end: bytes) -> None:
    body = b"data: 1" + end * 2 + b"data: 2" + end * 2
    found = set()
    for cut in range(len(body) + 1):
        decoder = Decoder()
        reads = [read for read in (body[:cut], body[cut:]) if read]
        records: list[Record] = [BytesReceived(t_ns=0, data=read) for read in reads]
        chunks = [c for r in [*records, Ended(t_ns=1, how="complete")] for c in decoder.feed(r)]
        assert all(body[c.start : c.end] == c.raw for c in chunks)
        found.add(tuple((c.start, c.end, c.kind) for c in chunks))
    assert len(found) == 1


def test_the_late_lf_of_two_returns_is_nobodys() -> None:
    assert without_late_lf(b"data: x\r\r\n") == b"data: x\r\r"
    assert without_late_lf(b"data: x\r\n\r\n") == b"data: x\r\n\r\n"
