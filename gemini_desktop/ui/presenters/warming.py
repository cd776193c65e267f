"""Whoever begins to write will send it soon: what that needs is imported between the keys."""

from __future__ import annotations

import asyncio
import time

from PySide6.QtCore import QObject

from gemini_desktop.session.warming import warm
from gemini_desktop.ui.desk import Desk

_REST_S = 0.04
"""After a key nobody presses another one for so long."""
_FRAME_S = 0.016
_STROKES = 3
_STROKES_WITHIN_S = 2.0
"""A draft that is shown again is one change, somebody who writes makes several in a row."""
_SHOWING = (
    "ui.chat.turns.prompt_blocks",
    "ui.chat.text.render",
    "ui.chat.faces",
    "ui.chat.turns.conversation",
    "ui.chat.text.parsers",
    "ui.inspector.detail.tree_page",
    "ui.inspector.raw.raw_page",
    "ui.inspector.log.log_page",
)


class WarmingPresenter(QObject):
    """Once a window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._strokes = 0
        self._last = 0.0
        desk.chat.composer.edited.connect(self._on_edited)

    def _on_edited(self) -> None:
        now = time.monotonic()
        if self._strokes < _STROKES:
            in_a_row = now - self._last < _STROKES_WITHIN_S
            self._strokes = self._strokes + 1 if in_a_row else 1
            if self._strokes == _STROKES:
                session = self._desk.session
                self._desk.spawn(warm(session.profile, _SHOWING, self._quiet), "get ready to send")
        self._last = now

    async def _quiet(self) -> bool:
        """Wait until no key was pressed for a moment; False once something was sent."""
        await asyncio.sleep(_FRAME_S)  # what came during the last slice is shown
        rest = 1.0
        while rest > 0:
            rest = self._last + _REST_S - time.monotonic()
            await asyncio.sleep(max(0, rest))
        return not self._desk.running
