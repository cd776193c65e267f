"""The notes of one exchange while it is decoded: the first of each kind for the outcome, and every
one for the chunk whose reading brought it up.
"""

from __future__ import annotations

from gemini_desktop.core import sse
from gemini_desktop.core.decoding import oddities
from gemini_desktop.core.outcome import Note


class Noting:
    """Takes notes down in the order in which they are found."""

    __slots__ = ("_counted", "_framing", "_fresh", "_ids", "kept")

    def __init__(self) -> None:
        self.kept: list[Note] = []
        """The first note of each kind, in the order found."""
        self._ids: set[str] = set()
        self._fresh: list[Note] = []
        self._framing: sse.Notes | None = None
        self._counted = 0

    def add(self, id_: str, message: str, start: int, end: int) -> None:
        """Something odd in these bytes of the body, end exclusive."""
        note = Note(id=id_, message=message, start=start, end=end)
        self._fresh.append(note)
        if id_ not in self._ids:
            self._ids.add(id_)
            self.kept.append(note)

    def of_bytes(self, framing: sse.Notes, base: int) -> None:
        """Take over what a framing has noted since; its offsets count from `base`."""
        if framing is not self._framing:
            self._framing, self._counted = framing, 0
        for odd in framing[self._counted :]:
            words = oddities.OF_BYTES.get(odd.kind, odd.kind)
            self.add(odd.kind, words, base + odd.start, base + odd.end)
        self._counted = len(framing)

    def fresh(self) -> tuple[Note, ...]:
        """All notes since this was asked before, repeated kinds included."""
        if not self._fresh:
            return ()
        found = tuple(self._fresh)
        self._fresh.clear()
        return found
