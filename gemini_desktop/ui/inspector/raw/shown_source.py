"""Which capture is shown, for the page of its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desktop.ui.inspector.part import Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class ShownSource(Part):
    """All that is to be known of it before somebody looks."""

    def __init__(self) -> None:
        self.source: CaptureSource | None = None

    def start(self, source: CaptureSource | None) -> None:
        """Another capture."""
        self.source = source
