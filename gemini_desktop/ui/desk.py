"""What the presenters of one window share: the session, the panes, and what these show now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from gemini_desktop.core.errors import GeminiDesktopError, describe
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.workspace import Conversation, Session
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
        self.variants: Mapping[str, Sequence[str]] = {}
        """Of the turns that are shown, those that stand beside others: the ids of them all."""
        self.exchange: LiveExchange | None = None
        """The one that goes on."""
        self.when_shown: Callable[[], None] = _nothing
        """Called when `show` has shown a conversation."""

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

    def show(self, conversation: Conversation) -> None:
        """Show this conversation in the chat and the status line."""
        self._know(conversation)
        self.chat.show_conversation(self.turns)
        if self.title:
            self.chat.set_title(self.title)
        self.chat.set_variants(self.variants)
        self.show_rest()
        self.when_shown()

    def show_branch(self, conversation: Conversation, number: int) -> None:
        """Show another path of the conversation, which differs from this turn on."""
        if not conversation.turns:
            self.show(conversation)
            self.inspector.clear()
            return
        self._know(conversation)
        self.chat.show_from(number, self.turns[number:], self.variants)
        self.show_rest()
        self.show_capture_of(self.turns[number : number + 2] or self.turns)

    def _know(self, conversation: Conversation) -> None:
        self.conversation_id, self.title = conversation.id, conversation.title
        self.turns, self.variants = conversation.turns, conversation.variants

    async def learn_variants(self) -> None:
        """Count the variants anew, for there are more or fewer."""
        shown = self._shown_ids()
        found = await self.session.variants(self.conversation_id, shown)
        if shown == self._shown_ids():  # else what came in between is counted by itself
            self.variants = found
            self.chat.set_variants(found)

    def _shown_ids(self) -> list[str]:
        turns = [*self.turns]
        if self.exchange is not None:
            turns += [self.exchange.prompt, self.exchange.turn]
        return [turn.id for turn in turns]

    def show_capture_of(self, turns: Sequence[Turn]) -> None:
        """The inspector shows what the last answer among these came from."""
        capture_id = next((t.capture_id for t in reversed(turns) if t.capture_id), "")
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


def _nothing() -> None:
    """Nobody wants to know."""
