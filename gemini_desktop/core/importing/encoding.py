"""The bytes of a foreign text file as UTF-8, whatever Windows or an old program wrote."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORDS = {
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252 (Latin-1)",
}


class Encoding(NamedTuple):
    """Python's name for it, and how many bytes of a mark stand before the text."""

    name: str
    mark_bytes: int = 0

    @property
    def note(self) -> str:
        """A sentence where it is not UTF-8, as JSON should be."""
        words = _WORDS.get(self.name)
        return (
            f"The file is written in {words}, not in UTF-8; it was read as such." if words else ""
        )


def encoding_of(head: bytes) -> Encoding:
    """By the mark at the beginning, or by NULs beside the first letters; what is no UTF-8 without
    either is taken for Windows-1252, of which every byte means something."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    if len(head) > 3 and head[1] == 0 and head[0] in b"{[ \r\n":
        return Encoding("utf-16-le")
    if len(head) > 3 and head[0] == 0 and head[1] in b"{[ \r\n":
        return Encoding("utf-16-be")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return Encoding("cp1252")
    return Encoding("utf-8")


def as_utf8(pieces: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    """The pieces in UTF-8; what is none in the file's own encoding becomes U+FFFD."""
    unmarked = _without_mark(pieces, encoding.mark_bytes)
    if encoding.name == "utf-8":
        yield from unmarked
        return
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    for piece in unmarked:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")  # noqa: FBT003 - codecs' way


def _without_mark(pieces: Iterable[bytes], length: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[length:]
        length = max(0, length - len(piece))
