"""The blocks of many sections, one section after the other, at a price that stays the same.

An answer may have thousands of sections (a call each, say), of which only the last ones change.
Those that are closed and were shown are passed over from then on.
"""

from __future__ import annotations

from collections.abc import Sequence

from gemini_desktop.ui.chat.turns import raw
from gemini_desktop.ui.chat.turns.blocks import Block
from gemini_desktop.ui.chat.turns.sections import Section


class Joined:
    """Holds `blocks`; `refresh` brings them up to date. The last section stays the last."""

    def __init__(self, first: Section, last: Section) -> None:
        self.blocks: list[Block] = []
        self._sections = [first, last]
        self._moved: int | None = 0
        """The first section that does not stand where it stood; None where all do."""
        self._settled = self._settled_blocks = 0
        self.raw = False

    def show_raw(self, *, raw: bool) -> None:
        """Give the source of each block, or the block."""
        self.raw = raw
        self._move(0)

    @property
    def unfinished(self) -> bool:
        """Whether a section has more to show than the last `refresh` allowed."""
        return any(section.unfinished for section in self._sections[self._settled :])

    def add(self, section: Section) -> None:
        """Put a section before the last one."""
        self._move(len(self._sections) - 1)
        self._sections.insert(-1, section)

    def arrange(self, sections: Sequence[Section]) -> None:
        """Put these between the first and the last."""
        order = [self._sections[0], *sections, self._sections[-1]]
        same = 0
        while same < min(len(order), len(self._sections)) and order[same] is self._sections[same]:
            same += 1
        self._sections = order
        self._move(same)

    def touch(self) -> None:
        """A section changed that may be settled: look at all of them again."""
        self._settled = self._settled_blocks = 0

    def refresh(self) -> int | None:
        """The first block that changed; None where none did."""
        moved = len(self._sections) if self._moved is None else self._moved
        self._moved = None
        start = self._settled_blocks
        for number in range(self._settled, len(self._sections)):
            section = self._sections[number]
            section.refresh()
            if number >= moved or section.changed_from is not None:
                first = start + (section.changed_from or 0) if number < moved else start
                self._splice(number, first, first - start)
                return first
            start += len(section.blocks)
            self._settle(number)
        return None

    def _splice(self, number: int, first: int, skipped: int) -> None:
        """Take all blocks from `first` on from their sections."""
        tail: list[Block] = []
        for later, section in enumerate(self._sections[number:], number):
            section.refresh()
            section.changed_from = None
            tail += section.blocks[skipped:]
            skipped = 0
            self._settle(later)
        self.blocks[first:] = map(raw.source_of, tail) if self.raw else tail

    def _settle(self, number: int) -> None:
        """Pass over this section from now on, if it and all before it are closed and shown."""
        section = self._sections[number]
        is_last = number == len(self._sections) - 1
        if number == self._settled and section.closed and not (section.unfinished or is_last):
            self._settled += 1
            self._settled_blocks += len(section.blocks)

    def _move(self, number: int) -> None:
        self._moved = number if self._moved is None else min(number, self._moved)
        if number < self._settled:
            self.touch()
