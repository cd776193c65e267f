"""A card whose text is long is folded to its first lines; unfolded, it comes in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter

from msgspec.structs import replace

from gemini_desktop.core.events import Json
from gemini_desktop.ui.chat.text import structure
from gemini_desktop.ui.chat.turns.blocks import Block, Card, CardText
from gemini_desktop.ui.chat.turns.sections import Section

_BUDGET_S = 0.006


class CardSection(Section):
    """A head, and a value below it as text."""

    def __init__(self, head: Card, value: Json = None) -> None:
        super().__init__()
        self.key = head.key
        self.folded = True
        self._head, self._value = head, value
        self._pieces: Iterator[str] | None = None
        self._stale = True
        self._before = 0

    def show(self, head: Card, value: Json) -> None:
        """Show this instead: more of it has come."""
        self._head, self._value, self._stale = head, value, True
        self.changed_from = 0

    def fold(self, *, folded: bool) -> None:
        """Show the first lines, or all of it."""
        self.folded, self._stale = folded, True
        self.changed_from = 0

    @property
    def whole(self) -> Sequence[Block]:
        """The pieces of a text that is folded; nothing where all of it is seen anyway."""
        if not self.blocks or not isinstance(card := self.blocks[0], Card) or not card.more:
            return ()
        pieces = list(structure.pieces(self._text()))
        ends = (0, len(pieces) - 1)
        return [
            CardText(self.key, piece, n == ends[0], n == ends[1], self.origin)
            for n, piece in enumerate(pieces)
        ]

    @property
    def unfinished(self) -> bool:
        """A megabyte is cut over several frames."""
        return self._pieces is not None

    def refresh(self) -> None:
        """Bring the card up to date, and show more of a long text."""
        if self._stale:
            self._begin()
        if self._pieces is not None:
            self._go_on(self._pieces)

    def _text(self) -> str:
        return structure.text(self._value)

    def _begin(self) -> None:
        self._stale, self._pieces = False, None
        seen = structure.preview(self._value)
        if self.folded or not seen.more:
            head = replace(self._head, body=seen.text, lines=seen.lines, more=seen.more)
            self.blocks = [replace(head, value=self._value, origin=self.origin)]
        else:
            head = replace(self._head, lines=seen.lines, more=True, folded=False)
            self.blocks = [replace(head, origin=self.origin)]
            self._pieces = structure.pieces(self._text())
            self._before = 0

    def _go_on(self, pieces: Iterator[str]) -> None:
        first, until = len(self.blocks), perf_counter() + _BUDGET_S
        self.changed_from = first if self.changed_from is None else min(first, self.changed_from)
        for piece in pieces:
            first_of_all = len(self.blocks) == 1
            text = CardText(
                self.key,
                piece,
                first_of_all,
                origin=self.origin,
                said=self._head.said,
                before=self._before,
            )
            self.blocks.append(text)
            self._before += sum(map(len, piece.split()))
            if perf_counter() > until:
                return
        self._pieces = None
        if isinstance(last := self.blocks[-1], CardText):
            self.blocks[-1] = replace(last, last=True)
