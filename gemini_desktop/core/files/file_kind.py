"""What a file is by its first bytes, whatever a server calls it.

Only kinds that an answer may well hold and that other programs show without running anything of
them: pictures, sounds, films, PDF. Everything else is `None`: it can be saved, not opened.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Family = Literal["image", "audio", "video", "document"]

HEAD_BYTES = 64
"""So many first bytes are enough."""


class FileKind(NamedTuple):
    """A family, the words that people know it by, and the ending of its files."""

    family: Family
    words: str
    suffix: str


_PNG = FileKind("image", "PNG picture", ".png")
_JPEG = FileKind("image", "JPEG picture", ".jpg")
_GIF = FileKind("image", "GIF picture", ".gif")
_WEBP = FileKind("image", "WebP picture", ".webp")
_WAV = FileKind("audio", "WAV sound", ".wav")
_MP3 = FileKind("audio", "MP3 sound", ".mp3")
_AAC = FileKind("audio", "AAC sound", ".aac")
_FLAC = FileKind("audio", "FLAC sound", ".flac")
_OGG = FileKind("audio", "Ogg sound", ".ogg")
_M4A = FileKind("audio", "M4A sound", ".m4a")
_MP4 = FileKind("video", "MP4 film", ".mp4")
_MOV = FileKind("video", "QuickTime film", ".mov")
_WEBM = FileKind("video", "WebM film", ".webm")
_PDF = FileKind("document", "PDF document", ".pdf")

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"fLaC", _FLAC),
    (b"OggS", _OGG),
    (b"ID3", _MP3),
    (b"\x1a\x45\xdf\xa3", _WEBM),
    (b"%PDF-", _PDF),
)
_RIFF = {b"WEBP": _WEBP, b"WAVE": _WAV}
_BRANDS = {b"M4A ": _M4A, b"M4B ": _M4A, b"qt  ": _MOV}


def of(head: bytes) -> FileKind | None:
    """The kind of a file that begins with these bytes, None where it is none of ours."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":  # ISO/IEC 14496-12: the box's length, its type, the major brand
        return _BRANDS.get(head[8:12], _MP4)
    found = next((kind for start, kind in _STARTS if head.startswith(start)), None)
    return found or _frame_of_sound(head)


def _frame_of_sound(head: bytes) -> FileKind | None:
    """MPEG audio without a tag begins with eleven set bits; layer 0 is ADTS, which is AAC."""
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    layer = head[1] >> 1 & 3
    if layer == 0:
        return _AAC if head[1] & 0xF0 == 0xF0 else None
    return _MP3 if layer == 1 else None
