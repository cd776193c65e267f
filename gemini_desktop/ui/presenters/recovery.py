"""What comes back after a crash appears in the list while it comes."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.library import LibraryPresenter

_LIST_EVERY_MS = 500
_REST = 20
"""A long list is brought up to date less often: it never takes more than so small a part of the
time."""
_WORTH_SAYING = 20
"""Fewer are back before a sentence could be read."""


class RecoveryPresenter(QObject):
    """One a window."""

    def __init__(self, desk: Desk, library: LibraryPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        self._recovery = desk.session.recovery
        self._recovery.on_entered = self._on_entered
        self._entered: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LIST_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    async def begin(self) -> None:
        """Show what is known, then bring back what was cut off."""
        await self._library.list()
        await self._desk.session.recover()
        if self._recovery.left >= _WORTH_SAYING:
            what = "chats and recordings" if self._recovery.has_imported else "recordings"
            self._desk.session.notices.append(
                f"{self._recovery.left:,} {what} are read back into the list of chats; "
                "you can go on meanwhile."
            )

    def close(self) -> None:
        """The window closes: nothing more is listed."""
        self._recovery.on_entered = _ignored
        self._timer.stop()

    def _on_entered(self, conversation_id: str) -> None:
        self._entered.add(conversation_id)
        if not self._timer.isActive() or not self._recovery.left:
            self._timer.start()

    def _on_timeout(self) -> None:
        self._desk.spawn(self._show(), "list what came back")

    async def _show(self) -> None:
        desk = self._desk
        entered, self._entered = self._entered, set()
        began = time.monotonic()
        if desk.conversation_id in entered:
            await self._library.reload()
        await self._library.list()
        took_ms = (time.monotonic() - began) * 1000
        self._timer.setInterval(max(_LIST_EVERY_MS, round(took_ms * _REST)))


def _ignored(_: str) -> None:
    """Nobody looks any more."""
