"""Conditions on the bytes: a text in any spelling that JSON may give it, or an expression."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from gemini_desktop.ui.inspector.events.filter.condition import Block, QueryError

_FEW = 8
"""Where fewer than one event in so many is still asked for, each is looked at alone."""
_LETTERS = re.compile(r"[a-z]")
_PIECE = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|.", re.DOTALL)
"""An escape, a class, or one character."""
_UNSURE = frozenset("*?{")
_MARKS = frozenset("^$.*+?()[]")
_NUMBERED = frozenset("xuUN0123456789")


@dataclass(frozen=True)
class Needle:
    """A text, in each spelling that JSON may give it."""

    spellings: tuple[bytes, ...]
    fold: bool
    """Whether A to Z are found as a to z; the spellings have no capital letters then."""
    reads_bytes: bool = True

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition."""
        if len(events) * _FEW < block.last - block.first:
            return [event for event in events if self.within(block.raw(event))]
        data = block.data.lower() if self.fold else block.data
        found: set[int] = set()
        for spelling in self.spellings:
            _find(spelling, data, block, found)
        around = block.columns.around
        for event in around[bisect_left(around, block.first) : bisect_left(around, block.last)]:
            if self.within(block.raw(event)):
                found.add(event)
        if isinstance(events, range):
            return sorted(found)
        return [event for event in events if event in found]

    def implies(self, other: Needle) -> bool:
        """Whether all bytes that hold it hold the other too."""
        if self.fold and not other.fold:
            return False
        spellings = [s.lower() for s in self.spellings] if other.fold else self.spellings
        return all(any(part in whole for part in other.spellings) for whole in spellings)

    def within(self, raw: bytes) -> bool:
        """Whether these bytes hold it."""
        if self.fold:
            raw = raw.lower()
        return any(spelling in raw for spelling in self.spellings)


@dataclass(frozen=True)
class Pattern:
    """A regular expression over the bytes of an event (UTF-8)."""

    source: str
    reads_bytes: bool = True

    def __post_init__(self) -> None:
        self._compiled()

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition. Python's `re` reads 0.3 GB a second: where the expression has a part that
        must be there as it stands, that is looked for first, which is several times faster."""
        if literal := certain_part(self.source):
            events = _exactly(literal.encode(), fold=self._fold).select(block, events)
        search, raw = self._compiled().search, block.raw
        return [event for event in events if search(raw(event))]

    @property
    def _fold(self) -> bool:
        return self.source == self.source.lower()

    def _compiled(self) -> re.Pattern[bytes]:
        return re.compile(self.source.encode(), re.IGNORECASE if self._fold else 0)


def needle(word: str) -> Needle:
    """The condition that an event's bytes hold a word."""
    fold = word == word.lower() and _LETTERS.search(word) is not None
    plain = word.encode("utf-8", "replace")
    escaped = json.dumps(word)[1:-1]
    written = {escaped, re.sub(r"\\u[0-9a-f]{4}", _in_capitals, escaped)}
    written.add(json.dumps(word, ensure_ascii=False)[1:-1])
    spellings = {plain, *(text.encode("utf-8", "replace") for text in written)}
    if fold:
        spellings = {spelling.lower() for spelling in spellings}
    return Needle(tuple(sorted(spellings)), fold)


def pattern(source: str, position: int = 0) -> Pattern:
    """The condition that an expression is found in the event. Raises QueryError."""
    try:
        return Pattern(source)
    except re.error as error:
        at = position + len(source.encode()[: error.pos].decode("utf-8", "ignore"))
        raise QueryError(f"The expression /{source}/ cannot be read: {error.msg}.", at) from error


def certain_part(source: str) -> str:
    """The longest run of characters that whatever the expression matches must hold; may be empty.

    Only what is plainly so: outside of groups and classes, not optional, no alternatives.
    """
    if "(?" in source or "|" in source:
        return ""
    longest, run, depth = "", "", 0
    for piece in _PIECE.finditer(source):
        text, unsure = piece[0], piece.end() < len(source) and source[piece.end()] in _UNSURE
        if text[0] == "{" or (text[0] == "\\" and text[1:] in _NUMBERED):
            break  # a count or a character's number: what follows is not what it looks like
        depth += (text == "(") - (text == ")")
        literal = _literal(text)
        if literal and not unsure and not depth:
            run += literal
            longest = max(longest, run, key=len)
        else:
            run = ""
    return longest


def _literal(piece: str) -> str:
    """The character that a piece of an expression stands for, empty where it is no single one."""
    if piece[0] == "\\":
        piece = piece[1:]
        return "" if piece.isalnum() else piece
    return piece if len(piece) == 1 and piece.isascii() and piece not in _MARKS else ""


def _exactly(word: bytes, *, fold: bool) -> Needle:
    return Needle((word.lower() if fold else word,), fold)


def _in_capitals(escape: re.Match[str]) -> str:
    return "\\u" + escape[0][2:].upper()


def _find(spelling: bytes, data: bytes, block: Block, found: set[int]) -> None:
    """Add the events that hold a spelling; each is looked at up to its first hit. Of an event that
    has comments inside it only what stands after them is seen."""
    starts, ends, find = block.columns.starts, block.columns.ends, data.find
    first, last, base, length = block.first, block.last, block.base, len(spelling)
    position, stop = find(spelling), ends[last - 1] - base
    while 0 <= position < stop:
        offset = position + base
        first = bisect_right(ends, offset, first, last)
        if starts[first] > offset:
            position = find(spelling, starts[first] - base)
        elif offset + length <= ends[first]:
            found.add(first)
            position = find(spelling, ends[first] - base)
        else:
            position = find(spelling, position + 1)
