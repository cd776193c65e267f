"""The pictures and sounds of an answer as files that other programs open.

Raw sound (PCM) comes in pieces and without a head; it becomes one WAV file. Gemini's `audio/L16` is
little-endian, as WAV is, though RFC 2586 has it the other way round.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gemini_desktop.core.events import Media
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
}
_PCM = frozenset({"audio/l16", "audio/pcm", "audio/raw", "audio/x-raw"})
_USUAL_RATE = 24_000
_MOST_CHANNELS = 16
_HIGHEST_RATE = 768_000
_SAMPLE_BYTES = 2


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
        first = group[0][1]
        try:
            data = b"".join(media.decoded() for _, media in group)
        except ValueError:
            continue
        suffix = _SUFFIXES.get(_plain(first), ".bin")
        if _is_pcm(first):
            suffix, data = ".wav", _wave(data, first)
        name = f"{len(made) + 1:02}-{first.kind}{suffix}"
        made.append(MediaFile(name, data, tuple(place for place, _ in group)))
    return made


def _groups(turn: Turn) -> Iterator[list[tuple[int, Media]]]:
    """Pieces of one sound together, everything else alone."""
    group: list[tuple[int, Media]] = []
    of = (-1, "")
    for place, step, media in _numbered(turn):
        if group and not (_is_pcm(media) and of == (step, media.mime_type)):
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


def _is_pcm(media: Media) -> bool:
    return _plain(media) in _PCM


def _wave(data: bytes, media: Media) -> bytes:
    channels = _number(media, ("channels",), 1, _MOST_CHANNELS)
    rate = _number(media, ("rate", "sample_rate", "sampleRate"), _USUAL_RATE, _HIGHEST_RATE)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(_SAMPLE_BYTES)
        writer.setframerate(rate)
        writer.writeframes(data[: len(data) - len(data) % (_SAMPLE_BYTES * channels)])
    return file.getvalue()


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
