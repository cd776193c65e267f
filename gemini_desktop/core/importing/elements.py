"""The values of a JSON file one by one, so that a large file is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gemini_desktop.core.json_array import JsonStreamDecoder
from gemini_desktop.core.sse import EventTooLarge, ServerSentEvent

LARGEST = 256 * 1024 * 1024
"""Bytes of one conversation."""
_PIECE = 1 << 18


class Element(NamedTuple):
    """A value's own text. `whole` is False for one that the file breaks off in; `replaced` says
    that it had bytes which are no UTF-8."""

    text: str
    whole: bool = True
    replaced: bool = False


class TooLong(Exception):
    """One value is longer than LARGEST: there is no telling where the next one begins."""


class Elements:
    """Reads the outermost values: of the array that the file is, or one after the other."""

    def __init__(self) -> None:
        self._decoder = JsonStreamDecoder(max_event_bytes=LARGEST)
        self._seen = 0

    @property
    def note(self) -> str:
        """A sentence where something other than JSON stood between the values; read at the end."""
        junk = sum(n.end - n.start for n in self._decoder.notes if n.kind == "junk")
        return f"{junk} bytes between its conversations are no JSON." if junk else ""

    def read(self, pieces: Iterable[bytes]) -> Iterator[Element]:
        """The values of a text that comes in these pieces. Raises TooLong."""
        try:
            for piece in pieces:
                for start in range(0, len(piece), _PIECE):
                    yield from self._take(piece[start : start + _PIECE])
            yield from self._take(b"\n")  # a number or a word may stand at the very end
        except EventTooLarge as error:
            raise TooLong from error
        if rest := self._decoder.close():
            yield Element(rest[:1000].decode("utf-8", "replace"), whole=False)
        elif self._decoder.array_open:
            yield Element("", whole=False)

    def _take(self, piece: bytes) -> Iterator[Element]:
        values = self._decoder.feed(piece)
        new = self._decoder.notes[self._seen :]
        self._seen += len(new)
        replaced = {note.start for note in new if note.kind == "invalid_utf8"}
        for value in values:
            if isinstance(value, ServerSentEvent):
                yield Element(value.data, replaced=value.start in replaced)
