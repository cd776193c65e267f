"""The stretches of one answer: running text, a thought, a picture, a call.

A section takes content and gives blocks. Text is only collected when it comes; it is cut into
blocks when the view asks, once a frame.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from time import perf_counter

from msgspec.structs import replace

from gemini_desktop.ui.chat.text.segments import Segment, Splitter
from gemini_desktop.ui.chat.turns.blocks import Block, Code, Markdown, Part, Picture, ThoughtHead
from gemini_desktop.ui.chat.turns.origins import Origin

_PREVIEW = 400
_SLICE = 8 * 1024
_BUDGET_S = 0.006
_TITLE = re.compile(r"^(?:\*\*([^*\n]+?)[.:]?\*\*|#+ ([^\n]+?))[ \t]*\n", re.MULTILINE)
_MARKS = re.compile(r"[*_`#>|]+|\[|\]\([^)]*\)")


class Section:
    """A section that is one block, replaced when it changes."""

    def __init__(self, block: Block | None = None) -> None:
        self.blocks: list[Block] = [block] if block is not None else []
        self.changed_from: int | None = 0
        self.closed = False
        self.origin: Origin | None = None
        """Where it stands in what was said; None for what the program says."""

    def replace(self, block: Block) -> None:
        """Show this instead."""
        self.blocks = [block]
        self.changed_from = 0

    @property
    def unfinished(self) -> bool:
        """Whether `refresh` left something for the next frame."""
        return False

    def refresh(self) -> None:
        """Bring `blocks` and `changed_from` up to date, or nearer to it."""

    def close(self) -> None:
        """No more will come."""
        self.closed = True


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
        self._open: list[Segment] = []
        self._lineages: list[object] = []
        self._is_cut = False
        self._base = 0
        """Characters that were cut before the splitter began."""

    def append(self, text: str) -> None:
        """Take a piece of the text; costs nothing but keeping it."""
        self._pieces.append(text)

    @property
    def unfinished(self) -> bool:
        """A megabyte may come at once; it is cut over several frames."""
        return bool(self._pieces) or (self.closed and not self._is_cut)

    def refresh(self) -> None:
        """Cut what has come since; all blocks but the open ones stay the same objects."""
        if not self.unfinished:
            return
        closed = self._cut()
        if self.closed and not self._pieces:
            self._is_cut = True
            self._show(closed + self._splitter.close(), [])
        else:
            self._show(closed, self._splitter.tail())

    def close(self) -> None:
        """The text has ended: what is open becomes final with the next `refresh`."""
        super().close()

    def annotate(self, index: int, block: Block) -> None:
        """Show this instead of the block there: the same text, with something more in it."""
        self.blocks[index] = block
        self._changed(index)

    def _cut(self) -> list[Segment]:
        """As much of the text as a frame allows, the rest is kept."""
        text = "".join(self._pieces)
        closed: list[Segment] = []
        position, until = 0, perf_counter() + _BUDGET_S
        while position < len(text):
            closed += self._splitter.feed(text[position : position + _SLICE])
            position += _SLICE
            if perf_counter() > until:
                break
        self._pieces = [text[position:]] if position < len(text) else []
        return closed

    def _show(self, closed: list[Segment], open_: list[Segment]) -> None:
        closed = [s for s in closed if _visible(s)]
        open_ = [s for s in open_ if _visible(s)]
        same = 0 if closed else _common(self._open, open_)
        self._changed(self._final + same)
        del self.blocks[self._final + same :]
        for segment in closed:
            self.blocks.append(self._block(segment, closed=True, lineage=self._lineage(0)))
            del self._lineages[:1]
        self._final = len(self.blocks) - same
        for number, segment in enumerate(open_[same:], same):
            lineage = self._lineage(number)
            self.blocks.append(self._block(segment, closed=False, lineage=lineage))
        self._open = open_
        if len(self._splitter.references) != self._known_references:
            self._resolve()

    def _lineage(self, number: int) -> object:
        """Of the open block with this number."""
        while len(self._lineages) <= number:
            self._lineages.append(object())
        return self._lineages[number]

    def _block(self, segment: Segment, *, closed: bool, lineage: object) -> Block:
        place = self._base + segment.start
        if segment.kind == "code":
            return Code(
                segment, closed, self.part, lineage=lineage, origin=self.origin, place=place
            )
        return Markdown(
            segment,
            self._splitter.references,
            self.part,
            lineage=lineage,
            origin=self.origin,
            place=place,
        )

    def _resolve(self) -> None:
        """A link was defined below its use: blocks that may use it are shown anew."""
        self._known_references = len(self._splitter.references)
        self._lineages.clear()
        for index, block in enumerate(self.blocks):
            if (
                isinstance(block, Markdown)
                and "[" in block.segment.source
                and block.segment.kind == "markdown"
            ):
                self.blocks[index] = replace(block, last=False, lineage=None, cites=())
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
        self._pictures = 0

    def fold(self, *, folded: bool) -> None:
        """Show the head alone, or all of it."""
        self.folded = folded
        self.changed_from = 0

    @property
    def whole(self) -> Sequence[Block]:
        """The blocks of the thought itself, folded or not, without its head."""
        return self._all

    def show(self, picture: Picture) -> None:
        """A picture between the words: those before it are final now."""
        shown, self.blocks = self.blocks, self._all
        closed: list[Segment] = []
        while self._pieces:
            closed += self._cut()
        self._show(closed + self._splitter.close(), [])
        self.blocks.append(picture)
        self._final, self._known_references = len(self.blocks), 0
        self._base += self._splitter.length
        self._splitter = Splitter()
        self._all, self.blocks = self.blocks, shown
        self._pictures += 1
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

    def append(self, text: str) -> None:
        """As for text, and its first and last words are kept at hand."""
        super().append(text)
        if len(self._head) < _PREVIEW:
            self._head = (self._head + text)[:_PREVIEW]
        self._end = (self._end + text)[-_PREVIEW:]

    def _compose(self) -> None:
        seconds = None
        if self.started_ns is not None and self.ended_ns is not None:
            seconds = (self.ended_ns - self.started_ns) / 1e9
        live = not self.closed
        words = self.key, self._preview(), seconds
        head = ThoughtHead(*words, live, self.folded, self._pictures, self.origin)
        body = [] if self.folded else self._all
        self.blocks = [head, *body]
        if body:
            self.blocks[-1] = _as_last(body[-1])
        self.changed_from = 0

    def _preview(self) -> str:
        """While it goes on, what was thought last; afterwards, how it began."""
        if self.closed:
            return _plain(self._head)
        paragraphs = [p for p in self._end.split("\n") if p.strip()]
        return _plain(paragraphs[-1]) if paragraphs else ""


def _as_last(block: Block) -> Block:
    match block:
        case Markdown():
            return replace(block, last=True)
        case Code() | Picture():
            return replace(block, last=True)
    return block


def _plain(text: str) -> str:
    """Markdown as one line of words; a line that is all bold or a heading announces the next."""
    text = _TITLE.sub(lambda match: f"{match[1] or match[2]}:\n", text)
    return " ".join(_MARKS.sub("", text).split())


def _visible(segment: Segment) -> bool:
    return segment.kind == "code" or not segment.source.isspace()


def _common(before: list[Segment], now: list[Segment]) -> int:
    """How many segments at the beginning are the same."""
    count = 0
    for old, new in zip(before, now, strict=False):
        if old != new:
            break
        count += 1
    return count
