"""What a view of bytes shows: rows of text or of hexadecimal numbers over a range of the body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from gemini_desktop.ui.inspector.raw.mono_view import Run


class Bytes(Protocol):
    """Where bytes are read from: a capture's body, or a piece of it."""

    def read(self, start: int, end: int) -> bytes:
        """Bytes by their offsets in the body, end exclusive; fewer where they are not there."""
        ...


class Held(NamedTuple):
    """A piece of a body in memory, in which a line's end is found without copying."""

    data: bytes
    base: int

    def read(self, start: int, end: int) -> bytes:
        """See Bytes."""
        return self.data[max(0, start - self.base) : max(0, end - self.base)]

    def line_end(self, start: int, end: int) -> int:
        """The first CR or LF between two offsets, `end` where there is none."""
        first, last = max(0, start - self.base), max(0, end - self.base)
        line_feed = self.data.find(b"\n", first, last)
        carriage = self.data.find(b"\r", first, line_feed if line_feed >= 0 else last)
        found = carriage if carriage >= 0 else line_feed
        return found + self.base if found >= 0 else end


class Zone(NamedTuple):
    """Characters of a row that stand for its bytes, from the character `left` on.

    `offsets[i]` is the byte that character `left + i` stands for. They never fall.
    """

    left: int
    offsets: Sequence[int]


class ByteRow(NamedTuple):
    """One row: the bytes from `start` to `end`. A row of hex shows each of them in two zones; one
    that stands for bytes left out has none."""

    gutter: str
    runs: tuple[Run, ...]
    start: int
    end: int
    zones: tuple[Zone, ...]
    aside: str = ""
    """A second, paler gutter."""

    @property
    def text(self) -> str:
        """Its characters without the gutter."""
        return "".join(run.text for run in self.runs)


class ByteContent(Protocol):
    """Rows over `start` to `end` of a body. How many there are may be an estimate, made exact
    where somebody looks."""

    @property
    def start(self) -> int:
        """The first byte."""
        ...

    @property
    def end(self) -> int:
        """Behind the last byte."""
        ...

    def lay_out(self, columns: int) -> None:
        """Break into rows of at most so many characters."""
        ...

    def gutter_columns(self) -> int:
        """The room that gutters need, in characters."""
        ...

    def row_count(self) -> int:
        """Rows, as far as it is known."""
        ...

    def prepare(self, row: int, count: int) -> int:
        """Make so many rows from `row` on exact. Gives where the row `row` is after that."""
        ...

    def row(self, index: int) -> ByteRow:
        """A row that was prepared."""
        ...

    def row_of(self, offset: int) -> int:
        """The row that shows a byte, which makes it exact."""
        ...

    def grow(self, end: int) -> None:
        """More bytes have come."""
        ...
