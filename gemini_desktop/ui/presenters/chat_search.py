"""Searching the conversations as one types: titles at once, then what is said in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from gemini_desktop.session.chat_search import TurnHit, needles_of
from gemini_desktop.session.searching import MOST_HITS
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.library.results import Result, titles_with
from gemini_desktop.ui.presenters.library import LibraryPresenter

_MOST_TITLES = 100
_TELL_EVERY = 160
"""Conversations that were indexed."""


class ChatSearchPresenter(QObject):
    """Carries what is typed to the session, and what is chosen of it to the chat."""

    def __init__(self, desk: Desk, library: LibraryPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        self._searched = ""
        self._marked = ("", "")
        """The conversation in which the find bar was opened at a hit, and with which words."""
        self._drawer = desk.window.drawer
        self._drawer.searched.connect(self._on_search)
        self._drawer.result_opened.connect(self._on_result)
        desk.session.chat_search.on_progress = self._on_progress
        desk.window.commands.search_chats.triggered.connect(self._on_show)
        desk.window.commands.switch_chat.triggered.connect(self._on_switch)
        desk.when_shown.append(self._on_shown)

    def _on_show(self) -> None:
        self._desk.window.show_chats()
        self._drawer.focus_field()

    def _on_switch(self) -> None:
        window = self._desk.window
        from gemini_desktop.ui.library.quick_switch import QuickSwitch

        switch = QuickSwitch(window, self._drawer.all_entries, self._desk.conversation_id)
        switch.chosen.connect(window.conversation_selected)
        switch.open_over(window)

    def _on_search(self, text: str) -> None:
        self._searched = text.strip()
        if self._searched and self._drawer.all_entries:  # else the library may not be open yet
            self._desk.spawn(self._search(self._searched), "search the conversations")

    async def _search(self, text: str, *, again: bool = False) -> None:
        """`again`: more may be found by now; until then what is shown stays."""
        titles = titles_with(self._drawer.entries, needles_of(text), _MOST_TITLES)
        if not again:
            self._drawer.show_results(titles, "")
        hits = await self._desk.session.chat_search.search(text)
        if text == self._searched:  # else more was typed meanwhile
            found = [*titles, *self._results(hits)]
            self._drawer.show_results(found, self._note(len(hits)))

    def _results(self, hits: Sequence[TurnHit]) -> list[Result]:
        """Those in conversations that are listed; of archived ones last."""
        known = {entry.id: entry for entry in self._drawer.entries}
        found = [
            Result(known[hit.conversation_id], hit.snippet, hit.marks, hit.kind, hit.turn_id)
            for hit in hits
            if hit.conversation_id in known
        ]
        return sorted(found, key=lambda result: result.entry.archived)

    def _note(self, hits: int) -> str:
        left = self._desk.session.chat_search.left
        if left:
            return f"{left:,} chats are not indexed yet; more may be found in a moment."
        return f"Only the newest {hits:,} places are listed." if hits >= MOST_HITS else ""

    def _on_progress(self) -> None:
        left = self._desk.session.chat_search.left
        if self._searched and (left == 0 or left % _TELL_EVERY == 0):
            work = self._search(self._searched, again=True)
            self._desk.spawn(work, "search the conversations")

    def _on_result(self, result: Result) -> None:
        self._desk.spawn(self._open(result), "show what was found")

    async def _open(self, result: Result) -> None:
        """A title leads to its conversation; a hit to its turn, with the first of the words that
        were found in it marked."""
        desk = self._desk
        if not result.turn_id:
            desk.window.conversation_selected.emit(result.entry.id)
            return
        shown = await self._library.show_turn(result.entry.id, result.turn_id)
        if shown and result.marks:
            start, end = result.marks[0]
            self._marked = (result.entry.id, result.text[start:end])
            desk.chat.find_bar.open_in(result.turn_id, result.text[start:end])

    def _on_shown(self) -> None:
        """The find bar that a hit opened has nothing to find in another conversation."""
        conversation_id, words = self._marked
        if conversation_id not in ("", self._desk.conversation_id):
            self._marked = ("", "")
            self._desk.chat.close_find(words)
