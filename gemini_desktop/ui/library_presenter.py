"""The conversations that are kept: listing, showing, renaming, deleting and bringing them back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gemini_desktop.session.workspace import Conversation
from gemini_desktop.ui.conversations import Entry
from gemini_desktop.ui.desk import Desk


class LibraryPresenter(QObject):
    """Carries what is done in the list of conversations to the session, and back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        window = desk.window
        window.new_chat_requested.connect(self.begin_new)
        window.conversation_selected.connect(self._on_conversation)
        window.conversation_deleted.connect(self._on_delete)
        window.conversation_renamed.connect(self._on_rename)

    async def open_last(self) -> None:
        """Show what was cut off, or else what was shown when the program ended."""
        desk = self._desk
        await self.list()
        last = desk.session.cut_off or desk.session.settings.last_conversation
        if last and not desk.turns and desk.exchange is None:
            known = {c.id for c in await desk.session.conversations()}
            if last in known:
                await self.load(last)

    async def list(self) -> None:
        """Bring the list up to date."""
        entries = [
            Entry(id=c.id, title=c.title, updated_unix_ns=c.updated_unix_ns)
            for c in await self._desk.session.conversations()
        ]
        self._desk.window.set_conversations(entries, self._desk.conversation_id)

    def list_soon(self) -> None:
        """Bring the list up to date beside everything else."""
        self._desk.spawn(self.list(), "list the conversations")

    async def load(self, conversation_id: str) -> None:
        """Show a conversation with its current path."""
        desk = self._desk
        conversation = await desk.session.load(conversation_id)
        if desk.exchange is not None:
            return  # a prompt was sent meanwhile; it has the floor
        desk.show(conversation)
        desk.show_capture_of(desk.turns)
        desk.remember_conversation()
        await self.list()

    def begin_new(self) -> None:
        """Show an empty conversation."""
        desk = self._desk
        if desk.exchange is not None:
            desk.say("Stop the answer before beginning a new chat.")
            return
        desk.show(Conversation(id="", title="", turns=[]))
        desk.inspector.clear()
        desk.remember_conversation()
        self.list_soon()

    def _on_conversation(self, conversation_id: str) -> None:
        desk = self._desk
        if conversation_id == desk.conversation_id:
            return
        if desk.exchange is not None:
            desk.say("Stop the answer before going to another conversation.")
            self.list_soon()  # it marks the conversation that is shown
            return
        desk.spawn(self.load(conversation_id), "show a conversation")

    def _on_delete(self, conversation_id: str) -> None:
        self._desk.spawn(self._delete(conversation_id), "delete a conversation")

    async def _delete(self, conversation_id: str) -> None:
        desk = self._desk
        if desk.exchange is not None and conversation_id == desk.conversation_id:
            desk.say("Stop the answer before deleting its conversation.")
            return
        await desk.session.delete(conversation_id)
        if conversation_id == desk.conversation_id:
            self.begin_new()
        await self.list()
        desk.window.show_message(
            "Conversation deleted.", "Undo", lambda: self._on_restore(conversation_id)
        )

    def _on_restore(self, conversation_id: str) -> None:
        self._desk.spawn(self._restore(conversation_id), "bring a conversation back")

    async def _restore(self, conversation_id: str) -> None:
        await self._desk.session.restore(conversation_id)
        await self.list()

    def _on_rename(self, conversation_id: str, title: str) -> None:
        self._desk.spawn(self._rename(conversation_id, title), "rename a conversation")

    async def _rename(self, conversation_id: str, title: str) -> None:
        desk = self._desk
        await desk.session.rename(conversation_id, title)
        if conversation_id == desk.conversation_id:
            desk.title = title
            desk.chat.set_title(title)
        await self.list()
