"""The bytes of a stream as far as an event may still need them."""

from __future__ import annotations

from bisect import bisect_right

_COMPACT_AT = 256


class Window:
    """The last reads, by offset in the body. Nothing is copied but what is taken."""

    __slots__ = ("_ends", "_first", "_last", "_last_start", "_pieces", "_start")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._ends: list[int] = []
        self._first = 0  # of the pieces, not released
        self._start = 0  # of the first piece
        self._last = b""
        self._last_start = 0

    def append(self, data: bytes) -> None:
        """Another read."""
        self._last = data
        self._last_start = self._ends[-1] if self._ends else self._start
        self._pieces.append(data)
        self._ends.append(self._last_start + len(data))

    def take(self, start: int, end: int) -> bytes:
        """The bytes from start to end (exclusive), as far as they are not released."""
        offset = start - self._last_start
        if offset >= 0:  # nearly all events lie in one read, and are asked for as it comes
            return self._last[offset : end - self._last_start]
        index = bisect_right(self._ends, start, self._first)
        joined: list[bytes] = []
        while start < end and index < len(self._pieces):
            piece, piece_end = self._pieces[index], self._ends[index]
            offset = piece_end - len(piece)
            joined.append(piece[start - offset : end - offset])
            start = piece_end
            index += 1
        return joined[0] if len(joined) == 1 else b"".join(joined)

    def release(self, before: int) -> None:
        """Let go of the reads that end at or before this offset."""
        first = bisect_right(self._ends, before, self._first)
        for index in range(self._first, first):
            self._pieces[index] = b""
        if first == len(self._ends):
            self._last, self._last_start = b"", before
        self._first = first
        if first > _COMPACT_AT and first * 2 > len(self._pieces):
            self._start = self._ends[first - 1]
            del self._pieces[:first], self._ends[:first]
            self._first = 0
