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


class LatePart(Part):
    """A page that is made when it is first looked at: until then `early` is told everything, and
    the page, which goes on with what that has, from then on."""

    def __init__(self, early: Part) -> None:
        self._told = early

    def become(self, page: Part) -> None:
        """The page is there."""
        self._told = page

    def start(self, source: CaptureSource | None) -> None:
        """As of any part."""
        self._told.start(source)

    def take(self, batch: Batch) -> None:
        """As of any part."""
        self._told.take(batch)

    def refresh(self) -> None:
        """As of any part."""
        self._told.refresh()

    def finish(self, turn: Turn) -> None:
        """As of any part."""
        self._told.finish(turn)

    def keep(self) -> object:
        """As of any part."""
        return self._told.keep()

    def take_back(self, kept: object) -> None:
        """As of any part."""
        self._told.take_back(kept)
