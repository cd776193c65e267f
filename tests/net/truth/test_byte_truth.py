"""Byte truth in small: some streams of each kind in the real window, and the proof's own tools.

The times are held against the server's clock, which needs no root, and only so far that no busy
machine can fail them; `byte_truth.py` measures them."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from gemini_desktop.core.decoding.decoder import decode
from tests.core.reading import records
from tests.net.truth import byte_truth, pcap, truth_server
from tests.net.truth.streams import FRAMINGS, PROTOCOLS, TRANSFERS, stream
from tests.net.truth.wire import Staircase

_NEIGHBOURS = 9
_MOMENT_MS, _LONG_MS = -50, 60_000


def test_what_is_saved_is_what_was_written(qapp: QApplication, home: Path) -> None:
    """Bytes, hash, each event's offsets; no time lies before its bytes were written."""
    shown, stairs, wrong = byte_truth.prove(_NEIGHBOURS, tcpdump=False)
    assert wrong == []
    assert len(shown) == _NEIGHBOURS
    for ordered in byte_truth.delays(shown, stairs):
        assert ordered[0] > _MOMENT_MS
        assert ordered[-1] < _LONG_MS
    said = byte_truth.report(shown, byte_truth.delays(shown, stairs), wrong)
    assert f"{_NEIGHBOURS} of {_NEIGHBOURS} streams" in said
    assert "p99" in said


def test_fifty_streams_are_of_all_kinds() -> None:
    made = [stream(number) for number in range(50)]
    assert len({one.kind for one in made}) == 50
    assert {one.protocol for one in made} == set(PROTOCOLS)
    assert {one.framing for one in made} == set(FRAMINGS)
    assert {one.transfer for one in made} == set(TRANSFERS)
    assert sum(one.gzip for one in made) == 25
    assert {line_end(one.body) for one in made if one.framing == "events"} == {
        b"\n\n", b"\r\n\r\n", b"\r\r",
    }  # fmt: skip


def line_end(body: bytes) -> bytes:
    return b"\r\n\r\n" if body.endswith(b"\r\n\r\n") else body[-2:]


@pytest.mark.parametrize("number", range(12))
def test_a_number_makes_one_stream_whose_events_decode(number: int) -> None:
    made = stream(number)
    assert made == stream(number)
    chunks = [c for c in decode(records(made.body, protocol=made.protocol)) if c.kind != "comment"]
    assert len(chunks) == len(made.events)
    assert not any(chunk.error for chunk in chunks)


@given(st.integers(0, 53), st.lists(st.integers(1, 5000), min_size=1, max_size=40))
def test_the_staircase_finds_the_body_in_any_cut_of_the_wire(number: int, cuts: list[int]) -> None:
    """And each byte has the time of the piece without which it could not be known."""
    made = stream(number)
    wire = made.head + b"".join(piece.data for piece in made.pieces)
    stairs, place, known = Staircase(), 0, []
    for t_ns, size in enumerate([*cuts, len(wire)]):
        stairs.feed(t_ns, wire[place : place + size])
        place += size
        known.append(len(stairs.body))
    assert bytes(stairs.body) == made.body
    for end in {1, len(made.body) // 2, len(made.body)}:
        came = stairs.came_ns(end)
        assert known[came] >= end
        assert came == 0 or known[came - 1] < end


def test_gzip_is_known_as_soon_as_it_came() -> None:
    stairs = Staircase()
    stairs.feed(5, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"abc"))
    assert stairs.body == b"abc"
    assert stairs.came_ns(3) == 5


def test_what_was_written_is_told_without_loss() -> None:
    told = truth_server.Written(3, "00", 7, [(1, 2, 3)])
    assert msgspec.json.decode(msgspec.json.encode(told), type=truth_server.Written) == told


# --- tcpdump's file -------------------------------------------------------------------------------


def captured(path: Path, *packets: bytes, magic: int = 0xA1B23C4D, order: str = "<") -> Path:
    data = struct.pack(f"{order}IHHIIII", magic, 2, 4, 0, 0, 262144, 1)
    for number, packet in enumerate(packets):
        data += struct.pack(f"{order}IIII", 100, number, len(packet), len(packet)) + packet
    path.write_bytes(data)
    return path


def packet(source: int, target: int, sequence: int, data: bytes, *, opens: bool = False) -> bytes:
    tcp = struct.pack(">HHIIBBHHH", source, target, sequence, 0, 8 << 4, 2 * opens, 0, 0, 0)
    tcp += bytes(12) + data  # with options, as Linux sends its times
    head = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, 1, 1)
    return bytes(14) + head + tcp


@pytest.mark.parametrize("order", ["<", ">"])
def test_segments_are_read_in_either_byte_order(tmp_path: Path, order: str) -> None:
    path = captured(tmp_path / "p", packet(80, 9, 1, b"ab"), packet(9, 80, 1, b""), order=order)
    first, second = pcap.segments(path)
    assert first == pcap.Segment(100_000_000_000, 80, 9, sequence=1, opens=False, data=b"ab")
    assert (second.t_ns, second.source, second.data) == (100_000_000_001, 9, b"")


def test_times_may_be_in_microseconds(tmp_path: Path) -> None:
    path = captured(tmp_path / "p", packet(1, 2, 0, b""), packet(1, 2, 0, b""), magic=0xA1B2C3D4)
    assert [segment.t_ns for segment in pcap.segments(path)][1] == 100_000_001_000


def test_what_the_server_sent_comes_by_connection(tmp_path: Path) -> None:
    """In the order of their opening, without what was sent twice, over the wrap of the count."""
    last = 0xFFFFFFFF
    path = captured(
        tmp_path / "p",
        packet(80, 7, 10, b"", opens=True),
        packet(80, 8, last - 1, b"", opens=True),
        packet(80, 8, last, b"xy"),
        packet(80, 7, 11, b"abc"),
        packet(80, 7, 11, b"abc"),
        packet(80, 7, 13, b"cd"),
        packet(80, 8, 1, b"z"),
        packet(7, 80, 5, b"no"),
    )
    first, second = pcap.from_server(path, 80)
    assert [data for _, data in first] == [b"abc", b"d"]
    assert [data for _, data in second] == [b"xy", b"z"]
    assert first[0][0] == 100_000_000_003


def test_a_torn_packet_is_left_out_and_a_strange_file_refused(tmp_path: Path) -> None:
    path = captured(tmp_path / "p", packet(1, 2, 0, b"whole"), packet(1, 2, 5, b"torn"))
    path.write_bytes(path.read_bytes()[:-2])
    assert [segment.data for segment in pcap.segments(path)] == [b"whole"]
    path.write_bytes(b"not a capture at all, but long enough")
    with pytest.raises(ValueError, match="tcpdump"):
        list(pcap.segments(path))
