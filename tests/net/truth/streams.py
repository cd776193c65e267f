"""The streams of the byte-truth proof: each number makes one, the same in every process.

Together they cover all protocols, framings, ways to end a body, and gzip with each; sizes of events
and of writes are left to chance, which the number seeds. What HTTP puts around the body is made
here as well, so that writes are cut anywhere: inside an event, a character, a chunk's size, a gzip
header.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

import load_server

from gemini_desktop.core.profile import ProtocolName

Framing = Literal["events", "array", "objects"]
Transfer = Literal["chunked", "length", "close"]

PROTOCOLS: tuple[ProtocolName, ...] = ("generate-content", "interactions", "chat-completions")
FRAMINGS: tuple[Framing, ...] = ("events", "array", "objects")
TRANSFERS: tuple[Transfer, ...] = ("chunked", "length", "close")
_KINDS = list(itertools.product(PROTOCOLS, FRAMINGS, TRANSFERS, (False, True)))
_STRIDE = 7  # prime to their number: any few neighbours are of many kinds
_WORDS = ("A", "reed", "in the wind", "bends;", "風の中の葦;", "un roseau plie", "🌾", "\u2028")
_SIZES = ((1, 2, 5, 9, 40), (7, 90, 400), (90, 700, 4000), (700, 4000, 60_000))
_LARGE = 40_000
_SMALL = 50
_PAUSES_S = ((0.0, 0.0, 0.001), (0.0, 0.001, 0.003, 0.01))
_CONTENT_TYPES = {"events": "text/event-stream", "array": "application/json"}


class Piece(NamedTuple):
    """What the server writes at once, and for how long it then rests."""

    data: bytes
    pause_s: float


class Stream(NamedTuple):
    """One answer. `events` are the ranges in `body` of what means something, without the blank
    lines, commas and brackets between them."""

    number: int
    protocol: ProtocolName
    framing: Framing
    transfer: Transfer
    gzip: bool
    body: bytes
    events: list[tuple[int, int]]
    head: bytes
    pieces: list[Piece]

    @property
    def kind(self) -> str:
        """In words, for a table."""
        return f"{self.protocol}, {self.framing}, {self.transfer}{', gzip' if self.gzip else ''}"


def stream(number: int) -> Stream:
    """The stream of this number."""
    protocol, framing, transfer, gzip = _KINDS[number * _STRIDE % len(_KINDS)]
    chance = random.Random(number)
    raw = _wire_events(protocol, chance)
    body, events = _event_stream(raw, chance) if framing == "events" else _bare(raw, framing)
    coded = _zipped(body, chance) if gzip else body
    sent = _chunked(coded, chance) if transfer == "chunked" else coded
    return Stream(
        number, protocol, framing, transfer, gzip, body, events,
        _head(framing, transfer, gzip=gzip, length=len(coded)), list(_pieces(sent, chance)),
    )  # fmt: skip


def _wire_events(protocol: str, chance: random.Random) -> list[tuple[str, str]]:
    """Names and data of the events: words, now and then a picture, the end."""
    path = {"interactions": "interactions", "chat-completions": "chat/completions"}
    shape = load_server.shape_of(path.get(protocol, ""))
    made = shape.begin()
    for _ in range(chance.randint(12, 40)):
        made.append(shape.text(" ".join(chance.choices(_WORDS, k=chance.randint(1, 60)))))
    if chance.random() < 0.4:
        made.insert(len(made) // 2, shape.image(_picture(chance.choice((30, 250)), chance)))
    made += shape.end()
    return [_parsed(event.decode()) for event in made]


def _picture(side: int, chance: random.Random) -> str:
    """A PNG of noise, which does not shrink, in base64."""
    rows = b"".join(b"\0" + chance.randbytes(side * 3) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + packed).decode()


def _parsed(event: str) -> tuple[str, str]:
    *named, data = event.strip("\n").split("\n")
    return (named[0].removeprefix("event: ") if named else ""), data.removeprefix("data: ")


def _event_stream(
    raw: list[tuple[str, str]], chance: random.Random
) -> tuple[bytes, list[tuple[int, int]]]:
    """As server-sent events with one of the three line ends, comments between some of them."""
    end = chance.choice(("\n", "\r\n", "\r"))
    body, events = bytearray(chance.choice((b"", b"\xef\xbb\xbf"))), []
    for name, data in raw:
        if chance.random() < 0.1:
            body += f": still there{end}{end}".encode()
        lines = [f"event: {name}"] if name else []
        text = f"{end}".join([*lines, *_data_lines(data, chance)])
        events.append((len(body), len(body) + len(text.encode())))
        body += f"{text}{end}{end}".encode()
    return bytes(body), events


def _data_lines(data: str, chance: random.Random) -> list[str]:
    """Most JSON stands on one line; some servers print it over several."""
    if len(data) < 2000 and data != "[DONE]" and chance.random() < 0.1:
        data = json.dumps(json.loads(data), ensure_ascii=False, indent=1)
    return [f"data: {line}" for line in data.split("\n")]


def _bare(raw: list[tuple[str, str]], framing: Framing) -> tuple[bytes, list[tuple[int, int]]]:
    """As a JSON array, or as one object a line."""
    first, between, last = (b"[", b",\r\n", b"]") if framing == "array" else (b"", b"\n", b"\n")
    body, events = bytearray(first), list[tuple[int, int]]()
    for _, data in raw:
        if data == "[DONE]":
            continue
        if events:
            body += between
        events.append((len(body), len(body) + len(data.encode())))
        body += data.encode()
    return bytes(body + last), events


def _zipped(body: bytes, chance: random.Random) -> bytes:
    """Flushed at random places, as a proxy flushes what has come."""
    zipper = zlib.compressobj(wbits=31)
    parts = [zipper.compress(part) + zipper.flush(zlib.Z_SYNC_FLUSH) for part in _cut(body, chance)]
    return b"".join([*parts, zipper.flush()])


def _chunked(body: bytes, chance: random.Random) -> bytes:
    parts = (b"%x\r\n%b\r\n" % (len(part), part) for part in _cut(body, chance))
    return b"".join(parts) + b"0\r\n\r\n"


def _cut(body: bytes, chance: random.Random) -> Iterator[bytes]:
    large = len(body) > _LARGE  # by single bytes it would take a minute
    sizes, place = chance.choice(_SIZES[2:] if large else _SIZES), 0
    while place < len(body):
        size = chance.choice(sizes)
        yield body[place : place + size]
        place += size


def _pieces(sent: bytes, chance: random.Random) -> Iterator[Piece]:
    """The writes: some byte by byte, some as much at once as a socket takes."""
    for part in _cut(sent, chance):
        yield Piece(part, chance.choice(_PAUSES_S[len(part) > _SMALL]))


def _head(framing: Framing, transfer: Transfer, *, gzip: bool, length: int) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Connection: close"]
    lines.append(f"Content-Type: {_CONTENT_TYPES.get(framing, 'application/x-ndjson')}")
    if gzip:
        lines.append("Content-Encoding: gzip")
    if transfer == "chunked":
        lines.append("Transfer-Encoding: chunked")
    elif transfer == "length":
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode()
