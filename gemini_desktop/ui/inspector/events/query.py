"""The filter's little language, and which events it lets through.

    sunset          the text, anywhere in the event's bytes; "two words" for blanks in it
    /colou?r/       a regular expression over the bytes (UTF-8)
    type:image      the word on the chip; type:image,audio for several
    error:          whatever went wrong
    size:>10k       larger (or `<` smaller) than so many bytes
    not …, -…       the contrary of what follows

Several conditions must all hold. Text without a capital letter is found in either case.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.kinds import ERRORS, Kind

_TOKEN = re.compile(
    r"""(?P<no>-|not\s+)?(?:
        (?P<regex>/(?:[^/\\]|\\.)+/)(?=\s|$)
      | "(?P<quoted>[^"]*)"
      | (?P<name>type|error|size):(?P<value>\S*)
      | (?P<word>\S+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SIZE = re.compile(r"([<>])=?(\d+(?:\.\d+)?)([km]?)b?", re.IGNORECASE)
_FACTORS = {"": 1, "k": 1000, "m": 1000_000}


class QueryError(ValueError):
    """The filter cannot be understood; the message says why, for the user."""


@dataclass(frozen=True)
class _Kinds:
    kinds: frozenset[int]
    negated: bool

    def among(self, columns: Columns, first: int, last: int) -> Iterable[int]:
        wanted = bytes((code in self.kinds) != self.negated for code in range(256))
        return compress(range(first, last), columns.kinds[first:last].translate(wanted))


@dataclass(frozen=True)
class _Size:
    larger: bool
    bound: float
    negated: bool

    def among(self, columns: Columns, first: int, last: int) -> Iterable[int]:
        for event in range(first, last):
            size = columns.size(event)
            if (size > self.bound if self.larger else size < self.bound) != self.negated:
                yield event


@dataclass(frozen=True)
class _Needle:
    """A text, in each spelling that JSON may give it."""

    spellings: tuple[bytes, ...]
    fold: bool
    negated: bool

    def hits(self, block: bytes, base: int, columns: Columns, first: int, last: int) -> set[int]:
        if self.fold:
            block = block.lower()
        found: set[int] = set()
        for spelling in self.spellings:
            _find(spelling, block, base, columns, first, last, found)
        return found


@dataclass(frozen=True)
class _Regex:
    pattern: re.Pattern[bytes]
    negated: bool

    def hits(self, block: bytes, base: int, columns: Columns, first: int, last: int) -> set[int]:
        search, starts, ends = self.pattern.search, columns.starts, columns.ends
        return {
            event
            for event in range(first, last)
            if search(block, starts[event] - base, ends[event] - base)
        }


@dataclass(frozen=True)
class Query:
    """What the user asked to see. Empty: everything."""

    columns: tuple[_Kinds | _Size, ...] = ()
    """Conditions that need the numbers alone."""
    texts: tuple[_Needle | _Regex, ...] = ()
    """Conditions that need the bytes."""

    @property
    def empty(self) -> bool:
        """Whether it lets everything through."""
        return not self.columns and not self.texts

    @property
    def reads_bytes(self) -> bool:
        """Whether `matching` looks at the block it is given."""
        return bool(self.texts)

    def matching(
        self, columns: Columns, first: int, last: int, block: bytes = b"", base: int = 0
    ) -> list[int]:
        """The events from `first` to `last` (exclusive) that it lets through, in order.

        `block` holds the body from offset `base`, at least all bytes of these events.
        """
        events: Iterable[int] = range(first, last)
        for numbers in self.columns:
            found = set(numbers.among(columns, first, last))
            events = [event for event in events if event in found]
        for text in self.texts:
            hits = text.hits(block, base, columns, first, last)
            events = [event for event in events if (event in hits) != text.negated]
        return list(events)


def parse(text: str) -> Query:
    """Read the filter. Raises QueryError with words for the user."""
    by_columns: list[_Kinds | _Size] = []
    by_text: list[_Needle | _Regex] = []
    for match in _TOKEN.finditer(text.strip()):
        negated = match["no"] is not None
        if match["regex"]:
            by_text.append(_Regex(_compiled(match["regex"][1:-1]), negated))
        elif match["name"]:
            condition = _named(match["name"].lower(), match["value"], negated)
            if condition is not None:
                by_columns.append(condition)
        elif word := match["quoted"] or match["word"]:
            by_text.append(_needle(word, negated))
    return Query(tuple(by_columns), tuple(by_text))


def _compiled(source: str) -> re.Pattern[bytes]:
    flags = re.IGNORECASE if source == source.lower() else 0
    try:
        return re.compile(source.encode(), flags)
    except re.error as error:
        raise QueryError(f"The expression /{source}/ cannot be read: {error}.") from error


def _named(name: str, value: str, negated: bool) -> _Kinds | _Size | None:
    if name == "error":
        return _Kinds(ERRORS, negated)
    if not value:
        return None  # still being typed
    if name == "type":
        wanted = [word for word in value.lower().split(",") if word]
        kinds = frozenset(kind for kind in Kind if _is_called(kind, wanted))
        if not kinds:
            known = ", ".join(sorted(_spelled(kind) for kind in Kind))
            raise QueryError(f"There is no type “{value}”. Known: {known}.")
        return _Kinds(kinds, negated)
    size = _SIZE.fullmatch(value)
    if size is None:
        if value in ("<", ">"):
            return None
        raise QueryError("Write a size as size:>10k or size:<500.")
    bound = float(size[2]) * _FACTORS[size[3].lower()]
    return _Size(size[1] == ">", bound, negated)


def _is_called(kind: Kind, wanted: list[str]) -> bool:
    """A beginning of the word is enough: the filter works while it is typed."""
    return any(_spelled(kind).startswith(word) for word in wanted)


def _spelled(kind: Kind) -> str:
    return kind.label.replace(" ", "-")


def _needle(word: str, negated: bool) -> _Needle:
    fold = word == word.lower() != word.upper()
    plain = word.encode("utf-8", "replace")
    escaped = (json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])
    spellings = {plain, *(text.encode("utf-8", "replace") for text in escaped)}
    if fold:
        spellings = {spelling.lower() for spelling in spellings}
    return _Needle(tuple(sorted(spellings)), fold, negated)


def _find(
    needle: bytes, block: bytes, base: int, columns: Columns, first: int, last: int, found: set[int]
) -> None:
    """Add the events of `block` with `needle` in them; each is looked at up to its first hit."""
    starts, ends, find = columns.starts, columns.ends, block.find
    position, stop = find(needle), ends[last - 1] - base
    while 0 <= position < stop:
        offset = position + base
        event = bisect_right(ends, offset, first, last)
        while event < last and starts[event] > offset:
            event += 1  # a comment stands inside the event that these bytes belong to
        if event < last and offset + len(needle) <= ends[event]:
            found.add(event)
            position = find(needle, ends[event] - base)
        else:
            position = find(needle, position + 1)
