"""Compressed bodies within bounds; what cannot be decoded is kept as it came."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import LimitExceeded
from gemini_desktop.net.content_coding import ContentCoding

PLAIN = b"".join(b'data: {"n": %d}\n\n' % n for n in range(2000))


def fed(coding: ContentCoding, *pieces: bytes) -> bytes:
    return b"".join(out for piece in pieces for out in coding.feed(piece))


@pytest.mark.parametrize("name", ["", "identity", " Identity "])
def test_plain_bytes_pass(name: str) -> None:
    coding = ContentCoding(name, 100)
    assert fed(coding, PLAIN) == PLAIN
    assert coding.close() is None


@given(cuts=st.lists(st.integers(1, 400), min_size=1, max_size=20), most=st.integers(1, 5000))
def test_gzip_in_any_pieces(cuts: list[int], most: int) -> None:
    data = gzip.compress(PLAIN)
    coding = ContentCoding("gzip", most)
    out, place = [], 0
    for cut in cuts:
        out += list(coding.feed(data[place : place + cut]))
        place += cut
    out += list(coding.feed(data[place:])) if place < len(data) else []
    assert b"".join(out) == PLAIN
    assert all(0 < len(piece) <= most for piece in out)
    assert coding.close() is None


def test_members_may_follow_each_other_and_padding_them() -> None:
    coding = ContentCoding("x-gzip", 1000)
    data = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 8
    assert fed(coding, data) == b"one two"
    assert coding.close() is None


def test_a_cut_is_noticed() -> None:
    coding = ContentCoding("gzip", 1000)
    data = gzip.compress(PLAIN)
    assert PLAIN.startswith(fed(coding, data[:-200]))
    failure = coding.close()
    assert failure is not None
    assert failure.kind == "body_cut"


def test_what_is_no_gzip_is_kept_as_it_came() -> None:
    coding = ContentCoding("gzip", 7)
    assert fed(coding, b"data: 1\n\n", b"data: 2\n\n") == b"data: 1\n\ndata: 2\n\n"
    assert coding.close() is coding.failure
    assert coding.failure is not None
    assert coding.failure.kind == "bad_gzip"


def test_damage_in_the_middle_keeps_what_was_decoded() -> None:
    data = bytearray(gzip.compress(PLAIN, compresslevel=0))
    data[-6] ^= 0xFF  # the checksum
    coding = ContentCoding("gzip", 1 << 16)
    cut = len(data) - 1000
    kept = fed(coding, bytes(data[:cut]), bytes(data[cut:]))
    assert kept.startswith(PLAIN)
    assert bytes(data).endswith(kept[len(PLAIN) :])
    assert coding.failure is not None


@pytest.mark.parametrize("pieces", [1, 7, 5000])
def test_damage_costs_nothing_of_what_came_before(pieces: int) -> None:
    """Also within one read, where zlib would give nothing at all."""
    data = bytearray(gzip.compress(PLAIN))
    data[-6] ^= 0xFF
    coding = ContentCoding("gzip", 1 << 16)
    kept = fed(coding, *(bytes(data[n : n + pieces]) for n in range(0, len(data), pieces)))
    assert kept.startswith(PLAIN)
    assert coding.failure is not None


@pytest.mark.parametrize("pieces", [1, 3, 100])
def test_every_byte_of_what_is_no_gzip_is_kept(pieces: int) -> None:
    data = bytes.fromhex("1f8b0800") + b"no gzip at all"
    coding = ContentCoding("gzip", 1 << 16)
    kept = fed(coding, *(data[n : n + pieces] for n in range(0, len(data), pieces)))
    assert kept == data
    assert coding.failure is not None


@pytest.mark.parametrize("name", ["br", "zstd", "deflate", "gzip, gzip", "*" * 300])
def test_codings_that_nobody_asked_for(name: str) -> None:
    coding = ContentCoding(name, 100)
    assert fed(coding, b"\x8b\x00raw") == b"\x8b\x00raw"
    failure = coding.close()
    assert failure is not None
    assert failure.kind == "content_coding"
    assert len(failure.message) < 200


def test_a_bomb_is_defused_early() -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = squeeze.compress(b"\0" * (64 << 20)) + squeeze.flush()
    coding = ContentCoding("gzip", 128 << 10)
    came: list[int] = []
    with pytest.raises(LimitExceeded) as caught:
        came.extend(len(piece) for piece in coding.feed(bomb))
    assert sum(came) <= 16 << 20
    assert caught.value.failure.kind == "compression_bomb_too_large"


def test_an_empty_body_is_no_cut_one() -> None:
    assert ContentCoding("gzip", 10).close() is None
