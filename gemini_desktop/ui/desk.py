"""What the presenters of one window share: the session, the panes, and what these show now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gemini_desktop.core.errors import GeminiDesktopError, describe
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.workspace import Conversation, Session
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.inspector.pane import InspectorPane
from gemini_desktop.ui.main_window import MainWindow
from gemini_desktop.ui.running import Running
from gemini_desktop.ui.status import show_status
from gemini_desktop.ui.wish import Wish, Wishes

if TYPE_CHECKING:  # imported when a file is opened
    from gemini_desktop.session.opening import Opened

_GONE = (
    "A part of this program is not there any more: it was removed or changed while it was open. "
    "Close it, and open it again."
)


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
        self.running: list[Running] = []
        """All exchanges that go on, the oldest first."""
        self._live: Running | None = None
        """The one of them that is shown."""
        self.replaying = False
        """Whether the panes show a capture that is played again, and not the conversation."""
        self.opened: tuple[str, CaptureSource] | None = None
        """The turn that `show_opened` showed last, by its id, and what it was read from."""
        self._wishes = Wishes()
        self.when_leaving: list[Callable[[], None]] = []
        """Called before another conversation is shown, while this one still is."""
        self.when_shown: list[Callable[[], None]] = []
        """Called when another conversation, or another path of it, is shown."""

    # --- work ----------------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        """Tell the user."""
        self.window.show_message(sentence)

    def spawn(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[None]:
        """Do it beside everything else; the user is told where it fails."""
        task = self.session.tasks.spawn(self._told(work), name=name)
        task.add_done_callback(lambda _: work.close())  # where the end came before its beginning
        return task

    async def _told(self, work: Coroutine[Any, Any, object]) -> None:
        """The one border where an error becomes a sentence for the user."""
        try:
            await work
        except GeminiDesktopError as error:
            failure = error.failure
            self.say(failure.in_words)
        except ImportError:  # much is imported when it is used first
            self.say(_GONE)
            raise
        except Exception as error:
            self.say(f"A fault in this program stopped it ({describe(error)}). The log has more.")
            raise

    @property
    def save_folder(self) -> Path:
        """Where the user saved something last, if that is still there."""
        last = self.session.settings.last_save_folder
        return Path(last) if last and Path(last).is_dir() else Path.home()

    # --- what goes on ------------------------------------------------------------------------

    @property
    def exchange(self) -> LiveExchange | None:
        """The exchange whose answer is shown while it comes in."""
        return self._live.exchange if self._live is not None else None

    def goes_on(self, conversation_id: str) -> bool:
        """Whether an answer comes in for this conversation, on whatever branch."""
        return any(r.exchange.conversation_id == conversation_id for r in self.running)

    def begin(self, exchange: LiveExchange) -> Running:
        """Show an exchange that begins, after the turns that it follows; what stood there goes
        from view."""
        self._leave()
        if len(exchange.path) < len(self.turns):
            self.chat.show_from(len(exchange.path), [])
        self.turns = list(exchange.path)
        self.conversation_id = exchange.conversation_id
        blocks = self.chat.begin(exchange.prompt, exchange.turn)
        if self.title:
            self.chat.set_title(self.title)
        self._live = Running(exchange, blocks, self.bridge)
        self.running.append(self._live)
        self.window.busy = True
        self.show_live_status()
        self.remember_conversation()
        return self._live

    def end(self, running: Running, turn: Turn) -> bool:
        """It has ended, with this turn; False where it was not shown."""
        self.running.remove(running)
        shown = running is self._live
        if shown:
            exchange = running.exchange
            self._live = None
            self.turns = [*exchange.path, exchange.prompt, turn]
            self.bridge.end(turn)
            self.chat.set_streaming(False)
            self.show_rest()
        self.window.busy = bool(self.running)
        return shown

    def begin_replay(self) -> None:
        """A capture is played again in the panes; what comes in goes on unseen."""
        self._leave()
        self.replaying = True

    def recording_of(self, turn: Turn) -> CaptureSource | None:
        """What was recorded of a turn, from the library or from the file that was opened; None
        where nothing was. Raises StoreError where it is gone."""
        if turn.capture_id:
            return self.session.capture(turn.capture_id)
        return self.opened[1] if self.opened is not None and self.opened[0] == turn.id else None

    def turn_of(self, source: CaptureSource) -> Turn | None:
        """The other way: the answer in `path` that this was recorded of; None where none was."""
        if self.opened is not None and self.opened[1] is source:
            return next((turn for turn in self.path if turn.id == self.opened[0]), None)
        answers = (turn for turn in self.path if turn.role == "model")
        return next((turn for turn in answers if turn.capture_id == source.id), None)

    def refuses(self) -> bool:
        """Whether the conversation cannot be gone on with now; the user is told why."""
        if self.replaying:
            self.say("This is a replay. Leave it to go on with the conversation.")
        return self.replaying

    def _leave(self) -> None:
        """What is shown goes on unseen."""
        if self._live is not None:
            self.bridge.flush()
            self._live.shown = False
            self._live = None
            self.chat.leave()

    def _take_up(self) -> None:
        """Show the answer that comes in at the end of the path, if one does, as far as it has
        come; else what the library knows."""
        ids = [turn.id for turn in self.turns]
        found = (r for r in self.running if r.exchange.conversation_id == self.conversation_id)
        self._live = next((r for r in found if r.ends(ids)), None)
        if self._live is not None:
            self.turns = self.turns[: len(self._live.exchange.path)]

    def _resume(self, running: Running, *, inspect: bool = True) -> None:
        running.shown = True
        self.chat.resume(running.exchange.prompt, running.blocks)
        if running.wait is not None:
            self.chat.take_record(running.wait)
        if inspect:
            self.inspect_live()
        self.show_live_status()

    def inspect_live(self) -> None:
        """The inspector shows the answer that comes in, from its beginning."""
        if self._live is None or self._live.exchange.source is None:
            self.inspector.clear()
        else:
            self.inspector.join(self._live.exchange.source, self._live.records, self._live.chunks)

    def show_live_status(self) -> None:
        """The status line speaks of the answer that comes in."""
        if self._live is not None:
            live = self._live
            waiting = live.exchange.answer.received_bytes == 0
            status, turn = self.window.status, live.exchange.turn
            show_status(status, turn, waiting=waiting, held=live.blocks.held)

    # --- what is to be shown ---------------------------------------------------------------------

    @property
    def wished(self) -> bool:
        """Whether anything was asked for since the start that is known to take the chat."""
        return self._wishes.granted > 0

    def wish(self) -> Wish:
        """Something else is asked for. What this gives tells, when that has been read, whether it
        is to be shown still."""
        wish = self.may_wish()
        wish.grant()
        return wish

    def may_wish(self) -> Wish:
        """The same for what may turn out to be nothing to show: whoever shows it grants it. A
        prompt that is sent meanwhile keeps the chat."""
        shown = self.exchange

        def sent() -> bool:
            return self.exchange is not shown and self.exchange is not None

        return self._wishes.make(sent)

    # --- what is shown -------------------------------------------------------------------------

    def show(self, conversation: Conversation, *, inspect: bool = True) -> None:
        """Show this conversation in all panes; what was shown and goes on does so unseen. Without
        `inspect` the inspector stays as it is."""
        for listener in self.when_leaving:
            listener()
        self._leave()
        self._know(conversation)
        self.chat.show_conversation(self.turns)
        self.chat.set_variants(self.variants)
        if self._live is not None:
            self._resume(self._live, inspect=inspect)
        else:
            self.show_rest()
            if inspect:
                self.show_capture_of(self.turns)
        if self.title:
            self.chat.set_title(self.title)
        self._tell()

    def show_opened(self, opened: Opened, title: str, *, inspect: bool = True) -> None:
        """Show a recorded stream as a conversation that nobody keeps."""
        turns = opened.path()
        self.opened = (turns[-1].id, opened.source)
        self.show(Conversation(id="", title=title, turns=turns), inspect=inspect)

    def show_branch(self, conversation: Conversation, number: int, *, inspect: bool = True) -> None:
        """Show another path of the conversation, which differs from this turn on. Without `inspect`
        the inspector stays as it is."""
        if self.replaying or not conversation.turns:
            self.show(conversation)
            return
        self._leave()
        self._know(conversation)
        number = min(number, len(self.turns))
        self.chat.show_from(number, self.turns[number:], self.variants)
        self._tell()
        if self._live is not None:
            self._resume(self._live, inspect=inspect)
            return
        self.show_rest()
        if inspect:
            self.show_capture_of(self.turns[number : number + 2] or self.turns)

    def _tell(self) -> None:
        for listener in self.when_shown:
            listener()

    def name(self, title: str) -> None:
        """The library's title for what is shown, which stays when its first prompt is edited."""
        if title and title != self.title:
            self.title = title
            self.chat.set_title(title)

    def _know(self, conversation: Conversation) -> None:
        self.conversation_id, self.title = conversation.id, conversation.title
        self.turns, self.variants = conversation.turns, conversation.variants
        self._take_up()

    @property
    def path(self) -> list[Turn]:
        """The turns that are shown, with the answer that comes in and its prompt."""
        exchange = self.exchange
        return self.turns if exchange is None else [*self.turns, exchange.prompt, exchange.turn]

    async def learn_variants(self) -> None:
        """Count the variants anew, for there are more or fewer."""
        shown = [turn.id for turn in self.path]
        found = await self.session.chats.variants(self.conversation_id, shown)
        if shown == [turn.id for turn in self.path]:  # else what came since is counted by itself
            self.variants = found
            self.chat.set_variants(found)

    def show_capture_of(self, turns: Sequence[Turn]) -> None:
        """The inspector shows what the last answer among these came from."""
        capture_id = next((t.capture_id for t in reversed(turns) if t.capture_id), "")
        if not capture_id:
            self.inspector.clear()
            return
        try:
            self.inspector.show_capture(self.session.capture(capture_id))
        except GeminiDesktopError as error:
            kept = "The answer itself is whole in the chat."
            self.inspector.show_gone(f"{error.failure.message} {kept}")

    def show_rest(self) -> None:
        """The status line speaks of the answer that is shown: of the last one, or of none."""
        last = next((t for t in reversed(self.turns) if t.role == "model" and t.outcome), None)
        show_status(self.window.status, last)

    def remember_conversation(self) -> None:
        """The next start shows this conversation."""
        self.session.change(last_conversation=self.conversation_id)
