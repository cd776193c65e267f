"""Where the entries of a HAR archive lie, found without reading it as one JSON value.

An archive of a browser's session may have hundreds of megabytes; its entries are looked at one by
one. Bytes come in pieces of any size; nothing is kept of them but the names of the outer keys.
"""

from __future__ import annotations

import re

_OUTSIDE = re.compile(rb'["\[\]{}]')
_INSIDE = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_PIECE = 256 * 1024
"""The longest that one search holds the interpreter is what so many bytes take."""
_LONGEST_NAME = 64
_ROOT, _LOG, _ENTRIES = 1, 2, 3  # the depths inside the archive, its log, and the list of entries


class HarEntries:
    """Feed it the file; `ranges` has the entries, (start, end) in bytes, end exclusive."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []
        self.found = False
        """Whether there is a list of entries at all."""
        self._offset = 0
        self._depth = 0
        self._in_string = False
        self._rest = b""
        self._name = b""
        self._names: list[bytes] = []
        self._start = 0
        self._listing = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        for start in range(0, len(data), _PIECE):
            self._take(data[start : start + _PIECE])

    def _take(self, piece: bytes) -> None:
        data = self._rest + piece
        position = 0
        while position < len(data):
            if self._in_string:
                position = self._string(data, position)
                if self._in_string:
                    break
            else:
                found = _OUTSIDE.search(data, position)
                if found is None:
                    position = len(data)
                    break
                self._mark(data[found.start()], self._offset + found.start())
                position = found.end()
        self._rest = data[position:]  # a backslash whose letter has not come
        self._offset += position

    def _string(self, data: bytes, position: int) -> int:
        found = _INSIDE.match(data, position)
        end = found.end() if found is not None else position
        if self._depth <= _LOG and len(self._name) < _LONGEST_NAME:
            self._name += data[position : min(end, position + _LONGEST_NAME)]
        if data[end : end + 1] == b'"':
            self._in_string = False
            return end + 1
        return end

    def _mark(self, mark: int, offset: int) -> None:
        if mark == ord('"'):
            self._in_string = True
            if self._depth <= _LOG:
                self._name = b""
        elif mark in b"[{":
            if self._depth < _ENTRIES:
                self._names = [*self._names[: self._depth], self._name]
            self._depth += 1
            if self._depth == _ENTRIES:
                named = self._names[_ROOT:] == [b"log", b"entries"]
                self._listing = mark == ord("[") and named
                self.found = self.found or self._listing
            elif self._depth == _ENTRIES + 1:
                self._start = offset
        else:
            if self._listing and self._depth == _ENTRIES + 1 and mark == ord("}"):
                self.ranges.append((self._start, offset + 1))
            self._depth = max(0, self._depth - 1)
            self._listing = self._listing and self._depth >= _ENTRIES
