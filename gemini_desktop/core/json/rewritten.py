"""A JSON value that a parser wrote anew: its compact text, and the bytes on the wire of each part.

The Developer API sends the arguments of a call as an object; as text they are what `wire.dumped`
makes of it. Both have the same tokens in the same order, with other blanks and other escapes.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right

from gemini_desktop.core import json_text
from gemini_desktop.core.json.spans import EventJson, Path, StringSpan
from gemini_desktop.core.protocols import wire

_BYTES = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_TEXT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_CHARACTER = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)


class Rewritten:
    """Characters of the compact text, bytes of the event."""

    def __init__(self, event: EventJson, span: tuple[int, int]) -> None:
        """`span` are the value's bytes within the event's JSON text."""
        self._event = event
        start, end = span
        value = event.text[start:end]
        self.text = wire.dumped(json_text.parse(value.decode("utf-8", "replace")))
        bytes_ = [match.span() for match in _BYTES.finditer(value)]
        texts = [match.span() for match in _TEXT.finditer(self.text)]
        if len(bytes_) != len(texts):  # a name came twice: only the whole is known
            bytes_, texts = [(0, len(value))], [(0, len(self.text))]
        self._starts = array("q", (start for start, _ in texts))
        self._ends = array("q", (end for _, end in texts))
        self._first = array("q", (start + begin for begin, _ in bytes_))
        self._last = array("q", (start + stop for _, stop in bytes_))

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """The bytes of these characters, end exclusive."""
        if start >= end:
            place = self._event.place(self._byte(start, is_end=False))
            return place, place
        first, last = self._byte(start, is_end=False), self._byte(end, is_end=True)
        return self._event.place(first), self._event.place(last - 1) + 1

    def characters_of(self, start: int, end: int) -> tuple[int, int] | None:
        """The characters that have one of these bytes; None where none has."""
        tokens = range(len(self._starts))
        token = bisect_right(tokens, start, key=self._stop)
        first = last = -1
        while token < len(tokens) and self._begin(token) < end:
            from_, last = self._within(token, start, end)
            first = from_ if first < 0 else first
            token += 1
        return (first, last) if first >= 0 else None

    def _begin(self, token: int) -> int:
        """The token's first byte in the event."""
        return self._event.place(self._first[token])

    def _stop(self, token: int) -> int:
        return self._event.place(self._last[token] - 1) + 1

    def _within(self, token: int, start: int, end: int) -> tuple[int, int]:
        """As much of one token as these bytes of the event say."""
        low, high = self._starts[token], self._ends[token]
        begin, stop = self._begin(token), self._stop(token)
        if self.text[low] != '"' or (start <= begin and end >= stop):
            return low, high
        shift = self._first[token] - begin
        edges = self._edges(token)
        first, last = self._string(token).characters_of(start + shift, end + shift)
        from_ = low if start <= begin else low + 1 + edges[first]
        to = high if end >= stop else low + 1 + edges[last]
        return min(from_, high - 1), max(from_ + 1, to)

    def _byte(self, character: int, *, is_end: bool) -> int:
        """Where a character begins, or the one before it ends, in the event's JSON text."""
        place = bisect_right(self._starts, character - 1 if is_end else character) - 1
        token = max(place, 0)
        low, high = self._starts[token], self._ends[token]
        if character >= high:
            return self._last[token]
        if character <= low:
            return self._first[token]
        if self.text[low] != '"':
            return self._last[token] if is_end else self._first[token]
        edges = self._edges(token)
        within = character - low - 1
        number = bisect_right(edges, within) - 1
        if is_end and edges[number] < within:
            number += 1
        return self._string(token).bytes_of(number, number)[0]

    def _string(self, token: int) -> StringSpan:
        """The string on the wire, by bytes of the JSON text."""
        first, last = self._first[token] + 1, self._last[token] - 1
        return StringSpan(self._event.text[first:last], first)

    def _edges(self, token: int) -> list[int]:
        """Where each character of the string begins in the compact text, and the end."""
        inner = self.text[self._starts[token] + 1 : self._ends[token] - 1]
        return [*(match.start() for match in _CHARACTER.finditer(inner)), len(inner)]


def rewritten(event: EventJson, path: Path) -> Rewritten | None:
    """The object or array at this path; None where there is none, or it cannot be read."""
    span = event.find(path)
    if span is None or event.text[span[0]] not in b"{[":
        return None
    try:
        return Rewritten(event, span)
    except (ValueError, RecursionError):
        return None
