"""Bytes as hexadecimal numbers with their ASCII beside them: every row found by arithmetic."""

from __future__ import annotations

from gemini_desktop.ui.inspector.raw.byte_content import ByteRow, Bytes, Zone
from gemini_desktop.ui.inspector.raw.mono_view import Run

_WIDE, _NARROW = 16, 8
_LETTERS = bytes(code if 32 <= code < 127 else 0xB7 for code in range(256))


class HexContent:
    """Sixteen bytes a row, eight where there is little room."""

    def __init__(self, source: Bytes, start: int, end: int, *, own_offsets: bool = False) -> None:
        """`own_offsets`: beside those in the body, rows show their offsets from `start`."""
        self._source = source
        self.start = start
        self.end = end
        self._width = _NARROW
        self._own = own_offsets
        self._aside = own_offsets

    def lay_out(self, columns: int) -> None:
        """See ByteContent."""
        whole = columns + self.gutter_columns() + 1
        aside = self._aside_columns() if self._own else 0
        plain = self._digits() + 1
        self._width = _WIDE if whole >= plain + aside + _columns(_WIDE) else _NARROW
        self._aside = self._own and whole >= plain + aside + _columns(self._width)

    def gutter_columns(self) -> int:
        """See ByteContent."""
        return self._digits() + (self._aside_columns() if self._aside else 0)

    def row_count(self) -> int:
        """See ByteContent."""
        return -(-(self.end - self.start) // self._width)

    def prepare(self, row: int, _count: int) -> int:
        """See ByteContent: nothing is estimated."""
        return row

    def row(self, index: int) -> ByteRow:
        """See ByteContent."""
        within = index * self._width
        start = self.start + within
        raw = self._source.read(start, min(start + self._width, self.end))
        numbers, places = _numbers(raw, start, self._width)
        letters = raw.translate(_LETTERS).decode("latin-1")
        return ByteRow(
            gutter=f"{start:0{self._digits()}x}",
            runs=(Run(numbers, "text"), Run(letters, "text_2")),
            start=start,
            end=start + len(raw),
            zones=(Zone(0, places), Zone(len(numbers), range(start, start + len(raw)))),
            aside=f"+{within:0{self._aside_columns() - 2}x}" if self._aside else "",
        )

    def row_of(self, offset: int) -> int:
        """See ByteContent."""
        last = max(0, self.row_count() - 1)
        return max(0, min(last, (offset - self.start) // self._width))

    def grow(self, end: int) -> None:
        """See ByteContent."""
        self.end = end

    def _digits(self) -> int:
        return max(6, len(f"{self.end:x}"))

    def _aside_columns(self) -> int:
        return max(4, len(f"{self.end - self.start:x}")) + 2


def _columns(width: int) -> int:
    return width * 4 + 2


def _numbers(raw: bytes, start: int, width: int) -> tuple[str, list[int]]:
    """The left half of a row, and the bytes that its characters stand for: a blank belongs to the
    byte before it. The middle of a wide row has one more blank."""
    half = width // 2
    left, right = raw[:half].hex(" "), raw[half:].hex(" ")
    numbers = f"{left}  {right}" if right else left
    places = [start + i for i in range(len(raw)) for _ in range(3)]
    if right:
        places.insert(half * 3, start + half - 1)
    return numbers.ljust(width * 3 + 2), places[: len(numbers)]
