"""Reads what `tcpdump -w` wrote: as much of it as TCP on loopback needs, and no more.

The file: a head of 24 bytes, whose magic number tells byte order and whether times are in micro- or
nanoseconds, then packets with a head of 16 bytes each (seconds, fraction, captured and real
length). Loopback's link layer is Ethernet on Linux, four bytes of family on the BSDs.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_NANO, _MICRO = 0xA1B23C4D, 0xA1B2C3D4
_LINK_BYTES = {0: 4, 1: 14, 101: 0}
_HEAD_BYTES, _PACKET_HEAD_BYTES = 24, 16
_TCP = 6


class Segment(NamedTuple):
    """One TCP segment. `t_ns` is the wall clock when the kernel handed it over."""

    t_ns: int
    source: int
    target: int
    sequence: int
    opens: bool
    data: bytes


def segments(path: Path) -> Iterator[Segment]:
    """All TCP segments of a capture in the order of the file. A torn last packet is left out.

    Raises ValueError where the file is none of tcpdump's or was cut by a snapshot length.
    """
    data = path.read_bytes()
    order, unit_ns = _read_head(data)
    (link,) = struct.unpack_from(f"{order}I", data, 20)
    if link & 0xFFFF not in _LINK_BYTES:
        raise ValueError(f"link type {link} is not known")
    place = _HEAD_BYTES
    while place + _PACKET_HEAD_BYTES <= len(data):
        seconds, fraction, length, real = struct.unpack_from(f"{order}IIII", data, place)
        if length != real:
            raise ValueError("packets are cut; capture with -s 0")
        place += _PACKET_HEAD_BYTES
        packet = data[place : place + length]
        place += length
        if len(packet) == length and (
            found := _segment(packet[_LINK_BYTES[link & 0xFFFF] :], seconds, fraction * unit_ns)
        ):
            yield found


def _read_head(data: bytes) -> tuple[str, int]:
    for order in "<>":
        (magic,) = struct.unpack_from(f"{order}I", data) if len(data) >= _HEAD_BYTES else (0,)
        if magic in (_NANO, _MICRO):
            return order, 1 if magic == _NANO else 1000
    raise ValueError("this is no file of tcpdump's")


def _segment(packet: bytes, seconds: int, nanoseconds: int) -> Segment | None:
    if not packet or packet[0] >> 4 != 4 or packet[9] != _TCP:
        return None
    tcp = packet[(packet[0] & 0xF) * 4 :]
    source, target, sequence = struct.unpack_from(">HHI", tcp)
    opens = bool(tcp[13] & 0x02)
    t_ns = seconds * 1_000_000_000 + nanoseconds
    return Segment(t_ns, source, target, sequence, opens, tcp[(tcp[12] >> 4) * 4 :])


def from_server(path: Path, port: int) -> list[list[tuple[int, bytes]]]:
    """What the server at `port` sent, a list a connection in the order in which these were opened:
    pieces with their times. What was sent again is counted once, at its first time."""
    connections: dict[int, tuple[int, list[tuple[int, bytes]]]] = {}
    opened: list[list[tuple[int, bytes]]] = []
    for segment in segments(path):
        if segment.source != port:
            continue
        if segment.opens:
            connections[segment.target] = (segment.sequence + 1, [])
            opened.append(connections[segment.target][1])
            continue
        if segment.target not in connections:
            continue
        expected, pieces = connections[segment.target]
        known = (expected - segment.sequence) & 0xFFFFFFFF
        if known < len(segment.data):
            pieces.append((segment.t_ns, segment.data[known:]))
            end = (segment.sequence + len(segment.data)) & 0xFFFFFFFF
            connections[segment.target] = (end, pieces)
    return opened
