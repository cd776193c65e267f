"""What every condition of the filter is: it chooses among events of one block of the capture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from gemini_desktop.ui.inspector.events.columns import Columns


class QueryError(ValueError):
    """The filter cannot be understood; the message says why, for the user."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position
        """The character of the filter at which it goes wrong, counted from 0."""


class Block(NamedTuple):
    """Events that follow each other, with their bytes."""

    columns: Columns
    first: int
    last: int
    """Exclusive."""
    data: bytes = b""
    """The body from offset `base`, at least all bytes of these events; empty where no condition
    reads bytes."""
    base: int = 0

    def raw(self, event: int) -> bytes:
        """The bytes of one of its events."""
        starts, ends = self.columns.starts, self.columns.ends
        return self.data[starts[event] - self.base : ends[event] - self.base]


class Condition(Protocol):
    """Chooses among events. Equal conditions choose alike."""

    @property
    def reads_bytes(self) -> bool:
        """Whether it looks at the bytes: then the block must have them."""
        ...

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """Those of the events for which it holds, in their order. `events` is ascending and within
        the block; a `range` stands for the whole block."""
        ...


class All(msgspec.Struct, frozen=True):
    """Every part must hold. Those that need the numbers alone are asked first."""

    parts: tuple[Condition, ...]

    @property
    def reads_bytes(self) -> bool:
        """See Condition."""
        return any(part.reads_bytes for part in self.parts)

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        for part in sorted(self.parts, key=lambda part: part.reads_bytes):
            if not events:
                break
            events = part.select(block, events)
        return events


class Any(msgspec.Struct, frozen=True):
    """At least one part must hold."""

    parts: tuple[Condition, ...]

    @property
    def reads_bytes(self) -> bool:
        """See Condition."""
        return any(part.reads_bytes for part in self.parts)

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        found: set[int] = set()
        for part in self.parts:
            found.update(part.select(block, events))
        return sorted(found)


class Not(msgspec.Struct, frozen=True):
    """The part must not hold."""

    part: Condition

    @property
    def reads_bytes(self) -> bool:
        """See Condition."""
        return self.part.reads_bytes

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        found = set(self.part.select(block, events))
        return [event for event in events if event not in found] if found else events
