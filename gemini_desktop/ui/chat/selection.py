"""What is selected: from a character of one block to a character of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gemini_desktop.ui.chat import copying
from gemini_desktop.ui.chat.blocks import Block, Markdown
from gemini_desktop.ui.chat.page import Page, Place


@dataclass(frozen=True, order=True)
class Point:
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
        parts: list[tuple[str, bool]] = []
        place: Place | None = Place(first.row, first.block)
        while place is not None and (place.row, place.block) <= (last.row, last.block):
            blocks = page.opened(place.row).blocks  # the first row may never have been in view
            if place.block < len(blocks):
                continued = bool(parts) and copying.goes_on(blocks[place.block])
                parts.append((self._part(page, place, first, last), continued))
            place = page.following(place)
        return copying.joined(parts)

    def _part(self, page: Page, place: Place, first: Point, last: Point) -> str:
        here = (place.row, place.block)
        if here not in ((first.row, first.block), (last.row, last.block)):
            return copying.source(page.rows[place.row].blocks[place.block])
        face = page.face(place.row, place.block)
        start, end = self.within(place.row, place.block, face.length()) or (0, 0)
        if start == 0 and end == face.length():
            return copying.source(page.rows[place.row].blocks[place.block])
        text = face.text(start, end)
        if here == (last.row, last.block):
            text = text.lstrip("\n")  # Qt has an empty paragraph before a table
        if here == (first.row, first.block) and here != (last.row, last.block):
            block = page.rows[place.row].blocks[place.block]
            return f"{text}\n\n" if isinstance(block, Markdown) else text  # its own is cut off
        return text
