"""Any number of bytes as rows of text, of which only the blocks in sight are read and laid out.

The range is cut into blocks of 16 KB, each moved on to the next line end where one is near. How
many rows a block has is an estimate until it comes into sight; so a gigabyte costs what a page
costs, and memory a few bytes a block.
"""

from __future__ import annotations

from collections import OrderedDict

from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.raw.byte_content import ByteRow, Bytes, Held, Zone
from gemini_desktop.ui.inspector.raw.glyphs import shown
from gemini_desktop.ui.inspector.raw.mono_view import Run
from gemini_desktop.ui.inspector.raw.row_counts import RowCounts
from gemini_desktop.ui.inspector.raw.text_block import LONG_LINE, Block, Piece

BLOCK = 16 * 1024
_NEAR = LONG_LINE
"""How far from its place a block's edge may move to stand at a line end; so an edge within a line
tells that the line is long."""
_KEPT = 64
_LINE_ENDS = (b"\r", b"\n")
_LINE_END_SIGNS = 4  # behind the last character of a full row
_SCANNED = 8 << 20
_STEP = 1 << 18


class TextContent:
    """Line ends, control characters and marks that would be unseen are named."""

    def __init__(self, source: Bytes, start: int, end: int, *, folded: bool = True) -> None:
        """`folded`: of long lines only the beginning and the end are shown."""
        self._source = source
        self.start = start
        self.end = end
        self.folded = folded
        self._columns = 80
        self._rows_a_byte = 1 / 60
        self._counts = RowCounts()
        self._known = bytearray()
        self._edges: dict[int, int] = {}
        self._blocks: OrderedDict[int, Block] = OrderedDict()
        self._open: int | None = None  # the block in which an unfinished line is folded
        self.has_folds = False
        """Whether anything that was laid out is folded."""

    # See ByteContent.

    def lay_out(self, columns: int) -> None:
        """See ByteContent."""
        self._columns = max(4, columns - _LINE_END_SIGNS)
        self._rows_a_byte = 1.4 / self._columns
        count = -(-(self.end - self.start) // BLOCK)
        # The last one's may be too high until it is known.
        self._counts = RowCounts([self._guess(0)] * count)
        self._known = bytearray(count)
        self._blocks.clear()

    def gutter_columns(self) -> int:
        """See ByteContent."""
        return max(4, len(number_text(self.end)))

    def row_count(self) -> int:
        """See ByteContent."""
        return self._counts.total

    def prepare(self, row: int, count: int) -> int:
        """See ByteContent."""
        if not len(self._counts):
            return 0
        number, within = self._counts.place(row)
        guessed = self._counts[number]
        self._know(number)
        counted = self._counts[number]
        if within > guessed // 2:  # whoever comes from below finds the end of the block
            within = counted - (guessed - within)
        at = self._counts.first(number)
        row = at + max(0, min(within, counted))
        while number < len(self._counts) and at < row + count:
            self._know(number)
            at += self._counts[number]
            number += 1
        return row

    def row(self, index: int) -> ByteRow:
        """See ByteContent."""
        number, within = self._counts.place(index)
        block = self._block(number)
        if within >= len(block.pieces):  # not prepared: nothing is shown rather than a lie
            return ByteRow("", (), block.end, block.end, ())
        return self._shown(block.pieces[within])

    def row_of(self, offset: int) -> int:
        """See ByteContent."""
        if not len(self._counts):
            return 0
        number = self._number_of(offset)
        self._know(number)
        while number > 0 and not self._counts[number]:  # all of it is folded
            number -= 1
            self._know(number)
        within = max(0, self._block(number).piece_of(offset))
        return self._counts.first(number) + within

    def grow(self, end: int) -> None:
        """See ByteContent."""
        if end <= self.end:
            return
        # An edge that was looked for near the end may find its line end now.
        unsure = max(0, (self.end - self.start - _NEAR) // BLOCK - 1)
        if self._open is not None:
            self._forget(self._open)
            self._open = None
        self.end = end
        for number in range(unsure, len(self._counts)):
            if number + 1 not in self._edges:
                self._forget(number)
        for number in range(len(self._counts), -(-(end - self.start) // BLOCK)):
            self._counts.append(self._guess(number))
            self._known.append(0)

    # What the page asks.

    def hides(self, start: int, end: int) -> bool:
        """Whether one of these bytes is in the folded middle of a line."""
        if not self.folded or not len(self._counts):
            return False
        for offset in (start, max(start, end - 1)):
            number = self._number_of(offset)
            self._know(number)
            block = self._block(number)
            within = block.piece_of(offset)
            if within < 0 or block.pieces[within].left_out:
                return True
        return False

    # Inside.

    def _shown(self, piece: Piece) -> ByteRow:
        gutter = number_text(piece.start) if piece.begins_line else ""
        if piece.left_out:
            more = "" if piece.left_out < _SCANNED else "+"
            words = f"⋯ {size_text(piece.left_out)}{more} ⋯"
            return ByteRow(gutter, (Run(words, "accent"),), piece.start, piece.end, ())
        raw = self._source.read(piece.start, piece.end)
        text, runs, offsets = shown(raw, piece.start)
        zones = (Zone(0, offsets),) if text else ()
        return ByteRow(gutter, runs, piece.start, piece.end, zones)

    def _guess(self, number: int) -> int:
        size = min(BLOCK, self.end - self.start - number * BLOCK)
        return max(1, round(size * self._rows_a_byte))

    def _know(self, number: int) -> None:
        if not self._known[number]:
            count = len(self._block(number).pieces)
            self._known[number] = 1
            if count != self._counts[number]:
                self._counts[number] = count

    def _forget(self, number: int) -> None:
        self._known[number] = 0
        self._blocks.pop(number, None)

    def _number_of(self, offset: int) -> int:
        number = max(0, min(len(self._counts) - 1, (offset - self.start) // BLOCK))
        return number - 1 if number > 0 and self._edge(number) > offset else number

    def _block(self, number: int) -> Block:
        block = self._blocks.get(number)
        if block is None:
            block = self._read_block(number)
            self._blocks[number] = block
            while len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block

    def _read_block(self, number: int) -> Block:
        start, end = self._edge(number), self._edge(number + 1)
        raw = self._source.read(start, end)
        before = self._source.read(start - 1, start) if start > self.start else b""
        block = Block(
            raw,
            start,
            self._columns,
            folded=self.folded,
            inside=bool(before.strip(b"\r\n")),
            goes_on=end < self.end and raw[-1:] not in _LINE_ENDS,
        )
        if block.open_fold is not None:
            line_end = self._line_end(end)
            block.end_fold(line_end)
            self._pass_over(number + 1, line_end)
            self._open = number if line_end == self.end else self._open
        self.has_folds = self.has_folds or block.folds
        return block

    def _pass_over(self, number: int, line_end: int) -> None:
        """The blocks from here that have nothing but the folded middle of a line have no rows."""
        last = (line_end - _NEAR - self.start) // BLOCK
        for within in range(number, min(last, len(self._counts))):
            self._counts[within] = 0
            self._known[within] = 1

    def _edge(self, number: int) -> int:
        """Where a block begins."""
        nominal = self.start + number * BLOCK
        if number == 0 or nominal >= self.end:
            return min(nominal, self.end)
        known = self._edges.get(number)
        if known is not None:
            return known
        window = self._source.read(nominal - 1, min(self.end, nominal + _NEAR))
        moved = _edge_within(window[1:], window[:1])
        if nominal + _NEAR >= self.end:  # what is left without a line end is no block of its own
            return self.end if moved is None else nominal + moved
        edge = nominal + (_to_character(window[1:4]) if moved is None else moved)
        self._edges[number] = edge
        return edge

    def _line_end(self, offset: int) -> int:
        """The end of the line that a byte is in, at most a few megabytes further."""
        limit = min(self.end, offset + _SCANNED)
        if isinstance(self._source, Held):
            return self._source.line_end(offset, limit)
        while offset < limit:
            window = self._source.read(offset, min(limit, offset + _STEP))
            found = [place for place in map(window.find, _LINE_ENDS) if place >= 0]
            if found or not window:
                return offset + min(found, default=0)
            offset += len(window)
        return limit


def _edge_within(window: bytes, before: bytes) -> int | None:
    """How far a block's edge moves to stand behind the first line end; None where there is none."""
    if before == b"\n" or (before == b"\r" and not window.startswith(b"\n")):
        return 0
    found = [place for place in map(window.find, _LINE_ENDS) if place >= 0]
    if not found:
        return None
    place = min(found)
    return place + (2 if window[place : place + 2] == b"\r\n" else 1)


def _to_character(window: bytes) -> int:
    moved = 0
    while moved < len(window) and window[moved] & 0xC0 == 0x80:
        moved += 1
    return moved
