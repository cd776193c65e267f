"""Looking for words in one turn, in steps so short that a frame has room for several.

A turn that was never shown is only looked at as text; where the words may be in it, it is cut into
blocks for the purpose, and those in which they may be are made as they would be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from gemini_desktop.core.events import (
    Citation,
    Media,
    Metadata,
    Text,
    ThoughtSignature,
    ThoughtText,
)
from gemini_desktop.core.text.search import Query, utf16_places
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.page import Row
from gemini_desktop.ui.chat.turns.blocks import Block, Card, ThoughtHead

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.turns.conversation import TurnBlocks

_GLANCE = 256 * 1024
_OVERLAP = 4 * 1024
"""Characters that one look at a long source has in common with the next."""


class Hit(msgspec.Struct, frozen=True, order=True):
    """A stretch of a turn. `block` counts the blocks as if nothing were folded, `start` and `end`
    the characters of its document."""

    block: int
    start: int
    end: int


def unfolded(content: TurnBlocks) -> Iterator[tuple[Block, str]]:
    """All blocks of the turn, each with the key of the thought or card that hides it; empty for
    those that are seen."""
    for block in content.blocks:
        yield block, ""
        if isinstance(block, ThoughtHead | Card) and block.folded:
            for hidden in content.hidden(block.key):
                yield hidden, block.key


class RowSearch:
    """The hits of one turn. Blocks that were searched before are remembered, as a growing answer
    is searched again and again."""

    def __init__(self, query: Query) -> None:
        self.hits: list[Hit] = []
        self._query = query
        self._was_growing = False
        self._known: dict[int, tuple[Block, Sequence[tuple[int, int]]]] = {}

    def run(self, row: Row, *, raw: bool = False) -> Iterator[None]:
        """Search all of the turn; pauses after each step. `hits` are set at the end."""
        from gemini_desktop.ui.chat.turns.unopened import cut

        if row.content is None:
            for found in self._glances(row.turn):
                if found:
                    break
                yield
            else:
                self.hits = []
                return
        content = yield from cut(row, raw=raw)
        yield from self._search(content)

    def may_differ(self, row: Row) -> bool:
        """Whether the row has grown since; one that was only opened or folded has not."""
        return self._was_growing or _is_growing(row.content)

    def _glances(self, turn: Turn) -> Iterator[bool]:
        """Whether the words may be in the turn, stretch by stretch."""
        for step in turn.steps:
            for content in step.contents:
                match content:
                    case Text() | ThoughtText():
                        yield from self._stretches(content.text)
                    case Citation():
                        yield self._query.may_be_in(f"{content.title} {content.uri}")
                    case Media() | Metadata() | ThoughtSignature():
                        yield False
                    case _:
                        yield True  # a card: what it will say is known when it is made
        if turn.outcome is not None:
            yield self._query.may_be_in(f"{turn.outcome.message} {turn.outcome.advice}")

    def _stretches(self, text: str) -> Iterator[bool]:
        for start in range(0, len(text), _GLANCE):
            yield self._query.may_be_in(text[start : start + _GLANCE + _OVERLAP])

    def _search(self, content: TurnBlocks) -> Iterator[None]:
        self._was_growing = _is_growing(content)  # what comes during the search is searched again
        hits: list[Hit] = []
        known: dict[int, tuple[Block, Sequence[tuple[int, int]]]] = {}
        for number, (block, _key) in enumerate(list(unfolded(content))):
            entry = self._known.get(id(block))
            if entry is None or entry[0] is not block:
                entry = (block, self._places(block))
                yield
            known[id(block)] = entry
            hits += [Hit(number, start, end) for start, end in entry[1]]
        self.hits = hits
        self._known = known if self._was_growing else {}

    def _places(self, block: Block) -> Sequence[tuple[int, int]]:
        if isinstance(block, ThoughtHead) or not self._query.may_be_in(copying.source(block)):
            return ()
        from gemini_desktop.ui.chat.turns.shown_text import searched_text

        return places_in(searched_text(block), self._query)


def is_live(content: TurnBlocks | None) -> bool:
    """Whether the turn still streams in."""
    from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

    return isinstance(content, AnswerBlocks) and content.live


def _is_growing(content: TurnBlocks | None) -> bool:
    """It streams in, or a long one is still being cut into blocks."""
    from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

    return isinstance(content, AnswerBlocks) and (content.live or content.unfinished)


def places_in(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the words are in the text of a document, as Qt counts."""
    return utf16_places(text, query.find(text))
