"""One open capture: what is shown of it, and what is kept of it while another one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.part import Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class Place(msgspec.Struct, frozen=True):
    """Where one was in a capture. `event` is -1 for none; `scroll` counts pixels."""

    page: str = ""
    filter: str = ""
    event: int = -1
    scroll: int = 0
    following: bool = True


class OpenCapture(msgspec.Struct, eq=False):
    """A tab. `source` is None in one that shows nothing."""

    source: CaptureSource | None = None
    title: str = ""
    live: bool = False
    turn: Turn | None = None
    """What it came to, once all of it has been read."""
    place: Place | None = None
    """Where to go when it is shown again."""
    kept: dict[Part, object] = msgspec.field(default_factory=dict)
    """What the pages that can have kept of it."""

    def keep(self, parts: Sequence[Part]) -> None:
        """Before another one is shown: only what has been read whole is worth keeping."""
        self.kept = {}
        if self.turn is not None:
            kept = ((part, part.keep()) for part in parts)
            self.kept = {part: what for part, what in kept if what is not None}

    def give_back(self, parts: Sequence[Part]) -> frozenset[Part]:
        """The parts that have all of it now."""
        for part in parts:
            if part in self.kept:
                part.take_back(self.kept[part])
        return frozenset(self.kept)
