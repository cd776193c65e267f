"""Width and height of a picture from its first bytes, without decoding it."""

from __future__ import annotations

import base64

_HEAD_CHARACTERS = 32 * 1024  # of base64: the frame header of a JPEG stands behind its metadata
_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB})


def of_base64(data: str) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG in base64, None where it is something else."""
    head = data[: min(len(data), _HEAD_CHARACTERS) // 4 * 4]
    try:
        return of_bytes(base64.b64decode(head, validate=False))
    except ValueError:  # also for letters that no base64 has
        return None


def of_bytes(head: bytes) -> tuple[int, int] | None:
    """Width and height, from the first bytes of the file."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head[:4] == b"GIF8" and len(head) >= 10:
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    return None


def _jpeg(head: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(head) and head[position] == 0xFF:
        marker = head[position + 1]
        if marker in _START_OF_FRAME:
            height = int.from_bytes(head[position + 5 : position + 7], "big")
            return int.from_bytes(head[position + 7 : position + 9], "big"), height
        position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    return None
