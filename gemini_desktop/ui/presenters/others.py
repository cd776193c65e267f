"""What other windows over the same home do is seen in this one."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QObject

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.library import LibraryPresenter


class OthersPresenter(QObject):
    """Brings the list up to date, and the conversation that is shown, if it has grown."""

    def __init__(self, desk: Desk, library: LibraryPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        desk.session.others.on_change = self._on_change

    def _on_change(self) -> None:
        self._desk.spawn(self._follow(), "show what another window did")

    async def _follow(self) -> None:
        await self._library.list()
        shown = self._desk.conversation_id
        if not shown or self._is_used():
            return
        with contextlib.suppress(StoreError):  # deleted for good meanwhile: what is shown stays
            conversation = await self._desk.session.chats.load(shown)
            if self._desk.conversation_id != shown or self._is_used():
                return
            same = _unchanged(self._desk.turns, conversation.turns)
            if same is not None:
                self._desk.show_branch(conversation, same, inspect=False)

    def _is_used(self) -> bool:
        """Whether this window has the floor: it asks, edits or replays just now."""
        desk = self._desk
        return desk.exchange is not None or desk.replaying or desk.chat.editing.active


def _unchanged(shown: list[Turn], now: list[Turn]) -> int | None:
    """How many turns stay, where the path has only grown since; None where there is nothing to
    show, or another branch, which nobody asked for in this window."""
    if not now or (now[-1].outcome is None and now[-1].role == "model"):
        return None  # it still comes in, elsewhere
    if [turn.id for turn in now[: len(shown)]] != [turn.id for turn in shown]:
        return None
    if len(now) > len(shown):
        return len(shown)
    return len(shown) - 1 if shown[-1].outcome is None and now[-1].outcome is not None else None
