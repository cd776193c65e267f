"""A text that comes in pieces."""

from __future__ import annotations

from typing import Literal

from gemini_desktop.core.events import Json

_AT_ONCE = 1024
_TEXT_PART = frozenset({"text", "thought"})


class TextRun:
    """Appends at a constant price, and gives the whole.

    Joining each piece to the rest would cost the square of the length. Keeping each costs 50 bytes
    of its own, and the garbage collector a visit: with 300,000 pieces its pauses grew to 10 ms. So
    a thousand at a time are joined.
    """

    __slots__ = ("_blocks", "_pieces")

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        """A piece more."""
        self._pieces.append(piece)
        if len(self._pieces) == _AT_ONCE:
            self._blocks.append("".join(self._pieces))
            self._pieces.clear()

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return any(self._blocks) or any(self._pieces)

    def text(self) -> str:
        """The whole."""
        return "".join([*self._blocks, *self._pieces])

    def take(self, after: str = "") -> str:
        """The whole, put after this text at the price of one copy; nothing is left."""
        text = "".join([after, *self._blocks, *self._pieces])
        self._blocks.clear()
        self._pieces.clear()
        return text


def run_of_part(part: Json) -> Literal["text", "thought"] | None:
    """The run of parts that may be joined in which this one stands: text alone, unsigned; None
    where it stands alone."""
    if (
        not isinstance(part, dict)
        or not part.keys() <= _TEXT_PART
        or not isinstance(part.get("text"), str)
    ):
        return None
    return "thought" if part.get("thought") else "text"
