"""The colour of a tag: the same wherever and whenever it is shown. Never the only sign."""

from __future__ import annotations

from zlib import crc32

_TONES = ("accent", "violet", "green", "amber", "red")


def tone_of(tag: str) -> str:
    """A tone by the tag's words, in capitals or not."""
    return _TONES[crc32(tag.casefold().encode("utf-8", "replace")) % len(_TONES)]
