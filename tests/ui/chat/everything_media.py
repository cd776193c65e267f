"""Small real files of every kind that an answer may carry, made by hand: no library, no network."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave
import zlib
from typing import Any

from gemini_desktop.core.events import Media, MediaKind

RATE = 24_000
Colour = tuple[int, int, int]

_SKY: tuple[Colour, ...] = ((34, 49, 92), (112, 84, 140), (226, 137, 112), (250, 196, 138))
_HILLS: tuple[Colour, ...] = ((106, 88, 148), (70, 62, 118), (38, 37, 78))
_SUN: Colour = (250, 226, 190)


def media(kind: MediaKind, mime_type: str, data: bytes, **more: Any) -> Media:
    return Media(kind=kind, mime_type=mime_type, data=base64.b64encode(data).decode(), **more)


def sunset(width: int = 640, height: int = 340) -> bytes:
    """A PNG of a sunset behind hills."""
    return png([_row(y, width, height) for y in range(height)])


def _row(y: int, width: int, height: int) -> bytearray:
    row = bytearray(bytes(_sky(y / height)) * width)
    centre, top, radius = width * 0.63, height * 0.62, height * 0.13
    if abs(y - top) < radius:
        half = int(math.sqrt(radius**2 - (y - top) ** 2))
        first = int(centre) - half
        row[3 * first : 3 * (first + 2 * half)] = bytes(_SUN) * (2 * half)
    for number, colour in enumerate(_HILLS):
        for x in range(width):
            wave_ = math.sin(x / width * (7 + 3 * number) + number * 2.1)
            if y > height * (0.68 + 0.09 * number + 0.055 * wave_):
                row[3 * x : 3 * x + 3] = bytes(colour)
    return row


def _sky(share: float) -> Colour:
    place = min(0.999, share) * (len(_SKY) - 1)
    low = int(place)
    one, other, part = _SKY[low], _SKY[low + 1], place - low
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def png(rows: list[bytearray]) -> bytes:
    """An RGB PNG of these rows."""
    head = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = [(b"IHDR", head), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks
    )


def gif(width: int = 120, height: int = 80) -> bytes:
    """An animated GIF of two frames, a blue and an orange one."""
    palette = bytes((37, 99, 235, 234, 138, 46)) + bytes(3 * 126)
    frames = b"".join(_frame(colour, width, height) for colour in (0, 1))
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0xF6, 0, 0)
        + palette
        + loop
        + frames
        + b";"
    )


def _frame(colour: int, width: int, height: int) -> bytes:
    """One colour all over; LZW without compression: a clear code before the table would grow."""
    packed = bytearray()
    for start in range(0, width * height, 100):
        packed.append(0x80)
        packed += bytes([colour]) * min(100, width * height - start)
    packed.append(0x81)
    blocks = (packed[at : at + 255] for at in range(0, len(packed), 255))
    control = b"\x21\xf9\x04\x00\x32\x00\x00\x00"
    image = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x07"
    return control + image + b"".join(bytes([len(b)]) + bytes(b) for b in blocks) + b"\0"


def melody(seconds: float = 3.0) -> bytes:
    """Raw samples: a few notes, each fading out."""
    notes = (262, 330, 392, 523, 392, 330)
    length = seconds / len(notes)
    samples = bytearray()
    for number in range(int(seconds * RATE)):
        t = number / RATE
        note = notes[min(len(notes) - 1, int(t / length))]
        loud = 9000 * math.exp(-3 * (t % length) / length)
        samples += struct.pack("<h", int(loud * math.sin(2 * math.pi * note * t)))
    return bytes(samples)


def sound_in_pieces(pieces: int = 3) -> list[Media]:
    """Raw PCM as the Developer API streams it: a part of it in each event."""
    data = melody()
    step = -(-len(data) // pieces) // 2 * 2
    return [
        media("audio", f"audio/L16;codec=pcm;rate={RATE}", data[at : at + step])
        for at in range(0, len(data), step)
    ]


def wav(seconds: float = 1.5) -> bytes:
    """A whole WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(melody(seconds))
    return file.getvalue()


def video() -> bytes:
    """What begins like an MP4 file; there is no picture in it."""
    kind = struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isommp42"
    return kind + struct.pack(">I", 40_008) + b"mdat" + bytes(40_000)


def pdf() -> bytes:
    """One empty page."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    return (
        body
        + b"xref\n0 4\n0000000000 65535 f \n%strailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, start)
    )
