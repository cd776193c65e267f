"""The list that all rules report to: in the order found, with a bound for each rule."""

from __future__ import annotations

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.lint.rule import Finding

MOST_OF_A_RULE = 1_000
"""A hostile stream breaks the same rule in every event; what is beyond this is only counted."""
_MAX_MESSAGE = 200
_MAX_NEEDLE = 4_096


class Findings:
    """What was found so far."""

    def __init__(self) -> None:
        self.items: list[Finding] = []
        self.counts: dict[str, int] = {}
        """By rule, how often it was broken, also beyond those that `items` holds."""

    def add(self, rule: str, message: str, start: int, end: int, number: int | None = None) -> None:
        """Keep a finding, or count it where its rule has too many."""
        count = self.counts[rule] = self.counts.get(rule, 0) + 1
        if count <= MOST_OF_A_RULE:
            self.items.append(Finding(rule, message[:_MAX_MESSAGE], start, end, number))

    def at(self, rule: str, message: str, chunk: Chunk, needle: str | bytes = b"") -> None:
        """A finding in this event: at the first place of the needle in its bytes, at the whole
        event where it is not there as it stands."""
        start, end = place(chunk, needle)
        self.add(rule, message, start, end, chunk.number)


def place(chunk: Chunk, needle: str | bytes = b"") -> tuple[int, int]:
    """The bytes of the needle in this event, those of the whole event where it is not found."""
    sought = needle.encode("utf-8", "replace") if isinstance(needle, str) else needle
    if sought and len(sought) <= _MAX_NEEDLE and (at := chunk.raw.find(sought)) >= 0:
        return chunk.start + at, chunk.start + at + len(sought)
    return chunk.start, chunk.end


def quoted(word: object) -> str:
    """A word of the wire inside a message, cut where it is long."""
    text = str(word)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
