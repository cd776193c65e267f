"""The event table's filter: what the user typed, and which events of a block it lets through."""

from __future__ import annotations

from dataclasses import dataclass

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.filter import grammar
from gemini_desktop.ui.inspector.events.filter.condition import All, Block, Condition, QueryError
from gemini_desktop.ui.inspector.events.filter.numbers import Tagged
from gemini_desktop.ui.inspector.events.tags import Tag

__all__ = ["Block", "Query", "QueryError", "parse"]


@dataclass(frozen=True)
class Query:
    """What the user asked to see. Empty: everything."""

    condition: Condition | None = None

    @property
    def empty(self) -> bool:
        """Whether it lets everything through."""
        return self.condition is None

    @property
    def reads_bytes(self) -> bool:
        """Whether `matching` looks at the block's bytes."""
        return self.condition is not None and self.condition.reads_bytes

    def with_tags(self, tags: Tag) -> Query:
        """The same, among the events with one of these tags; none: among all."""
        if not tags:
            return self
        chosen = Tagged(tags)
        return Query(chosen if self.condition is None else All((chosen, self.condition)))

    def matching(
        self, columns: Columns, first: int, last: int, data: bytes = b"", base: int = 0
    ) -> list[int]:
        """The events from `first` to `last` (exclusive) that it lets through, in order.

        `data` holds the body from offset `base`, at least all bytes of these events.
        """
        events = range(first, last)
        if self.condition is None or not events:
            return list(events)
        return list(self.condition.select(Block(columns, first, last, data, base), events))


def parse(text: str) -> Query:
    """Read the filter. Raises QueryError with words for the user and the place of the fault."""
    return Query(grammar.read(text))
