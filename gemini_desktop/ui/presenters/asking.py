"""Asking: a prompt goes out, its answer comes in, is stopped, or is asked for again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gemini_desktop.core.events import Content, ToolResult
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.library import LibraryPresenter
from gemini_desktop.ui.running import Running

if TYPE_CHECKING:
    from gemini_desktop.core.transcript import Turn
    from gemini_desktop.ui.missing_letters import MissingLetters


class AskingPresenter(QObject):
    """Carries prompts to the session, and what comes of them to the panes."""

    def __init__(
        self, desk: Desk, library: LibraryPresenter, opened: Callable[[], Awaitable[None]]
    ) -> None:
        """`opened` waits until the library can be written to."""
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        self._opened = opened
        self._letters: MissingLetters | None = None
        chat, bridge, inspector = desk.chat, desk.bridge, desk.inspector
        chat.prompt_submitted.connect(self._on_prompt)
        chat.composer.held_back.connect(self._on_held_back)
        chat.results_given.connect(self._on_results)
        chat.stop_requested.connect(self.stop)
        chat.retry_now_requested.connect(self._on_retry_now)
        bridge.record_received.connect(inspector.take_record)
        bridge.chunk_parsed.connect(inspector.take_chunk)
        bridge.record_received.connect(chat.take_record)
        bridge.chunk_parsed.connect(chat.take)
        bridge.frame.connect(chat.flush)
        bridge.late_frame.connect(inspector.flush)
        bridge.frame.connect(desk.show_live_status)
        bridge.exchange_ended.connect(chat.end)
        bridge.exchange_ended.connect(inspector.end)
        bridge.frames.painted.connect(inspector.take_frame)
        desk.window.preview_requested.connect(self._on_preview)

    def _on_prompt(self, words: str) -> None:
        desk = self._desk
        if desk.refuses():
            return
        media = desk.chat.composer.take_media()
        if desk.exchange is not None or not (words.strip() or media):
            return
        exchange = desk.session.question(
            words, path=desk.turns, conversation_id=desk.conversation_id, media=media
        )
        self.begin(exchange)

    def _on_held_back(self) -> None:
        self._desk.say("The answer still comes in. Stop it (Esc) or wait, then send this.")

    def _on_results(self, results: Sequence[ToolResult]) -> None:
        """Go on with what the functions gave back."""
        desk = self._desk
        if desk.exchange is None:
            self.begin(
                desk.session.question(
                    "", path=desk.turns, conversation_id=desk.conversation_id, media=results
                )
            )

    def _on_preview(self) -> None:
        desk = self._desk
        if desk.refuses():
            return
        if desk.exchange is not None:
            desk.say("The request of the running answer is under HTTP in the inspector.")
            return
        composer = desk.chat.composer
        work = self._preview(composer.draft().strip(), composer.attachments.media)
        desk.spawn(work, "preview the request")

    async def _preview(self, words: str, media: Sequence[Content]) -> None:
        """Show what would be sent for what is in the box; without anything, for a stand-in."""
        desk = self._desk
        words = words if words or media else "…"
        draft = await desk.session.draft(words, desk.turns, media)
        if desk.exchange is None:
            desk.inspector.show_draft(draft)
            desk.window.show_inspector()

    def begin(self, exchange: LiveExchange) -> None:
        """Send it, and show it after the turns that it follows."""
        running = self._desk.begin(exchange)
        self._desk.spawn(self._answer(running), "answer a prompt")

    async def _answer(self, running: Running) -> None:
        desk, exchange = self._desk, running.exchange
        turn = exchange.turn
        try:
            await self._opened()
            turn = await desk.session.run(exchange, running, lambda _: self._on_started(running))
        finally:
            if turn.outcome is None:  # a fault of ours: what came is shown, and not as "streaming"
                turn = exchange.answer.finish()
            shown = desk.end(running, turn)
        if shown:
            self._tell_of_missing_letters(turn)
        else:
            self._library.ended_unseen(exchange.conversation_id, turn)
        await self._library.list()
        await desk.learn_variants()

    def _tell_of_missing_letters(self, turn: Turn) -> None:
        if self._letters is None:
            from gemini_desktop.ui.missing_letters import MissingLetters

            self._letters = MissingLetters()
        if words := self._letters.words(turn.text):
            self._desk.say(words)

    def _on_started(self, running: Running) -> None:
        desk = self._desk
        if running.shown and running.exchange.source is not None:
            desk.inspector.begin(running.exchange.source)
        desk.bridge.exchange_started.emit(running.exchange)
        self._library.list_soon()
        desk.spawn(desk.learn_variants(), "count the variants")

    def stop_all(self) -> None:
        """End all exchanges, shown or not; what came is kept."""
        for running in self._desk.running:
            running.exchange.stop()

    def stop(self) -> None:
        """End the exchange that is shown; what came is kept."""
        if self._desk.exchange is not None:
            self._desk.exchange.stop()

    def _on_retry_now(self) -> None:
        if self._desk.exchange is not None:
            self._desk.exchange.retry_now()
