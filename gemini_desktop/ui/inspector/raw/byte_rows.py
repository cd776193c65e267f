"""Bytes as rows of text or of hex, each found by arithmetic."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.raw.mono_view import Row, Run

LONG_LINE = 4096
"""A longer line is shown without its middle, until all of it is asked for."""
_HEAD, _TAIL = 2048, 1024

_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]+")
_NAMES = {
    0x0A: "\\n",
    0x0D: "\\r",
    0x09: "\\t",
    0x85: "‹NEL›",
    0x2028: "‹LS›",
    0x2029: "‹PS›",
    0xFEFF: "‹BOM›",
    0xFFFD: "�",
}
_ENDS = (b"\r", b"\n")
_Piece = tuple[int, int, int]  # start, end, bytes left out after it


class ByteRows:
    """Bytes as text. Line ends, control characters and marks that would be unseen are named.

    A row begins at a multiple of the columns within its line, moved on to the next character's
    first byte; so row `i` costs nothing of the rows before it.
    """

    def __init__(self, raw: bytes, base: int = 0, *, whole: bool = False) -> None:
        """`base` is the offset of the first byte in the body."""
        self._raw = raw
        self._base = base
        self._pieces: list[_Piece] = []
        self._columns = 80
        for start, end in _lines(raw):
            self._add_line(start, end, whole=whole)
        self._starts = array("q", [0])

    @property
    def left_out(self) -> int:
        """Bytes that are not shown."""
        return sum(piece[2] for piece in self._pieces)

    def _add_line(self, start: int, end: int, *, whole: bool) -> None:
        if whole or end - start <= LONG_LINE:
            self._pieces.append((start, end, 0))
            return
        head, tail = self._boundary(start + _HEAD), self._boundary(end - _TAIL)
        self._pieces.append((start, head, tail - head))
        self._pieces.append((tail, end, 0))

    def lay_out(self, columns: int) -> int:
        """See Content."""
        self._columns = columns
        counts = (
            max(1, -(-(self._text_end(start, end) - start) // columns)) + (1 if left_out else 0)
            for start, end, left_out in self._pieces
        )
        self._starts = array("q", [0, *accumulate(counts)])
        return self._starts[-1]

    def gutter_columns(self) -> int:
        """See Content."""
        return max(4, len(number_text(self._base + len(self._raw))))

    def row(self, index: int) -> Row:
        """See Content."""
        piece = bisect_right(self._starts, index) - 1
        start, end, left_out = self._pieces[piece]
        within = index - self._starts[piece]
        first = start + within * self._columns
        if left_out and first >= end:
            words = f"⋯ {size_text(left_out)} ⋯"
            return Row("", (Run(words, "accent"),), ends_line=False)
        last = first + self._columns
        if last >= self._text_end(start, end):
            last = end
        begin = self._boundary(first) if within else first
        stop = self._boundary(last) if last < end else end
        ends_line = stop == end and self._raw[end - 1 : end] in (b"\n", b"\r")
        gutter = number_text(self._base + first) if within == 0 else ""
        return Row(gutter, _runs(self._raw[begin:stop]), ends_line)

    def _text_end(self, start: int, end: int) -> int:
        """Where the line end begins: it stands behind the last row, never in one of its own."""
        line_end = 2 if self._raw[end - 2 : end] == b"\r\n" else self._raw[end - 1 : end] in _ENDS
        return max(start, end - line_end)

    def _boundary(self, offset: int) -> int:
        """The first byte of the next character that is not begun before `offset`."""
        raw, limit = self._raw, min(offset + 3, len(self._raw))
        while offset < limit and raw[offset] & 0xC0 == 0x80:
            offset += 1
        return offset


class HexRows:
    """Bytes as hexadecimal numbers, with their ASCII beside them."""

    def __init__(self, raw: bytes, base: int = 0) -> None:
        """`base` is the offset of the first byte in the body."""
        self._raw = raw
        self._base = base
        self._width = 16

    def lay_out(self, columns: int) -> int:
        """See Content."""
        self._width = 16 if columns >= 16 * 4 + 3 else 8
        return -(-len(self._raw) // self._width)

    def gutter_columns(self) -> int:
        """See Content."""
        return 8

    def row(self, index: int) -> Row:
        """See Content."""
        start = index * self._width
        piece = self._raw[start : start + self._width]
        numbers = piece.hex(" ").ljust(self._width * 3)
        letters = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in piece)
        return Row(f"{self._base + start:08x}", (Run(numbers, "text"), Run(letters, "text_2")))


def _lines(raw: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each line. By `find`, which runs over megabytes in no time."""
    start, line_feed = 0, -1
    size = len(raw)
    while start < size:
        if line_feed < start:
            found = raw.find(b"\n", start)
            line_feed = found if found >= 0 else size
        end = min(line_feed + 1, size)
        carriage = raw.find(b"\r", start, end)
        if carriage >= 0 and carriage + 1 != line_feed:
            end = carriage + 1
        yield start, end
        start = end


def _runs(raw: bytes) -> tuple[Run, ...]:
    text = raw.decode("utf-8", "replace")
    runs: list[Run] = []
    position = 0
    for match in _ODD.finditer(text):
        if match.start() > position:
            runs.append(Run(text[position : match.start()], "text"))
        runs.append(Run("".join(_name(char) for char in match[0]), "violet"))
        position = match.end()
    if position < len(text):
        runs.append(Run(text[position:], "text"))
    return tuple(runs)


def _name(character: str) -> str:
    code = ord(character)
    return _NAMES.get(code) or (f"\\x{code:02x}" if code < 0xA0 else f"‹{code:04X}›")
