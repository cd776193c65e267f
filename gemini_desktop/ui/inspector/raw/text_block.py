"""A block of bytes cut into rows: long lines without their middle, where that is wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from gemini_desktop.ui.inspector.raw.glyphs import breaks

LONG_LINE = 4096
"""A longer line is folded."""
_HEAD, _TAIL = 2048, 1024


class Piece(NamedTuple):
    """A row: its bytes, or how many bytes it stands for that are not shown."""

    start: int
    end: int
    begins_line: bool
    left_out: int = 0


class Block:
    """`inside` tells that a line goes on which began before the block, `goes_on` that the last one
    goes on behind it. Either is true of long lines alone."""

    def __init__(
        self,
        raw: bytes,
        start: int,
        columns: int,
        *,
        folded: bool,
        inside: bool = False,
        goes_on: bool = False,
    ) -> None:
        self._raw = raw
        self._start = start
        self._columns = columns
        self.end = start + len(raw)
        self.pieces: list[Piece] = []
        self.folds = False
        """Whether bytes are left out."""
        self.open_fold: int | None = None
        """The row that stands for a line's middle, which goes on behind the block."""
        for first, last in lines(raw):
            within, open_end = inside and first == 0, goes_on and last == len(raw)
            if folded and (within or open_end or last - first > LONG_LINE):
                self._fold(first, last, inside=within, goes_on=open_end)
            else:
                self._wrap(first, last, begins=not within)
        self._starts = [piece.start for piece in self.pieces]

    def end_fold(self, offset: int) -> None:
        """Say where the line ends whose middle is left out at the block's end."""
        if self.open_fold is not None:
            piece = self.pieces[self.open_fold]
            left_out = max(1, offset - _TAIL - piece.start)
            self.pieces[self.open_fold] = piece._replace(left_out=left_out)

    def piece_of(self, offset: int) -> int:
        """The row that shows a byte of the block; -1 where all before it is folded too."""
        return bisect_right(self._starts, offset) - 1

    def _fold(self, first: int, last: int, *, inside: bool, goes_on: bool) -> None:
        """The head stands where the line begins, the tail where it ends. Either may be in another
        block, and then all that this one has of the line may be its middle."""
        head = first if inside else self._boundary(min(last, first + _HEAD))
        tail = last if goes_on else self._boundary(max(head, last - _TAIL))
        self.folds = self.folds or tail > head
        if not inside:
            self._wrap(first, head, begins=True)
            if goes_on:
                self.open_fold = len(self.pieces)
            start, end = self._start + head, self._start + tail
            self.pieces.append(Piece(start, end, begins_line=False, left_out=max(1, tail - head)))
        if not goes_on:
            self._wrap(tail, last, begins=False)

    def _wrap(self, first: int, last: int, *, begins: bool) -> None:
        """Rows of one line; its end stands behind the last one, never in a row of its own."""
        line = self._raw[first:last]
        if not line:
            return
        bare = line.removesuffix(b"\n").removesuffix(b"\r")
        starts = breaks(bare, self._columns)
        base = self._start + first
        for number, start in enumerate(starts):
            end = starts[number + 1] if number + 1 < len(starts) else len(line)
            self.pieces.append(Piece(base + start, base + end, begins and number == 0))

    def _boundary(self, place: int) -> int:
        """The next place that is not within a character."""
        raw, limit = self._raw, min(place + 3, len(self._raw))
        while place < limit and raw[place] & 0xC0 == 0x80:
            place += 1
        return place


def lines(raw: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each line, which ends at LF, CR or CRLF. By `find`, which runs over
    megabytes in no time."""
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
