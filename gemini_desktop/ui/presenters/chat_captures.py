"""The captures of one chat: from its row in the list, and by the chip above the captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.captures.drawer import CapturesDrawer
from gemini_desktop.ui.presenters.captures import CapturesPresenter

if TYPE_CHECKING:  # imported when it is made
    from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel

_LONGEST = 28


class ChatCapturesPresenter(QObject):
    """Says which chat the list of captures is about. By the chip it is the one that is shown, and
    the list follows when another is; from a row it is that one, and stays so."""

    def __init__(self, desk: Desk, captures: CapturesPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._captures = captures
        self._follows = False
        self._about = ""
        """The chat that was asked for last; empty for none."""
        CapturesDrawer.panel.when_made(desk.inspector.captures, self._attend)
        desk.window.drawer.captures_wanted.connect(self._on_wanted)
        desk.when_shown.append(self._on_shown)

    def _attend(self, panel: CapturesPanel) -> None:
        panel.chat_chip.clicked.connect(self._on_chip)

    @property
    def _panel(self) -> CapturesPanel:
        return self._desk.inspector.captures.panel

    def _on_chip(self) -> None:
        self._follows = self._panel.chat_chip.isChecked()
        if self._follows and not self._desk.conversation_id:
            self._desk.say("This chat has no captures yet.")
        self._follow()

    def _on_wanted(self, conversation_id: str) -> None:
        self._follows = conversation_id == self._desk.conversation_id
        self._captures.show_list()
        self._set(conversation_id)

    def _on_shown(self) -> None:
        if self._follows:
            self._follow()

    def _follow(self) -> None:
        """The chat that is shown, while it is wanted and there is one: a new chat has none."""
        self._follows = self._follows and bool(self._desk.conversation_id)
        if self._follows:
            self._set(self._desk.conversation_id)
        else:
            self._about = ""
            self._panel.set_chat("", frozenset(), "")

    def _set(self, conversation_id: str) -> None:
        self._about = conversation_id
        self._desk.spawn(self._show(conversation_id), "list the captures of a chat")

    async def _show(self, conversation_id: str) -> None:
        shared = await self._desk.session.exchanges.of_conversation(conversation_id)
        if conversation_id != self._about:
            return  # another one was asked for meanwhile, or none
        title = ""
        if conversation_id != self._desk.conversation_id:
            entries = self._desk.window.drawer.all_entries
            title = next((each.title for each in entries if each.id == conversation_id), "")
            title = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1].rstrip()}…"
        self._panel.set_chat(conversation_id, frozenset(shared), title)
