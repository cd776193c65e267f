"""What the presenters of one window share: the session, the panes, and what these show now."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from gemini_desktop.core.errors import GeminiDesktopError, describe
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.inspector.pane import InspectorPane
from gemini_desktop.ui.main_window import MainWindow
from gemini_desktop.ui.status import show_status


class Desk:
    """One a window. Each presenter changes what is shown through this, so that they agree."""

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        window: MainWindow,
        chat: ChatPane,
        inspector: InspectorPane,
    ) -> None:
        self.session = session
        self.bridge = bridge
        self.window = window
        self.chat = chat
        self.inspector = inspector
        self.conversation_id = ""
        """Of the conversation that is shown; empty for a new one, and for a file."""
        self.title = ""
        self.turns: list[Turn] = []
        """The path that is shown, oldest first; an answer that comes in is not in it yet."""
        self.exchange: LiveExchange | None = None
        """The one that goes on."""

    # --- work ----------------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        """Tell the user."""
        self.window.show_message(sentence)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Do it beside everything else; the user is told where it fails."""
        return self.session.tasks.spawn(self._told(work), name=name)

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        """The one border where an error becomes a sentence for the user."""
        try:
            await work
        except GeminiDesktopError as error:
            failure = error.failure
            self.say(f"{failure.message} {failure.advice}".strip())
        except Exception as error:
            self.say(f"A fault in this program stopped it ({describe(error)}). The log has more.")
            raise

    # --- what is shown -------------------------------------------------------------------------

    def show(self, conversation_id: str, title: str, turns: list[Turn]) -> None:
        """Show this conversation in the chat and the status line."""
        self.conversation_id, self.title, self.turns = conversation_id, title, turns
        self.show_turns()
        self.show_rest()

    def show_turns(self) -> None:
        """Show the path anew."""
        self.chat.show_conversation(self.turns)
        if self.title:
            self.chat.set_title(self.title)

    def show_last_capture(self) -> None:
        """The inspector shows what the last answer came from."""
        capture_id = next((t.capture_id for t in reversed(self.turns) if t.capture_id), "")
        if not capture_id:
            self.inspector.clear()
            return
        try:
            self.inspector.show_capture(self.session.capture(capture_id))
        except GeminiDesktopError:
            self.inspector.clear()  # the chat is whole without it

    def show_rest(self) -> None:
        """The status line speaks of the answer that is shown: of the last one, or of none."""
        last = next((t for t in reversed(self.turns) if t.role == "model" and t.outcome), None)
        show_status(self.window.status, last)

    def remember_conversation(self) -> None:
        """The next start shows this conversation."""
        self.session.change(last_conversation=self.conversation_id)
