"""The stretches of one answer: running text, a thought, a picture, a call.

A section takes content and gives blocks. Text is only collected when it comes; it is cut into
blocks when the view asks, once a frame.
"""

from __future__ import annotations

import re

from gemini_desktop.ui.chat.blocks import Block, Code, Markdown, Part, ThoughtHead
from gemini_desktop.ui.chat.segments import Segment, Splitter

_PREVIEW = 400
_MARKS = re.compile(r"[*_`#>|]+|\[|\]\([^)]*\)")


class Section:
    """A section that is one block, replaced when it changes."""

    def __init__(self, block: Block | None = None) -> None:
        self.blocks: list[Block] = [block] if block is not None else []
        self.changed_from: int | None = 0

    def replace(self, block: Block) -> None:
        """Show this instead."""
        self.blocks = [block]
        self.changed_from = 0

    def refresh(self) -> None:
        """Bring `blocks` and `changed_from` up to date."""

    def close(self) -> None:
        """No more will come."""


class TextSection(Section):
    """Running Markdown. `key` is a name within the turn, for folding."""

    part: Part = "answer"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._splitter = Splitter()
        self._pieces: list[str] = []
        self._final = 0
        self._known_references = 0
        self._closed = False

    def append(self, text: str) -> None:
        """Take a piece of the text; costs nothing but keeping it."""
        self._pieces.append(text)

    def refresh(self) -> None:
        """Cut what has come since; all blocks but the open ones stay the same objects."""
        if self._pieces:
            text = "".join(self._pieces)
            self._pieces = []
            self._came(text)
            self._show(self._splitter.feed(text), self._splitter.tail())

    def close(self) -> None:
        """The text has ended: what was open is final now."""
        if not self._closed:
            self.refresh()
            self._closed = True
            self._show(self._splitter.close(), [])

    def _came(self, text: str) -> None:
        """For what else depends on the text."""

    def _show(self, closed: list[Segment], open_: list[Segment]) -> None:
        self._changed(self._final)
        del self.blocks[self._final :]
        self.blocks += [self._block(s, closed=True) for s in closed if _visible(s)]
        self._final = len(self.blocks)
        self.blocks += [self._block(s, closed=False) for s in open_ if _visible(s)]
        if len(self._splitter.references) != self._known_references:
            self._resolve()

    def _block(self, segment: Segment, *, closed: bool) -> Block:
        if segment.kind == "code":
            return Code(segment, closed, self.part)
        return Markdown(segment, self._splitter.references, self.part)

    def _resolve(self) -> None:
        """A link was defined below its use: blocks that may use it are shown anew."""
        self._known_references = len(self._splitter.references)
        for index, block in enumerate(self.blocks):
            if isinstance(block, Markdown) and "[" in block.segment.source:
                self.blocks[index] = Markdown(block.segment, block.references, block.part)
                self._changed(index)

    def _changed(self, index: int) -> None:
        self.changed_from = index if self.changed_from is None else min(index, self.changed_from)


class ThoughtSection(TextSection):
    """A thought, folded to its head and first words until someone wants to read it.

    Times are nanoseconds within the exchange.
    """

    part: Part = "thought"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.folded = True
        self.started_ns: int | None = None
        self.ended_ns: int | None = None
        self._all: list[Block] = []
        self._head = ""
        self._end = ""

    def fold(self, *, folded: bool) -> None:
        """Show the head alone, or all of it."""
        self.folded = folded
        self.changed_from = 0

    def seen_at(self, t_ns: int | None) -> None:
        """Something of it came at this time."""
        if t_ns is not None:
            self.started_ns = t_ns if self.started_ns is None else self.started_ns
            self.ended_ns = t_ns

    def refresh(self) -> None:
        """As for text, with the head before it."""
        shown, self.blocks = self.blocks, self._all
        super().refresh()
        self._all, self.blocks = self.blocks, shown
        if self.changed_from is not None:
            self._compose()

    def close(self) -> None:
        """The thought is over: its time is known."""
        if not self._closed:
            shown, self.blocks = self.blocks, self._all
            TextSection.refresh(self)
            self._closed = True
            self._show(self._splitter.close(), [])
            self._all, self.blocks = self.blocks, shown
            self._compose()

    def _came(self, text: str) -> None:
        if len(self._head) < _PREVIEW:
            self._head = (self._head + text)[:_PREVIEW]
        self._end = (self._end + text)[-_PREVIEW:]

    def _compose(self) -> None:
        seconds = None
        if self.started_ns is not None and self.ended_ns is not None:
            seconds = (self.ended_ns - self.started_ns) / 1e9
        head = ThoughtHead(self.key, self._preview(), seconds, not self._closed, self.folded)
        body = [] if self.folded else self._all
        self.blocks = [head, *body]
        if body:
            self.blocks[-1] = _as_last(body[-1])
        self.changed_from = 0

    def _preview(self) -> str:
        """While it goes on, what was thought last; afterwards, how it began."""
        if self._closed:
            return _plain(self._head)
        paragraphs = [p for p in self._end.split("\n") if p.strip()]
        return _plain(paragraphs[-1]) if paragraphs else ""


def _as_last(block: Block) -> Block:
    match block:
        case Markdown():
            return Markdown(block.segment, block.references, block.part, last=True)
        case Code():
            return Code(block.segment, block.closed, block.part, last=True)
    return block


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())


def _visible(segment: Segment) -> bool:
    return segment.kind == "code" or not segment.source.isspace()
