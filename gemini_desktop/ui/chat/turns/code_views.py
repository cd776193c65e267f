"""Which blocks of code the reader wants to see with their lines as long as they are."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gemini_desktop.ui.chat.turns.blocks import Block, Code


class CodeView(msgspec.Struct, eq=False):
    """One block of code, whose pieces share it. Pixels; `width` is that of the longest line met."""

    wraps: bool = True
    offset: float = 0.0
    width: float = 0.0
    room: float = 0.0

    def scroll(self, by: float) -> bool:
        """Move to the right by so much; whether anything moved."""
        before = self.offset
        self.offset = max(0.0, min(self.width - self.room, self.offset + by))
        return self.offset != before


class CodeViews:
    """Those of one conversation, by the first piece of each."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Block, CodeView]] = {}

    def clear(self) -> None:
        """Another conversation is shown."""
        self._known.clear()

    def of(self, block: Block) -> CodeView | None:
        """How this piece is shown; None where nobody said."""
        known = self._known.get(id(block))
        return known[1] if known is not None else None

    def toggle(self, blocks: Sequence[Block], index: int) -> range:
        """Wrap the lines of the code that this block is a piece of, or do not; its pieces."""
        pieces = whole(blocks, index)
        view = self.of(blocks[pieces.start]) or CodeView()
        view.wraps, view.offset, view.width = not view.wraps, 0.0, 0.0
        for number in pieces:
            self._known[id(blocks[number])] = (blocks[number], view)
        return pieces


def whole(blocks: Sequence[Block], index: int) -> range:
    """The pieces of the code that the block at `index` belongs to."""
    first = last = index
    while first > 0 and isinstance(piece := blocks[first], Code) and not piece.segment.first:
        first -= 1
    while last + 1 < len(blocks) and isinstance(piece := blocks[last], Code):
        if piece.segment.last or not isinstance(blocks[last + 1], Code):
            break
        last += 1
    return range(first, last + 1)
