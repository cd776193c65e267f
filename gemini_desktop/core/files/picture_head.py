"""What the first bytes of a picture say of it: format and size, without decoding it.

A picture of a few KB may unfold to gigabytes, and one may call itself PNG and be a page; so what is
drawn is chosen by the bytes, among four formats.
"""

from __future__ import annotations

import base64
import binascii
from typing import Literal, TypeAlias

from gemini_desktop.core.events import Media

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""
_Order: TypeAlias = Literal["big", "little"]

MAX_PIXELS = 64_000_000
_HEAD_CHARACTERS = 64 * 1024  # of base64: the frame header of a JPEG stands behind its metadata
_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB})
_NAMES = {"image/png": "png", "image/jpeg": "jpeg", "image/jpg": "jpeg", "image/gif": "gif",
          "image/webp": "webp"}  # fmt: skip


def oddities(media: Media) -> list[tuple[str, str]]:
    """What a picture's bytes say that its name does not: ids of notes and their words."""
    if media.kind != "image" or not media.data:
        return []
    head = media.data[: min(len(media.data), _HEAD_CHARACTERS) // 4 * 4]
    try:
        start = base64.b64decode(head, validate=False)
    except (binascii.Error, ValueError):
        return [("bad_base64", "The data of a picture are no base64")]
    kind, size = read(start)
    if not kind:
        return [
            ("picture_not_drawn", "A picture is no PNG, JPEG, WebP or GIF; it is offered as a file")
        ]
    found: list[tuple[str, str]] = []
    named = _NAMES.get(media.mime_type.strip().lower(), "")
    if named != kind:
        words = f"A picture says that it is {media.mime_type[:60] or 'nothing'}, and is {kind}"
        found.append(("picture_type", words))
    if size and size[0] * size[1] > MAX_PIXELS:
        words = f"A picture is too large to show ({size[0]:,} x {size[1]:,}); it can be saved"
        found.append(("picture_too_large", words))
    return found


def read(head: bytes) -> tuple[str, Size | None]:
    """Format (empty where it is none of the four) and size (None where the head does not say)."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", _size(head, 16, 20, 4, "big")
    if head[:4] == b"GIF8":
        return "gif", _size(head, 6, 8, 2, "little")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg", _jpeg(head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp", _webp(head)
    return "", None


def _size(head: bytes, width: int, height: int, length: int, order: _Order) -> Size | None:
    if len(head) < max(width, height) + length:
        return None
    fields = (head[start : start + length] for start in (width, height))
    across, down = (int.from_bytes(field, order) for field in fields)
    return across, down


def _webp(head: bytes) -> Size | None:
    """RFC 9649: the three kinds of first chunk."""
    match head[12:16]:
        case b"VP8X":
            size = _size(head, 24, 27, 3, "little")
            return (size[0] + 1, size[1] + 1) if size else None
        case b"VP8L" if len(head) >= 25:
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            size = _size(head, 26, 28, 2, "little")
            return (size[0] & 0x3FFF, size[1] & 0x3FFF) if size else None
    return None


def _jpeg(head: bytes) -> Size | None:
    position = 2
    while position + 9 <= len(head) and head[position] == 0xFF:
        if head[position + 1] in _START_OF_FRAME:
            return _size(head, position + 7, position + 5, 2, "big")
        position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    return None
