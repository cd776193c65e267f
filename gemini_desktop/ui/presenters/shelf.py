"""What is done with whole conversations in their list: pins, tags, archive, copies, deleting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.library import LibraryPresenter


class ShelfPresenter(QObject):
    """Carries what the list asks to the session, and offers to undo it."""

    def __init__(self, desk: Desk, library: LibraryPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        drawer = desk.window.drawer
        drawer.pinned.connect(self._on_pin)
        drawer.archived.connect(self._on_archive)
        drawer.tag_added.connect(self._on_tag)
        drawer.tag_removed.connect(self._on_untag)
        drawer.duplicated.connect(self._on_duplicate)
        drawer.undo_wanted.connect(self._on_undo)
        self._undo: tuple[str, Callable[[], None]] | None = None
        """What can be undone, as its message says it, and how."""
        desk.window.conversation_deleted.connect(self._on_delete)

    # --- pins, archive, tags ---------------------------------------------------------------------

    def _on_pin(self, ids: list[str], pinned: bool) -> None:
        self._desk.spawn(self._pin(ids, pinned=pinned), "pin conversations")

    async def _pin(self, ids: list[str], *, pinned: bool) -> None:
        await self._desk.session.chats.pin(ids, pinned=pinned)
        await self._library.list()

    def _on_archive(self, ids: list[str], archived: bool) -> None:
        self._desk.spawn(self._archive(ids, archived=archived), "archive conversations")

    async def _archive(self, ids: list[str], *, archived: bool) -> None:
        await self._desk.session.chats.archive(ids, archived=archived)
        await self._library.list()
        words = "archived" if archived else "taken out of the archive"
        self._offer(f"{_count(ids)} {words}.", partial(self._on_archive, ids, not archived))

    def _on_tag(self, ids: list[str], tag: str) -> None:
        self._desk.spawn(self._tag(ids, [tag], []), "tag conversations")

    def _on_untag(self, ids: list[str], tag: str) -> None:
        self._desk.spawn(self._tag(ids, [], [tag]), "tag conversations")

    async def _tag(self, ids: list[str], add: list[str], remove: list[str]) -> None:
        await self._desk.session.chats.change_tags(ids, add, remove)
        await self._library.list()

    # --- copies ----------------------------------------------------------------------------------

    def _on_duplicate(self, conversation_id: str) -> None:
        self._desk.spawn(self._duplicate(conversation_id), "copy a conversation")

    async def _duplicate(self, conversation_id: str) -> None:
        copy_id = await self._desk.session.chats.duplicate(conversation_id)
        self._desk.session.chat_search.wake()
        await self._library.load(copy_id)

    # --- deleting --------------------------------------------------------------------------------

    def _on_delete(self, ids: list[str]) -> None:
        self._desk.spawn(self._delete(ids), "delete conversations")

    async def _delete(self, ids: list[str]) -> None:
        desk = self._desk
        gone = [each for each in ids if not desk.goes_on(each)]
        if not gone:
            desk.say("Stop the answer before deleting its chat.")
            return
        await desk.session.chats.delete(gone)
        desk.session.chat_search.wake()
        shown = desk.conversation_id if desk.conversation_id in gone else ""
        if shown:
            self._library.show_none()
        else:
            await self._library.list()
        words = f"{_count(gone)} deleted."
        if stays := len(ids) - len(gone):
            one = "One stays: its answer still comes in."
            words += f" {one if stays == 1 else f'{stays} stay: their answers still come in.'}"
        self._offer(words, partial(self._on_restore, gone, shown))

    def _on_restore(self, ids: list[str], shown: str) -> None:
        self._desk.spawn(self._restore(ids, shown), "bring conversations back")

    async def _restore(self, ids: list[str], shown: str) -> None:
        """The one that was `shown` is so again, unless something else is, or is being written."""
        desk = self._desk
        await desk.session.chats.restore(ids)
        desk.session.chat_search.wake()
        at_rest = not desk.conversation_id and desk.exchange is None and not desk.replaying
        if shown and at_rest and not desk.chat.composer.draft():
            await self._library.load(shown)
        else:
            await self._library.list()

    # --- undo ------------------------------------------------------------------------------------

    def _offer(self, words: str, undo: Callable[[], None]) -> None:
        self._undo = words, undo
        self._desk.window.show_message(words, "Undo", self._on_undo)

    def _on_undo(self) -> None:
        """By the message, or by Ctrl+Z in the list after it has gone."""
        if self._undo is not None:
            (words, undo), self._undo = self._undo, None
            toast = self._desk.window.toast
            if toast.text == words:
                toast.hide()
            undo()


def _count(ids: list[str]) -> str:
    return "Chat" if len(ids) == 1 else f"{len(ids):,} chats"
