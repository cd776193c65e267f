"""What every page and strip of the inspector is told about the capture that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class Batch(NamedTuple):
    """What came since the last frame. The records and chunks tell the same, as it was sent and as
    it was read; a record's chunks may come in a later batch."""

    records: Sequence[Record]
    first: int
    """The number of the first of the chunks, counted from 0 within the capture."""
    chunks: Sequence[Chunk]


class Part:
    """Something that shows a capture while it comes in, live or decoded again.

    `start`, then any number of `take` each followed by `refresh`, then `finish` where the exchange
    has ended; `start` again for the next capture, at any time. A part overrides what concerns it.
    """

    def start(self, source: CaptureSource | None) -> None:
        """Another capture, of which nothing is known yet; None for nothing at all."""

    def take(self, batch: Batch) -> None:
        """Keep what came."""

    def refresh(self) -> None:
        """Show what was taken. What is out of sight has nothing to paint."""

    def finish(self, turn: Turn) -> None:
        """The exchange is over, and this came of it."""

    def keep(self) -> object:
        """What it took, for `take_back`, when another capture is shown for a while; None where
        it would rather take all of it again."""
        return None

    def take_back(self, kept: object) -> None:
        """After `start`: what it took of this capture before. Nothing of it is to come again."""
