"""Deletes for good, when the program ends, what was deleted in this run or in one that crashed."""

from __future__ import annotations

from gemini_desktop.session.chat_search import ChatSearch
from gemini_desktop.session.searching import Searching
from gemini_desktop.session.storage import Storage
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import Heir
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.transcripts import Library


class Purging:
    """Its methods but `run` are called in the database's thread."""

    def __init__(
        self,
        library: Library,
        captures: Captures,
        sharing: Sharing,
        *,
        storage: Storage,
        searching: Searching,
        chat_search: ChatSearch,
    ) -> None:
        self._library = library
        self._captures = captures
        self._sharing = sharing
        self._storage = storage
        self._searching = searching
        self._chat_search = chat_search

    async def run(self) -> None:
        """What was deleted can no longer be brought back: its recordings go too. While another
        window is open, which may bring back what it deleted itself, that is left to the last one.
        Raises StoreError."""
        if self._library.refused is not None:
            return
        with self._sharing.alone() as is_alone:
            if is_alone and await self._library.purge_deleted(self):
                self._storage.deleted()
                await self._chat_search.forget_deleted()

    def delete(self, capture_id: str) -> None:
        """A recording that nobody has any more."""
        self._captures.delete(capture_id)
        self._storage.deleted()
        self._searching.forget(capture_id)

    def give(self, capture_id: str, heir: Heir) -> None:
        """One that a copy of the chat still has."""
        self._captures.give(capture_id, heir)
