"""What is known of an answer that nobody has wanted to see put together yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.core.merged import Merger
    from gemini_desktop.session.live import CaptureSource


class Unread(Part):
    """Counts the chunks; the page decodes them again when it is opened."""

    def __init__(self) -> None:
        self.source: CaptureSource | None = None
        self._merger: Merger | None = None
        self.chunks = 0
        self.over = False

    @property
    def merger(self) -> Merger:
        """It has seen the records alone. Made when there are any."""
        if self._merger is None:
            from gemini_desktop.core.merged import Merger

            self._merger = Merger()
        return self._merger

    def start(self, source: CaptureSource | None) -> None:
        """Another capture, of which nothing is known yet."""
        self.source = source
        self._merger = None
        self.chunks = 0
        self.over = False

    def take(self, batch: Batch) -> None:
        """The records say of which kind the answer is."""
        for record in batch.records:
            self.merger.record(record)
        self.chunks += len(batch.chunks)

    def finish(self, _turn: Turn) -> None:
        """The exchange is over."""
        self.over = True
