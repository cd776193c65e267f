"""The event table's filter: what the user typed, and which events of a block it lets through."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.filter.condition import All, Block, Condition, QueryError
from gemini_desktop.ui.inspector.events.tags import Tag

__all__ = ["Block", "Query", "QueryError", "parse"]


class Query(msgspec.Struct, frozen=True):
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
        from gemini_desktop.ui.inspector.events.filter.numbers import Tagged

        chosen = Tagged(tags)
        return Query(chosen if self.condition is None else All((chosen, self.condition)))

    def narrows(self, other: Query) -> bool:
        """Whether it plainly lets nothing through that the other does not: it asks for the same
        and more, or for longer texts, as while one types on."""
        if self.condition is None or other.condition is None:
            return other.condition is None
        own = _parts(self.condition)
        return all(
            any(_implies(part, before) for part in own) for before in _parts(other.condition)
        )

    def matching(
        self,
        columns: Columns,
        first: int,
        last: int,
        data: bytes = b"",
        base: int = 0,
        *,
        among: Sequence[int] | None = None,
    ) -> list[int]:
        """The events from `first` to `last` (exclusive) that it lets through, in order.

        `data` holds the body from offset `base`, at least all bytes of these events. `among`:
        only these of them are looked at.
        """
        events = range(first, last) if among is None else among
        if self.condition is None or not events:
            return list(events)
        return list(self.condition.select(Block(columns, first, last, data, base), events))


def _parts(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, All):
        return tuple(inner for part in condition.parts for inner in _parts(part))
    return (condition,)


def _implies(part: Condition, other: Condition) -> bool:
    from gemini_desktop.ui.inspector.events.filter.words import Needle

    if isinstance(part, Needle) and isinstance(other, Needle):
        return part.implies(other)
    return part == other


def parse(text: str) -> Query:
    """Read the filter. Raises QueryError with words for the user and the place of the fault."""
    from gemini_desktop.ui.inspector.events.filter import grammar  # once something is typed

    return Query(grammar.read(text))
