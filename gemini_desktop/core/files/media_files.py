"""The pictures and sounds of an answer as files that other programs open.

Raw sound (PCM) comes in pieces and without a head; it becomes one WAV file. Gemini's `audio/L16` is
little-endian, as WAV is, though RFC 2586 has it the other way round.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gemini_desktop.core.events import Media
from gemini_desktop.core.files import file_kind
from gemini_desktop.core.transcript import Turn

_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/aac": ".aac",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "application/json": ".json",
}
_PCM = frozenset({"audio/l16", "audio/pcm", "audio/raw", "audio/x-raw"})
_USUAL_RATE = 24_000
_MOST_CHANNELS = 16
_HIGHEST_RATE = 768_000
_SAMPLE_BYTES = 2
_WAV_HEAD = 4 * 1024  # of base64: what may stand before the samples


class MediaFile(NamedTuple):
    """One file. `places` are the numbers, from 0, of the turn's media that are in it."""

    name: str
    data: bytes
    places: tuple[int, ...]


def media_of(turn: Turn) -> list[Media]:
    """All media of a turn, in their order."""
    return [
        content for step in turn.steps for content in step.contents if isinstance(content, Media)
    ]


def files(turn: Turn) -> list[MediaFile]:
    """The turn's media as files, numbered in their order; what is no base64 or stands elsewhere
    (by URI) is left out. Names are ours alone: what a server calls them plays no part."""
    made: list[MediaFile] = []
    for group in _groups(turn):
        pieces = [media for _, media in group]
        try:
            data = whole(pieces)
        except ValueError:
            continue
        name = f"{len(made) + 1:02}-{pieces[0].kind}{true_suffix(pieces[0])}"
        made.append(MediaFile(name, data, tuple(place for place, _ in group)))
    return made


def whole(pieces: Sequence[Media]) -> bytes:
    """The bytes of a file from its pieces, raw sound with a head. Raises ValueError where a piece
    is not base64. Takes its time for megabytes."""
    data = b"".join(piece.decoded() for piece in pieces)
    return _wave(data, pieces[0]) if is_pcm(pieces[0]) else data


def suffix(media: Media) -> str:
    """The ending of a file's name, by the type that the server tells."""
    return ".wav" if is_pcm(media) else _SUFFIXES.get(_plain(media), ".bin")


def true_suffix(media: Media) -> str:
    """The same by its first bytes, where they tell."""
    found = None if is_pcm(media) else file_kind.of(head(media))
    return found.suffix if found is not None else suffix(media)


def head(media: Media, characters: int = file_kind.HEAD_BYTES * 2) -> bytes:
    """The first bytes of a file, cheaply; none where they are no base64."""
    start = media.data[:characters]
    try:
        return Media(kind=media.kind, mime_type="", data=start[: len(start) // 4 * 4]).decoded()
    except ValueError:
        return b""


def is_pcm(media: Media) -> bool:
    """Whether this is raw sound, which comes in pieces and without a head."""
    return _plain(media) in _PCM


def size(pieces: Iterable[Media]) -> int:
    """About how many bytes the pieces have, without decoding them."""
    return sum(len(piece.data) * 3 // 4 - piece.data.count("=", -2) for piece in pieces)


def seconds(pieces: Sequence[Media]) -> float | None:
    """How long a raw or WAV sound lasts, from its size; None where that does not tell."""
    first = pieces[0]
    if is_pcm(first):
        return size(pieces) / (_rate(first) * _channels(first) * _SAMPLE_BYTES)
    start = head(first, _WAV_HEAD)
    place = start.find(b"fmt ", 12)
    if start[:4] != b"RIFF" or start[8:12] != b"WAVE" or place < 0:
        return None
    bytes_per_s = int.from_bytes(start[place + 16 : place + 20], "little")
    return (size(pieces) - place) / bytes_per_s if bytes_per_s else None


def _groups(turn: Turn) -> Iterator[list[tuple[int, Media]]]:
    """Pieces of one sound together, everything else alone."""
    group: list[tuple[int, Media]] = []
    of = (-1, "")
    for place, step, media in _numbered(turn):
        if group and not (is_pcm(media) and of == (step, media.mime_type)):
            yield group
            group = []
        of = (step, media.mime_type)
        if media.data:
            group.append((place, media))
    if group:
        yield group


def _numbered(turn: Turn) -> Iterable[tuple[int, int, Media]]:
    place = 0
    for number, step in enumerate(turn.steps):
        for content in step.contents:
            if isinstance(content, Media):
                yield place, number, content
                place += 1


def _plain(media: Media) -> str:
    return media.mime_type.partition(";")[0].strip().lower()


def _wave(data: bytes, media: Media) -> bytes:
    import wave  # for speech alone

    channels = _channels(media)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(_SAMPLE_BYTES)
        writer.setframerate(_rate(media))
        writer.writeframes(data[: len(data) - len(data) % (_SAMPLE_BYTES * channels)])
    return file.getvalue()


def _channels(media: Media) -> int:
    return _number(media, ("channels",), 1, _MOST_CHANNELS)


def _rate(media: Media) -> int:
    names = ("rate", "sample_rate", "sampleRate")
    return _number(media, names, _USUAL_RATE, _HIGHEST_RATE)


def _number(media: Media, names: tuple[str, ...], usual: int, most: int) -> int:
    """A property of the sound, from its type's parameters or from its further fields."""
    pairs = (part.partition("=") for part in media.mime_type.split(";")[1:])
    told: dict[str, object] = {name.strip().lower(): value.strip(' "') for name, _, value in pairs}
    if isinstance(media.details, dict):
        told |= media.details
    for name in names:
        value = str(told.get(name, ""))
        if value.isascii() and value.isdecimal() and len(value) <= 9 and 0 < int(value) <= most:
            return int(value)
    return usual
