"""Searching the conversations: their turns are indexed behind everything else, a few at a time.

What was asked and answered, imported or edited counts alike. A revision says which conversations
have changed since; of these only the turns that are new are read.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.text.turn_words import turn_words
from gemini_desktop.session.searching import Searching, keep_up
from gemini_desktop.store.breath import Breath
from gemini_desktop.store.search.index import TurnHit, TurnWords, needles_of
from gemini_desktop.store.search.searchable import SearchableChat
from gemini_desktop.store.transcripts import Library

__all__ = ["ChatSearch", "TurnHit", "needles_of"]

_AT_ONCE = 16
"""Conversations of one slice: what is saved meanwhile waits for one slice at most."""
_WORK_S = 0.002
_COMPARE_AFTER_S = 3.0
"""Until then a search trusts what it knew of the conversations that are not indexed."""


class ChatSearch:
    """One a session, as `session.chat_search`. `run` goes on until it is cancelled."""

    def __init__(self, library: Library, searching: Searching) -> None:
        self._library = library
        self._searching = searching
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._catching_up = asyncio.Lock()
        self._compared = -_COMPARE_AFTER_S
        self.left = 0
        """How many conversations are not indexed as they are now, as far as is known."""
        self.on_progress: Callable[[], None] = _nobody
        """Called when `left` has changed."""

    def wake(self) -> None:
        """A turn has come, changed or gone."""
        self._news.set()

    async def run(self) -> None:
        """Index what is not indexed, the latest first, and then what comes."""
        await keep_up(self.catch_up, self._news, self._wanted)

    async def catch_up(self) -> None:
        """Index all turns as they are now, and forget those that are gone. Raises StoreError."""
        async with self._catching_up:
            index = await self._searching.index()
            wanted, known = await self._library.revisions(), await index.revisions()
            await index.forget_chats(known.keys() - wanted.keys())
            todo = [each for each, revision in wanted.items() if known.get(each) != revision]
            for start in range(0, len(todo), _AT_ONCE):
                self._tell(len(todo) - start)
                some = todo[start : start + _AT_ONCE]
                while some:
                    there = await index.turns_of(some)
                    chats = await self._library.searchable(there)
                    words = await asyncio.to_thread(_words, chats)
                    gone = {each: there[each] - chats[each].tokens for each in some}
                    whole = {each: wanted[each] for each in some if chats[each].whole}
                    await index.put_turns(words, gone, whole)
                    some = [each for each in some if each not in whole]
            self._tell(0)

    async def search(self, text: str) -> list[TurnHit]:
        """Where all words of `text` stand close together, the newest turns first; a few of each
        conversation, also of those that were deleted a moment ago. Raises StoreError."""
        needles = needles_of(text)
        if not needles:
            return []
        self._wanted.set()
        index = await self._searching.index()
        found = await index.search_turns(needles)
        if time.monotonic() > self._compared + _COMPARE_AFTER_S:  # it takes longer than searching
            wanted, known = await self._library.revisions(), await index.revisions()
            self.left = sum(known.get(each) != revision for each, revision in wanted.items())
            self._compared = time.monotonic()
        if self.left:
            self._news.set()
        return found

    async def forget_deleted(self) -> None:
        """Take out what was deleted for good; called before the library is closed. Nothing is
        taken in. Where it cannot be done, the next start does it."""
        with contextlib.suppress(StoreError):
            index = await self._searching.index()
            wanted, known = await self._library.revisions(), await index.revisions()
            await index.forget_chats(known.keys() - wanted.keys())
            changed = [e for e, revision in known.items() if wanted.get(e, revision) != revision]
            for start in range(0, len(changed), _AT_ONCE):
                there = await index.turns_of(changed[start : start + _AT_ONCE])
                chats = await self._library.searchable(there)
                gone = {each: there[each] - chats[each].tokens for each in there}
                await index.put_turns({}, gone, {})

    def _tell(self, left: int) -> None:
        if left != self.left:
            self.left = left
            self.on_progress()


def _words(chats: Mapping[str, SearchableChat]) -> dict[str, list[TurnWords]]:
    """In a thread, with a rest for the window now and then."""
    found: dict[str, list[TurnWords]] = {}
    breath = Breath(_WORK_S, _WORK_S)
    for conversation_id, chat in chats.items():
        found[conversation_id] = []
        for each in chat.new:
            words = TurnWords(each.token, each.created_unix_ns, turn_words(each.turn))
            found[conversation_id].append(words)
            breath.take()
    return found


def _nobody() -> None:
    """Nobody listens."""
