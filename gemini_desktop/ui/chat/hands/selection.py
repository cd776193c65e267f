"""What is selected: from a character of one block to a character of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.page import Page, Place
from gemini_desktop.ui.chat.turns.blocks import Block, Markdown


class Point(msgspec.Struct, frozen=True, order=True):
    """A character of a block."""

    row: int
    block: int
    character: int


class Selection:
    """Two points; empty when they are one."""

    def __init__(self) -> None:
        self.anchor: Point | None = None
        self.head: Point | None = None

    def clear(self) -> None:
        """Select nothing."""
        self.anchor = self.head = None

    def start(self, point: Point) -> None:
        """Begin here."""
        self.anchor = self.head = point

    def span(self, start: Point, end: Point) -> None:
        """Select from here to there."""
        self.anchor, self.head = start, end

    def ends(self) -> tuple[Point, Point] | None:
        """First and last point in the page's order; None where nothing is selected."""
        if self.anchor is None or self.head is None or self.anchor == self.head:
            return None
        return min(self.anchor, self.head), max(self.anchor, self.head)

    def follow(self, row: int, before: Sequence[Block], now: Sequence[Block]) -> None:
        """Blocks of a turn were folded or unfolded: stay on the same text, where it still is."""
        places = {id(block): number for number, block in enumerate(now)}
        for end in (self.anchor, self.head):
            if end is not None and end.row == row:
                block = before[end.block] if end.block < len(before) else None
                if block is None or id(block) not in places:
                    self.clear()
                    return
        if self.anchor is not None and self.anchor.row == row:
            self.anchor = replace(self.anchor, block=places[id(before[self.anchor.block])])
        if self.head is not None and self.head.row == row:
            self.head = replace(self.head, block=places[id(before[self.head.block])])

    def within(self, row: int, block: int, length: int) -> tuple[int, int] | None:
        """The characters selected in a block of this length; None where none are."""
        ends = self.ends()
        if ends is None:
            return None
        first, last = ends
        here = (row, block)
        if here < (first.row, first.block) or here > (last.row, last.block):
            return None
        start = first.character if here == (first.row, first.block) else 0
        end = last.character if here == (last.row, last.block) else length
        return (start, end) if start < end else None

    def text(self, page: Page) -> str:
        """The selected text: a part of a block as it is seen, whole blocks as they came."""
        ends = self.ends()
        if ends is None:
            return ""
        first, last = ends
        if (first.row, first.block) == (last.row, last.block):
            face = page.face(first.row, first.block)
            return face.text(first.character, last.character)
        return copying.joined([part for part in self.parts(page) if part is not None])

    def parts(self, page: Page) -> Iterator[tuple[str, bool] | None]:
        """The texts of the blocks that are selected, each with whether it goes on with the one
        before; None where another step follows. Turns that were never in view stay unopened."""
        from gemini_desktop.ui.chat.turns.unopened import cut

        ends = self.ends()
        if ends is None:
            return
        first, last = ends
        begun = False
        for number in range(first.row, min(last.row + 1, len(page.rows))):
            making = cut(page.rows[number], raw=page.raw)
            content = None
            while content is None:
                try:
                    next(making)
                    yield None
                except StopIteration as made:
                    content = made.value
            for index, block in enumerate(list(content.blocks)):
                if (first.row, first.block) <= (number, index) <= (last.row, last.block):
                    text = self._part(page, Place(number, index), block, (first, last))
                    yield text, begun and copying.goes_on(block)
                    begun = True

    def _part(self, page: Page, place: Place, block: Block, ends: tuple[Point, Point]) -> str:
        here = (place.row, place.block)
        begins, stops = (here == (end.row, end.block) for end in ends)
        start = ends[0].character if begins else 0
        if not (start or stops):
            return copying.source(block)
        face = page.face(place.row, place.block)
        end = min(ends[1].character, face.length()) if stops else face.length()
        if start == 0 and end == face.length():
            return copying.source(block)
        text = face.text(start, end)
        if stops:
            return text.lstrip("\n")  # Qt has an empty paragraph before a table
        return f"{text}\n\n" if isinstance(block, Markdown) else text  # its own is cut off
