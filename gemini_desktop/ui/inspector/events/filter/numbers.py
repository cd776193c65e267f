"""Conditions on the numbers that are kept of each event: sizes, times, tokens, steps, types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import compress
from operator import eq, ge, gt, le, lt, ne

import msgspec

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.filter.condition import Block, QueryError
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.events.tags import Tag

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": eq,
    "==": eq,
    "!=": ne,
    ">": gt,
    ">=": ge,
    "<": lt,
    "<=": le,
}
_VALUE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zµ]*)", re.IGNORECASE)
_SIZES = {"": 1.0, "b": 1.0, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9}
_TIMES = {"ns": 1.0, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9}
_COUNTS = {"": 1.0, "k": 1e3, "m": 1e6}


class _Field(msgspec.Struct, frozen=True):
    value: Callable[[Columns, int], int]
    """Of an event; negative where there is none."""
    units: dict[str, float]
    example: str


_SIZE = _Field(Columns.size, _SIZES, "bytes>10k or bytes<500")
FIELDS: dict[str, _Field] = {
    "bytes": _SIZE,
    "size": _SIZE,
    "gap": _Field(Columns.gap_ns, {"": 1e6, **_TIMES}, "gap>200ms or gap>2s"),
    "time": _Field(Columns.time_ns, {"": 1e9, **_TIMES}, "time>2.5s or time<800ms"),
    "tokens": _Field(Columns.tokens_of, _COUNTS, "tokens>100"),
    "step": _Field(Columns.step_of, _COUNTS, "step:2 or step>2"),
    "number": _Field(Columns.number, _COUNTS, "number>1000"),
}


class Number(msgspec.Struct, frozen=True):
    """A field of the event against a bound. An event without such a number is never chosen."""

    field: str
    relation: str
    bound: float
    reads_bytes: bool = False

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        value, compare, bound = FIELDS[self.field].value, COMPARE[self.relation], self.bound
        columns = block.columns
        return [e for e in events if (n := value(columns, e)) >= 0 and compare(n, bound)]


class Kinds(msgspec.Struct, frozen=True):
    """The event is called by one of these names."""

    kinds: frozenset[Kind]
    reads_bytes: bool = False

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        kinds = block.columns.kinds
        if isinstance(events, range):
            wanted = bytes(code in self.kinds for code in range(256))
            return list(compress(events, kinds[block.first : block.last].translate(wanted)))
        return [event for event in events if kinds[event] in self.kinds]


class Tagged(msgspec.Struct, frozen=True):
    """The event has one of these tags."""

    tags: Tag
    reads_bytes: bool = False

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        bits, mask = block.columns.tags, int(self.tags)
        if isinstance(events, range):
            wanted = bytes(code & mask != 0 for code in range(256))
            return list(compress(events, bits[block.first : block.last].translate(wanted)))
        return [event for event in events if bits[event] & mask]


def number(name: str, relation: str, value: str, position: int = 0) -> Number | None:
    """A condition such as `bytes>10k`; None where its number is still to be typed.
    Raises QueryError."""
    if not value:
        return None
    field = FIELDS[name]
    match = _VALUE.fullmatch(value)
    factor = field.units.get(match[2].lower()) if match else None
    if match is None or factor is None:
        raise QueryError(f"“{value}” is no such number. Write {field.example}.", position)
    bound = float(match[1]) * factor
    return Number("bytes" if name == "size" else name, relation, bound)


def kinds(value: str, position: int = 0) -> Kinds | None:
    """The events of these types, separated by commas; the beginning of a word is enough, as the
    filter works while it is typed. Raises QueryError."""
    wanted = [word for word in value.lower().split(",") if word]
    if not wanted:
        return None
    for word in wanted:
        if not any(_spelled(kind).startswith(word) for kind in Kind):
            known = ", ".join(sorted(_spelled(kind) for kind in Kind))
            raise QueryError(f"There is no type “{word}”. Known: {known}.", position)
    found = (kind for kind in Kind if any(_spelled(kind).startswith(word) for word in wanted))
    return Kinds(frozenset(found))


def tagged(value: str, position: int = 0) -> Tagged | None:
    """The events with one of these tags, separated by commas. Raises QueryError."""
    tags = Tag(0)
    for word in value.lower().split(","):
        found = [tag for tag in Tag if tag.word.startswith(word)] if word else []
        if word and not found:
            known = ", ".join(tag.word for tag in Tag)
            raise QueryError(f"There is no tag “{word}”. Known: {known}.", position)
        for tag in found:
            tags |= tag
    return Tagged(tags) if tags else None


def _spelled(kind: Kind) -> str:
    return kind.label.replace(" ", "-")
