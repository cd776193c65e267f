"""The candidates of one answer: below each other, or one alone.

Not side by side: a page whose blocks are measured one after the other, so that only what is seen is
ever laid out, has no rows of two; and half a column is too narrow for code and tables. What is to
be compared is one key away instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from gemini_desktop.ui.chat.turns.blocks import Heading
from gemini_desktop.ui.chat.turns.sections import Section


class Candidates:
    """The sections of each candidate, in their order. As a rule there is one."""

    def __init__(self) -> None:
        self._sections: dict[int, list[Section]] = {0: []}
        self._headings: dict[int, tuple[Heading, Section]] = {}
        self._alone: int | None = None

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self._sections) > 1

    @property
    def count(self) -> int:
        """How many sections all of them have."""
        return sum(map(len, self._sections.values()))

    def add(self, candidate: int, section: Section) -> None:
        """A section more, at the end of this candidate."""
        self._sections.setdefault(candidate, []).append(section)

    def show(self, number: int) -> None:
        """Show this one alone, counted from 1; 0 shows all."""
        known = sorted(self._sections)
        self._alone = known[number - 1] if 0 < number <= len(known) else None

    def all(self) -> Iterator[Section]:
        """All sections, those that are not shown too."""
        for sections in self._sections.values():
            yield from sections

    def shown(self) -> list[Section]:
        """What is shown: with a heading for each candidate where there are several."""
        if not self.several:
            return list(self.all())
        sections: list[Section] = []
        for number, candidate in enumerate(sorted(self._sections), 1):
            if self._alone in (None, candidate):
                sections.append(self._heading(candidate, number))
                sections += self._sections[candidate]
        return sections

    def _heading(self, candidate: int, number: int) -> Section:
        words = QCoreApplication.translate("Chat", "Candidate {}").format(candidate + 1)
        alone = self._alone is not None
        heading = Heading(words, number, len(self._sections), alone)
        known = self._headings.get(candidate)
        if known is None:
            section = Section(heading)
            section.close()
        else:
            before, section = known
            if (before.count, before.alone) == (heading.count, heading.alone):
                return section
            section.replace(heading)
        self._headings[candidate] = (heading, section)
        return section
