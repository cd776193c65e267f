"""Between the session and the panes: what a user's act sets in motion, and what comes of it.

The panes show and ask, the session does; this object carries one to the other and holds what is
shown now: the conversation, its path of turns, and the exchange that goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject

from gemini_desktop.core.errors import GeminiDesktopError, describe
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui import file_dialogs, theme
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.conversations import Entry
from gemini_desktop.ui.inspector.pane import InspectorPane
from gemini_desktop.ui.main_window import MainWindow
from gemini_desktop.ui.profile_presenter import ProfilePresenter
from gemini_desktop.ui.saver import Saver
from gemini_desktop.ui.settings.pane import SettingsPane
from gemini_desktop.ui.status import show_status


class Presenter(QObject):
    """One a window. `start` begins; `closed` is set when everything has been put away."""

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        window: MainWindow,
        chat: ChatPane,
        inspector: InspectorPane,
        settings: SettingsPane,
    ) -> None:
        super().__init__(window)
        self.closed = asyncio.Event()
        self.session = session
        self._bridge = bridge
        self._window = window
        self._chat = chat
        self._inspector = inspector
        self._profiles = ProfilePresenter(session, settings, self._on_profile_shown, self._spawn)
        self._saver = Saver(session, window)
        self._exchange: LiveExchange | None = None
        self._conversation_id = ""
        self._title = ""
        self._turns: list[Turn] = []
        self._opened: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._profiles.trouble.connect(self._say)
        session.on_trouble = self._say
        self._connect()

    def start(self) -> None:
        """Show what is known at once, and open the library behind it."""
        settings = self.session.settings
        theme.manager().set_mode(settings.theme)
        self._window.restore(settings.window)
        self._profiles.show()
        self._chat.clear()
        self._opened = self._spawn(self._open(), "open the library")

    @property
    def turns(self) -> list[Turn]:
        """The path that is shown, oldest turn first; the answer that comes in is not in it yet."""
        return list(self._turns)

    async def opened(self) -> None:
        """Wait until the library is open and the last conversation shown."""
        if self._opened is not None:
            await self._opened

    # --- wiring --------------------------------------------------------------------------------

    def _connect(self) -> None:
        chat, bridge, inspector = self._chat, self._bridge, self._inspector
        chat.prompt_submitted.connect(self._on_prompt)
        chat.stop_requested.connect(self._on_stop)
        chat.retry_requested.connect(self._on_retry)
        chat.retry_now_requested.connect(self._on_retry_now)
        chat.save_requested.connect(self._on_save_transcript)
        chat.settings_requested.connect(self._window.show_settings)
        bridge.record_received.connect(inspector.take_record)
        bridge.chunk_parsed.connect(inspector.take_chunk)
        bridge.record_received.connect(chat.take_record)
        bridge.chunk_parsed.connect(chat.take)
        bridge.frame.connect(chat.flush)
        bridge.late_frame.connect(inspector.flush)
        bridge.frame.connect(self._show_status)
        bridge.exchange_ended.connect(chat.end)
        bridge.exchange_ended.connect(inspector.end)
        inspector.save_requested.connect(self._on_save_capture)
        self._connect_window()

    def _connect_window(self) -> None:
        window = self._window
        window.new_chat_requested.connect(self._on_new_chat)
        window.save_transcript_requested.connect(self._on_save_transcript)
        window.open_capture_requested.connect(self._on_open_capture)
        window.preview_requested.connect(self._on_preview)
        window.conversation_selected.connect(self._on_conversation)
        window.conversation_deleted.connect(self._on_delete)
        window.conversation_renamed.connect(self._on_rename)
        window.theme_selected.connect(self._profiles.choose_theme)
        window.close_requested.connect(self._on_close)
        window.closed.connect(self._on_close)

    def _say(self, sentence: str) -> None:
        self._window.show_message(sentence)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        return self.session.tasks.spawn(self._told(work), name=name)

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        """The one border where an error becomes a sentence for the user."""
        try:
            await work
        except GeminiDesktopError as error:
            failure = error.failure
            self._window.show_message(f"{failure.message} {failure.advice}".strip())
        except Exception as error:
            self._window.show_message(
                f"A fault in this program stopped it ({describe(error)}). The log has more."
            )
            raise

    def _on_profile_shown(self, profile: Profile) -> None:
        self._chat.set_model(profile.model)
        self._chat.set_demo(profile.demo)
        self._window.set_demo(demo=profile.demo)
        self._window.status.show_insecure(insecure=profile.insecure and not profile.demo)

    # --- the library ---------------------------------------------------------------------------

    async def _open(self) -> None:
        await self.session.start()
        if self.session.notices:  # one message: a second one would take the place of the first
            self._window.show_message("\n".join(self.session.notices))
        await self._profiles.show_key_state()
        await self._list()
        last = self.session.cut_off or self.session.settings.last_conversation
        if last and not self._turns and self._exchange is None:
            known = {c.id for c in await self.session.conversations()}
            if last in known:
                await self._load(last)

    async def _list(self) -> None:
        entries = [
            Entry(id=c.id, title=c.title, updated_unix_ns=c.updated_unix_ns)
            for c in await self.session.conversations()
        ]
        self._window.set_conversations(entries, self._conversation_id)

    async def _load(self, conversation_id: str) -> None:
        conversation = await self.session.load(conversation_id)
        if self._exchange is not None:
            return  # a prompt was sent meanwhile; it has the floor
        self._conversation_id = conversation.id
        self._title = conversation.title
        self._turns = conversation.turns
        self._show_turns()
        self._show_last_capture()
        self._show_rest()
        self._remember_conversation()
        await self._list()

    def _show_turns(self) -> None:
        self._chat.show_conversation(self._turns)
        if self._title:
            self._chat.set_title(self._title)

    def _show_last_capture(self) -> None:
        capture_id = next((t.capture_id for t in reversed(self._turns) if t.capture_id), "")
        if not capture_id:
            self._inspector.clear()
            return
        try:
            self._inspector.show_capture(self.session.capture(capture_id))
        except GeminiDesktopError:
            self._inspector.clear()  # the chat is whole without it

    def _remember_conversation(self) -> None:
        self.session.change(last_conversation=self._conversation_id)

    def _on_conversation(self, conversation_id: str) -> None:
        if conversation_id == self._conversation_id:
            return
        if self._exchange is not None:
            self._say("Stop the answer before going to another conversation.")
            self._spawn(self._list(), "mark the conversation that is shown")
            return
        self._spawn(self._load(conversation_id), "show a conversation")

    def _on_new_chat(self) -> None:
        if self._exchange is not None:
            self._say("Stop the answer before beginning a new chat.")
            return
        self._conversation_id, self._title, self._turns = "", "", []
        self._chat.clear()
        self._inspector.clear()
        self._show_rest()
        self._remember_conversation()
        self._spawn(self._list(), "list the conversations")

    def _on_delete(self, conversation_id: str) -> None:
        self._spawn(self._delete(conversation_id), "delete a conversation")

    async def _delete(self, conversation_id: str) -> None:
        if self._exchange is not None and conversation_id == self._conversation_id:
            self._window.show_message("Stop the answer before deleting its conversation.")
            return
        await self.session.delete(conversation_id)
        if conversation_id == self._conversation_id:
            self._on_new_chat()
        await self._list()
        self._window.show_message(
            "Conversation deleted.", "Undo", lambda: self._on_restore(conversation_id)
        )

    def _on_restore(self, conversation_id: str) -> None:
        self._spawn(self._restore(conversation_id), "bring a conversation back")

    async def _restore(self, conversation_id: str) -> None:
        await self.session.restore(conversation_id)
        await self._list()

    def _on_rename(self, conversation_id: str, title: str) -> None:
        self._spawn(self._rename(conversation_id, title), "rename a conversation")

    async def _rename(self, conversation_id: str, title: str) -> None:
        await self.session.rename(conversation_id, title)
        if conversation_id == self._conversation_id:
            self._title = title
            self._chat.set_title(title)
        await self._list()

    # --- asking --------------------------------------------------------------------------------

    def _on_prompt(self, words: str) -> None:
        if self._exchange is not None or not words.strip():
            return
        exchange = self.session.question(
            words, path=self._turns, conversation_id=self._conversation_id
        )
        self._begin(exchange)

    def _on_retry(self) -> None:
        """Ask for another answer to the last prompt."""
        index = max((i for i, t in enumerate(self._turns) if t.role == "user"), default=-1)
        if self._exchange is not None:
            return
        if index < 0:
            self._say("The file does not say what was asked, so it cannot be asked again.")
            return
        path, question = self._turns[:index], self._turns[index]
        self._turns = path
        self._show_turns()
        self._begin(self.session.again(question, path=path, conversation_id=self._conversation_id))

    def _on_preview(self) -> None:
        if self._exchange is not None:
            self._say("The request of the running answer is under HTTP in the inspector.")
            return
        self._spawn(self._preview(self._chat.composer.draft()), "preview the request")

    async def _preview(self, words: str) -> None:
        """Show what would be sent for the words in the box; without any, for a stand-in."""
        draft = await self.session.draft(words.strip() or "…", self._turns)
        if self._exchange is None:
            self._inspector.show_draft(draft)
            self._window.show_inspector()

    def _begin(self, exchange: LiveExchange) -> None:
        self._exchange = exchange
        self._conversation_id = exchange.conversation_id
        self._remember_conversation()
        self._window.busy = True
        self._chat.set_streaming(True)
        self._chat.begin(exchange.prompt, exchange.turn)
        self._show_status()
        self._spawn(self._answer(exchange), "answer a prompt")

    async def _answer(self, exchange: LiveExchange) -> None:
        turn = exchange.turn
        try:
            await self.opened()
            turn = await self.session.run(exchange, self._bridge, self._on_started)
        finally:
            if turn.outcome is None:  # a fault of ours: what came is shown, and not as "streaming"
                turn = exchange.answer.finish()
            self._exchange = None
            self._turns = [*exchange.path, exchange.prompt, turn]
            self._bridge.end(turn)
            self._chat.set_streaming(False)
            self._window.busy = False
            self._show_status(exchange)
        await self._list()

    def _on_started(self, exchange: LiveExchange) -> None:
        if exchange.source is not None:
            self._inspector.begin(exchange.source)
        self._bridge.exchange_started.emit(exchange)
        self._spawn(self._list(), "list the conversation that has begun")

    def _on_stop(self) -> None:
        if self._exchange is not None:
            self._exchange.stop()

    def _on_retry_now(self) -> None:
        if self._exchange is not None:
            self._exchange.retry_now()

    def _show_status(self, exchange: LiveExchange | None = None) -> None:
        exchange = exchange or self._exchange
        if exchange is not None:
            waiting = exchange.answer.received_bytes == 0
            show_status(self._window.status, exchange.turn, waiting=waiting)

    def _show_rest(self) -> None:
        """The status line speaks of the answer that is shown: of the last one, or of none."""
        last = next((t for t in reversed(self._turns) if t.role == "model" and t.outcome), None)
        show_status(self._window.status, last)

    # --- files ---------------------------------------------------------------------------------

    def _on_save_transcript(self) -> None:
        turns = list(self._turns)
        if self._exchange is not None:
            turns += [self._exchange.prompt, self._exchange.answer.fold.turn()]
        self._spawn(self._saver.transcript(turns, self._title), "save the transcript")

    def _on_save_capture(self) -> None:
        source = self._inspector.source
        if source is not None:
            self._spawn(self._saver.capture(source.id), "save the capture")

    def _on_open_capture(self) -> None:
        self._spawn(self._open_capture(), "open a capture")

    async def _open_capture(self) -> None:
        path = await file_dialogs.capture_source(self._window, self._saver.folder)
        if path is None:
            return
        if self._exchange is not None:
            self._window.show_message("Stop the answer before opening a capture.")
            return
        opened = await self.session.open_file(path)
        self._conversation_id, self._title = "", path.name
        # Shown as a conversation that nobody keeps, for the file is the original; asking on from
        # it begins one that is kept.
        self._turns = opened.path()
        self._show_turns()
        self._inspector.show_capture(opened.source)
        self._show_rest()
        await self._list()

    # --- the end -------------------------------------------------------------------------------

    def _on_close(self) -> None:
        """Comes when an answer is coming in and the window waits, or when it closes already."""
        if self._closing is None:
            self.session.change(window=self._window.state())
            # Not one of the session's tasks: it ends those.
            self._closing = asyncio.get_running_loop().create_task(self._close(), name="close")

    async def _close(self) -> None:
        self._inspector.stop()
        self._on_stop()
        try:
            await self.session.close()
        finally:
            self._window.allow_close()
            self._window.close()
            self.closed.set()
