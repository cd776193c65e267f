"""The events of a capture as columns of numbers: 25 bytes an event, however large it is."""

from __future__ import annotations

from array import array

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.events.kinds import Kind, kind_of


class Columns:
    """Append-only. Event `i` is the i-th chunk of the capture, counted from 0.

    `ends` never falls (events come in the order of their ends); `starts` may, where a comment
    stands inside an event.
    """

    def __init__(self) -> None:
        self.starts = array("q")
        self.ends = array("q")
        self.times_ns = array("q")
        self.kinds = bytearray()
        self.errors = array("q")
        """The events that F8 stops at."""

    def __len__(self) -> int:
        return len(self.ends)

    def append(self, chunk: Chunk) -> Kind:
        """Take one event in; what it is called."""
        kind = kind_of(chunk)
        if kind.is_error:
            self.errors.append(len(self.ends))
        self.starts.append(chunk.start)
        self.ends.append(chunk.end)
        self.times_ns.append(chunk.t_ns)
        self.kinds.append(kind)
        return kind

    def kind(self, event: int) -> Kind:
        """What the event is called."""
        return _KINDS[self.kinds[event]]

    def size(self, event: int) -> int:
        """Its length in bytes, with its framing."""
        return self.ends[event] - self.starts[event]


_KINDS = tuple(Kind)
