"""The conversations that are kept: listing, showing and renaming them."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtCore import QObject

from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.conversations import ConversationSummary
from gemini_desktop.session.workspace import Conversation
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.library.drawer import Entry, State
from gemini_desktop.ui.wish import Wish


class LibraryPresenter(QObject):
    """Carries what is done in the list of conversations to the session, and back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.can_list = False
        """The library is open."""
        self._unseen: dict[str, State] = {}
        """How the answers ended that nobody has looked at yet."""
        self._shown: dict[str, tuple[ConversationSummary, Entry]] = {}
        """What was listed last: what has not changed is not made anew."""
        window = desk.window
        window.new_chat_requested.connect(self._on_new)
        window.conversation_selected.connect(self._on_conversation)
        window.conversation_renamed.connect(self._on_rename)

    async def open_last(self) -> None:
        """Show what was cut off, or else what was shown when the program ended."""
        desk = self._desk
        await self.list()
        last = desk.session.cut_off or desk.session.settings.last_conversation
        if last and not desk.turns and desk.exchange is None:
            known = {c.id for c in await desk.session.chats.listed()}
            if last in known and not desk.wished:
                await self.load(last)

    def settle(self) -> None:
        """Whatever became of opening: where nothing is shown, what can be asked is."""
        if not self._desk.path and not self._desk.wished:
            self._desk.chat.clear()

    async def list(self) -> None:
        """Bring the list up to date. While the library is being opened it will be anyway."""
        if not self.can_list:
            return
        desk = self._desk
        known = await desk.session.chats.listed()
        states: dict[str, State] = dict(self._unseen)
        states |= {running.exchange.conversation_id: "live" for running in desk.running}
        shown, self._shown = self._shown, {}
        for each in known:
            state, before = states.get(each.id, ""), shown.get(each.id)
            if before is None or before[0] is not each or before[1].state != state:
                before = (each, _entry(each, state))
            self._shown[each.id] = before
        entries = [entry for _, entry in self._shown.values()]
        desk.window.set_conversations(entries, desk.conversation_id)
        desk.name(next((c.title for c in known if c.id == desk.conversation_id), ""))

    def ended_unseen(self, conversation_id: str, turn: Turn) -> None:
        """An answer came to its end while another conversation was shown: mark and say it."""
        desk = self._desk
        complete = turn.outcome is not None and turn.outcome.kind == "complete"
        if conversation_id != desk.conversation_id:
            self._unseen[conversation_id] = "done" if complete else "failed"
        if turn.outcome is None or turn.outcome.kind == "cancelled":
            return
        desk.spawn(self._tell(conversation_id, turn.id, turn.outcome), "tell of an answer")

    async def _tell(self, conversation_id: str, turn_id: str, outcome: Outcome) -> None:
        desk = self._desk
        known = await desk.session.chats.listed()
        title = next((c.title for c in known if c.id == conversation_id), "")
        words = "The answer is complete" if outcome.kind == "complete" else outcome.message
        desk.window.toast.tell_later(
            f"{title or 'Untitled chat'}: {words.rstrip('.')}.",
            "Show",
            lambda: self._on_show(conversation_id, turn_id),
        )

    def _on_show(self, conversation_id: str, turn_id: str) -> None:
        self._desk.spawn(self.show_turn(conversation_id, turn_id), "show an answer")

    async def show_turn(self, conversation_id: str, turn_id: str) -> bool:
        """Show the branch with this turn, which another one may have hidden, at its beginning;
        False where something else was asked for meanwhile."""
        stands = self._desk.wish()
        await self._desk.session.chats.choose(conversation_id, turn_id)
        shown = await self.load(conversation_id, stands)
        if shown:
            self._desk.chat.view.reveal_turn(turn_id)
        return shown

    def list_soon(self) -> None:
        """Bring the list up to date beside everything else."""
        self._desk.spawn(self.list(), "list the conversations")

    async def load(self, conversation_id: str, stands: Wish | None = None) -> bool:
        """Show a conversation with its current path; False where something else was asked for
        meanwhile. `stands` comes from `Desk.wish`, where it was asked for earlier."""
        desk = self._desk
        stands = stands or desk.wish()
        conversation = await desk.session.chats.load(conversation_id)
        if not stands():
            return False
        self._unseen.pop(conversation_id, None)
        desk.show(conversation)
        desk.remember_conversation()
        self.list_soon()
        return True

    async def reload(self) -> None:
        """Show what the conversation that is shown has become, unless something goes on there.
        Nobody asked for it, so it takes the place of nothing that is asked for."""
        desk = self._desk
        shown = desk.conversation_id
        if not shown or self._goes_on():
            return
        conversation = await desk.session.chats.load(shown)
        if desk.conversation_id == shown and not self._goes_on():
            pairs = zip(desk.turns, conversation.turns, strict=False)
            same = sum(1 for _ in takewhile(_is_same, pairs))
            desk.show_branch(conversation, same)

    def _goes_on(self) -> bool:
        return self._desk.exchange is not None or self._desk.replaying

    def begin_new(self) -> None:
        """Show an empty conversation, for it was asked for."""
        self._desk.wish()
        self.show_none()

    def show_none(self) -> None:
        """The same where what was shown is gone: what was asked for meanwhile still comes."""
        desk = self._desk
        desk.show(Conversation(id="", title="", turns=[]))
        desk.remember_conversation()
        self.list_soon()

    def _on_new(self) -> None:
        """One can type at once, wherever the keys went before."""
        self.begin_new()
        self._desk.window.focus_prompt()

    def _on_conversation(self, conversation_id: str) -> None:
        desk = self._desk
        stands = desk.wish()  # to stay, too: another one may be on its way
        if conversation_id != desk.conversation_id:
            desk.spawn(self.load(conversation_id, stands), "show a conversation")

    def _on_rename(self, conversation_id: str, title: str) -> None:
        self._desk.spawn(self._rename(conversation_id, title), "rename a conversation")

    async def _rename(self, conversation_id: str, title: str) -> None:
        desk = self._desk
        await desk.session.chats.rename(conversation_id, title)
        if conversation_id == desk.conversation_id:
            desk.title = title
            desk.chat.set_title(title)
        await self.list()


def _is_same(turns: tuple[Turn, Turn]) -> bool:
    """An answer that was cut off may have been completed since."""
    before, now = turns
    return before.id == now.id and before.outcome == now.outcome


def _entry(summary: ConversationSummary, state: State) -> Entry:
    return Entry(
        summary.id,
        summary.title,
        summary.updated_unix_ns,
        state,
        summary.created_unix_ns,
        summary.turn_count,
        summary.bytes,
        summary.pinned,
        summary.archived,
        summary.tags,
        _words(summary.origin) if summary.origin else "",
    )


def _words(origin: str) -> str:
    from gemini_desktop.session.importing.report import origin_words  # for who has imported any

    return origin_words(origin)
