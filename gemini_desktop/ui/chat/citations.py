"""The sources of one answer while it comes: their numbers, and the texts that they are cited in."""

from __future__ import annotations

from gemini_desktop.core.events import Citation
from gemini_desktop.core.text_run import TextRun
from gemini_desktop.ui.chat import citing
from gemini_desktop.ui.chat.blocks import Block, Sources
from gemini_desktop.ui.chat.sections import TextSection

_KEY = "sources"


class Citations:
    """Collects at next to no cost; `place` puts the numbers into texts that are complete."""

    def __init__(self) -> None:
        self._sources: dict[str, Citation] = {}
        self._numbers: dict[str, int] = {}
        self._cited: dict[int, list[tuple[Citation, int]]] = {}
        self._texts: dict[int, list[tuple[TextSection, TextRun]]] = {}
        self._waiting: set[int] = set()
        self._folded = True
        self._shown: Sources | None = None

    def text(self, index: int, section: TextSection, text: str) -> None:
        """A piece of the text of step `index` came into this section."""
        texts = self._texts.setdefault(index, [])
        if not texts or texts[-1][0] is not section:
            texts.append((section, TextRun()))
        texts[-1][1].add(text)

    def add(self, index: int, citation: Citation) -> None:
        """A source was named for the text of step `index`."""
        name = citation.uri or citation.title or citation.kind
        self._sources.setdefault(name, citation)
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        self._cited.setdefault(index, []).append((citation, number))
        self._waiting.add(index)
        self._shown = None

    def fold(self, key: str) -> None:
        """Show few sources, or all."""
        if key == _KEY:
            self._folded = not self._folded
            self._shown = None

    def blocks(self) -> list[Block]:
        """The list of sources, if there are any."""
        if self._sources and self._shown is None:
            self._shown = Sources(tuple(self._sources.values()), _KEY, self._folded)
        return [self._shown] if self._shown is not None else []

    def place(self) -> bool:
        """Put numbers into the texts that have ended and been cut; the others have to wait.
        Whether any text was changed."""
        placed = False
        for index in list(self._waiting):
            texts = self._texts.get(index, [])
            for section, _ in texts:
                section.refresh()
            if texts and all(s.closed and not s.unfinished for s, _ in texts):
                self._waiting.discard(index)
                self._place(index, texts)
                placed = True
        return placed

    def _place(self, index: int, texts: list[tuple[TextSection, TextRun]]) -> None:
        whole = [run.text() for _, run in texts]
        found = citing.stretches("".join(whole), self._cited[index])
        start = 0
        for (section, _), text in zip(texts, whole, strict=True):
            end = start + len(text)
            here = [
                citing.Cited(max(0, c.start - start), c.end - start, c.numbers)
                for c in found
                if start < c.end <= end
            ]
            section.annotate(citing.cited(section.blocks, text, here))
            start = end
