"""The ends of strings that a parser held back, for they might have begun a tag.

Where they turn out to be words after all, those are told with a later event; here is kept where
they came from. See `protocols.thought_tags`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

_MOST: Final = 16
"""Characters, more than any tag has."""


class Tail(NamedTuple):
    """Characters of a string: its event, the number of its path, from where to where."""

    event: int
    path: int
    start: int
    end: int


class HeldBack:
    """Per candidate, the strings of which not all has been said."""

    def __init__(self) -> None:
        self._tails: dict[int, list[Tail]] = {}

    def clear(self, candidate: int) -> None:
        """All has been said."""
        if self._tails:
            self._tails.pop(candidate, None)

    def keep(self, candidate: int, tail: Tail, *, said: int) -> None:
        """Another string has come, of which so much was said at once."""
        tails = self._tails.setdefault(candidate, [])
        if said >= tail.end:
            tails.clear()
        else:
            tails.append(tail._replace(start=max(said, tail.end - _MOST)))
            del tails[:-_MOST]

    def take(self, candidate: int, back: int, length: int) -> list[Tail]:
        """So many characters, from `back` characters before the end on."""
        found: list[Tail] = []
        for tail in reversed(self._tails.get(candidate, ())):
            size = min(back, tail.end - tail.start)
            if size:
                found.append(tail._replace(start=tail.end - size))
                back -= size
        return list(_first(reversed(found), length))


def _first(tails: Iterable[Tail], length: int) -> Iterable[Tail]:
    for tail in tails:
        size = min(length, tail.end - tail.start)
        if size:
            yield tail._replace(end=tail.start + size)
            length -= size
