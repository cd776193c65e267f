"""Lines of text as rows of a MonoView, wrapped by counting the cells of their characters."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from gemini_desktop.ui.inspector.raw.mono_view import Row, Run


class TextRows:
    """`lines` are pairs of text and colour token; no text holds a line end."""

    def __init__(self, lines: Sequence[tuple[str, str]]) -> None:
        self._lines = lines
        self._columns = 80
        self._starts = array("q", [0])
        self._breaks: dict[int, list[int]] = {}  # of lines in which characters count differently

    def lay_out(self, columns: int) -> int:
        """See Content."""
        self._columns = columns
        self._breaks = {
            number: _breaks(text, columns)
            for number, (text, _) in enumerate(self._lines)
            if not text.isascii()
        }
        counts = (
            len(self._breaks[number]) - 1 if number in self._breaks else -(-len(text) // columns)
            for number, (text, _) in enumerate(self._lines)
        )
        self._starts = array("q", [0, *accumulate(max(1, count) for count in counts)])
        return self._starts[-1]

    def lines(self) -> Iterator[str]:
        """The lines as they were given."""
        return (text for text, _ in self._lines)

    def place(self, line: int, character: int) -> tuple[int, int]:
        """The row that shows a character of a line, and the place within it."""
        breaks = self._breaks.get(line)
        if breaks is not None:
            row = max(0, min(bisect_right(breaks, character) - 1, len(breaks) - 2))
            return self._starts[line] + row, character - breaks[row]
        rows = self._starts[line + 1] - self._starts[line]
        row = min(character // self._columns, rows - 1)
        return self._starts[line] + row, character - row * self._columns

    def gutter_columns(self) -> int:
        """See Content."""
        return 0

    def row(self, index: int) -> Row:
        """See Content."""
        line = bisect_right(self._starts, index) - 1
        text, color = self._lines[line]
        within = index - self._starts[line]
        breaks = self._breaks.get(line)
        if breaks is None:
            start, end = within * self._columns, (within + 1) * self._columns
        else:
            start, end = breaks[within], breaks[within + 1]
        return Row("", (Run(text[start:end], color),), end >= len(text))


def lines_of(text: str, color: str = "text") -> list[tuple[str, str]]:
    """A text cut at its line ends."""
    return [(line, color) for line in text.split("\n")]


def _breaks(text: str, columns: int) -> list[int]:
    """Where the rows of a line begin, and its end."""
    found, used = [0], 0
    for place, character in enumerate(text):
        cells = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + cells > columns:
            found.append(place)
            used = 0
        used += cells
    return [*found, len(text)]
