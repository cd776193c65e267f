"""The sources of one answer while it comes: their numbers, and the texts that they are cited in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter

from gemini_desktop.core.events import Citation, Json, Metadata
from gemini_desktop.core.text.run import TextRun
from gemini_desktop.ui.chat.text import citing
from gemini_desktop.ui.chat.turns import tool_words
from gemini_desktop.ui.chat.turns.blocks import Block, Card, Sources
from gemini_desktop.ui.chat.turns.sections import TextSection

_KEY = "sources"
_SEARCH = "searched"
_BUDGET_S = 0.006


class Citations:
    """Collects at next to no cost; `place` puts the numbers into texts that are complete."""

    def __init__(self) -> None:
        self._sources: dict[str, Citation] = {}
        self._numbers: dict[str, int] = {}
        self._cited: dict[int, list[tuple[Citation, int]]] = {}
        self._texts: dict[int, list[tuple[TextSection, TextRun]]] = {}
        self._waiting: set[int] = set()
        self._work: Iterator[None] | None = None
        self._folded = True
        self._shown: Sources | None = None
        self._search: Card | None = None

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

    def beside(self, metadata: Metadata) -> None:
        """What came beside the text; most of it is for the inspector alone."""
        match metadata.name:
            case "groundingMetadata":
                self._search_for(metadata.value)
            case "annotations":
                self._annotate(metadata.value)

    def _annotate(self, annotations: Json) -> None:
        """Chat Completions name sources beside the text, and count its characters."""
        index = next(reversed(self._texts), None)
        for item in annotations if isinstance(annotations, list) and index is not None else ():
            inner = item.get("url_citation", item) if isinstance(item, dict) else None
            if isinstance(inner, dict) and isinstance(uri := inner.get("url"), str):
                title = inner.get("title")
                start, end = inner.get("start_index"), inner.get("end_index")
                found = Citation(
                    kind="url_citation",
                    uri=uri,
                    title=title if isinstance(title, str) else "",
                    start=start if isinstance(start, int) else None,
                    end=end if isinstance(end, int) else None,
                    details={citing.IN_CHARACTERS: True},
                )
                self.add(index or 0, found)

    def _search_for(self, metadata: Json) -> None:
        """Google Search tells what it looked for beside the text."""
        if queries := tool_words.searched(metadata):
            self._search = Card(
                _SEARCH, "search", "accent", tool_words.title("google_search"), chips=queries
            )

    def fold(self, key: str) -> None:
        """Show few sources, or all."""
        if key == _KEY:
            self._folded = not self._folded
            self._shown = None

    def blocks(self) -> list[Block]:
        """What was searched for, and the list of sources, if there are any."""
        if self._sources and self._shown is None:
            self._shown = Sources(tuple(self._sources.values()), _KEY, self._folded)
        return [block for block in (self._search, self._shown) if block is not None]

    @property
    def pending(self) -> bool:
        """Whether `place` has something to do."""
        return self._work is not None or any(map(self._is_ready, self._waiting))

    def place(self) -> bool:
        """Put numbers into the texts that have ended and been cut, as many as a frame allows; the
        other texts have to wait. Whether any text was changed."""
        if self._work is None:
            for section, _ in (text for index in self._waiting for text in self._of(index)):
                if section.closed:
                    section.refresh()  # then the numbers are there when the text is first shown
            ready = [index for index in self._waiting if self._is_ready(index)]
            self._waiting.difference_update(ready)
            self._work = self._steps(ready)
        until, placed = perf_counter() + _BUDGET_S, False
        for _ in self._work:
            placed = True
            if perf_counter() > until:
                return placed
        self._work = None
        return placed

    def _of(self, index: int) -> Sequence[tuple[TextSection, TextRun]]:
        return self._texts.get(index, ())

    def _is_ready(self, index: int) -> bool:
        texts = self._of(index)
        return bool(texts) and all(s.closed and not s.unfinished for s, _ in texts)

    def _steps(self, indexes: Sequence[int]) -> Iterator[None]:
        for index in indexes:
            texts = [(section, run.text()) for section, run in self._texts[index]]
            found = citing.stretches("".join(text for _, text in texts), self._cited[index])
            start = 0
            for section, text in texts:
                end = start + len(text)
                here = [
                    citing.Cited(max(0, c.start - start), c.end - start, c.numbers)
                    for c in found
                    if start < c.end <= end
                ]
                for number, block in citing.cited(section.blocks, text, here):
                    section.annotate(number, block)
                    yield
                start = end
