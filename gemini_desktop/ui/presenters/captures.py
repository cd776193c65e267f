"""The list of captures: what is in it, and what is done with one of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.session.exchanges import CaptureNote, note_of_live
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.searching import MOST_HITS, Hit, needles_of
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.captures.capture_words import Entry
from gemini_desktop.ui.inspector.captures.drawer import CapturesDrawer
from gemini_desktop.ui.inspector.captures.modes import LIST, WORDS
from gemini_desktop.ui.inspector.captures.open_capture import Place
from gemini_desktop.ui.inspector.copies.ask import Ask
from gemini_desktop.ui.inspector.pages import EVENTS, REQUEST
from gemini_desktop.ui.presenters.copy import CopyPresenter
from gemini_desktop.ui.presenters.library import LibraryPresenter

if TYPE_CHECKING:  # the panel is imported when it is made
    from gemini_desktop.session.opening import Found
    from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel

_LOOK_AGAIN_MS = 500
_TELL_EVERY_S = 0.5
_TELL_EVERY = 20
"""Captures that were indexed."""


class CapturesPresenter(QObject):
    """Carries what is asked of a capture to the session, and the list to the panel."""

    def __init__(
        self,
        desk: Desk,
        library: LibraryPresenter,
        copies: CopyPresenter,
        opened: Callable[[], Awaitable[None]],
    ) -> None:
        """`opened` waits until the library can be read."""
        super().__init__(desk.window)
        self._desk = desk
        self._opened = opened
        self._library = library
        self._copies = copies
        self._notes: dict[str, CaptureNote] = {}
        self._foreign: dict[str, Found] = {}
        """The exchanges of files with many, as long as the program runs."""
        self._completing: asyncio.Task[None] | None = None
        self._going_on: list[str] = []
        self._known: list[Entry] = []
        self._searched = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look_again)
        self._drawer = desk.inspector.captures
        self._drawer.toggled.connect(self._on_toggled)
        CapturesDrawer.panel.when_made(self._drawer, self._attend)
        desk.inspector.live_wanted.connect(self._on_live_wanted)
        desk.session.searching.on_progress = self._on_progress
        desk.window.commands.captures.triggered.connect(self._on_show)
        desk.window.commands.search_captures.triggered.connect(self._on_show_search)

    def _attend(self, panel: CapturesPanel) -> None:
        panel.opened.connect(self._on_open)
        panel.opened_beside.connect(self._on_open_beside)
        panel.turn_requested.connect(self._on_turn)
        panel.searched.connect(self._on_search)
        panel.hit_opened.connect(self._on_hit)
        panel.hit_opened_beside.connect(self._on_hit_beside)
        panel.save_requested.connect(self._on_save)
        panel.delete_requested.connect(self._on_delete)
        panel.files_requested.connect(self._desk.window.open_capture_requested)
        self._show()

    def stop(self) -> None:
        """The program closes: nothing is looked at any more."""
        self._timer.stop()

    # --- the list --------------------------------------------------------------------------------

    def show_list(self) -> None:
        """Open the list of captures."""
        self._show_list(LIST)

    def _on_show(self) -> None:
        self._show_list(LIST)

    def _on_show_search(self) -> None:
        self._show_list(WORDS)

    def _show_list(self, mode: str) -> None:
        self._desk.window.show_inspector()
        self._drawer.panel.set_mode(mode)
        self._drawer.open_list()

    def _on_toggled(self, on: bool) -> None:
        if on:
            self._desk.spawn(self._open_list(), "list the captures")
            self._timer.start()
        else:
            self._timer.stop()

    async def _open_list(self) -> None:
        await self.refresh()
        if self._completing is None or self._completing.done():
            self._completing = self._desk.spawn(self._complete(), "read captures for the list")

    async def refresh(self) -> None:
        """Bring the list up to date."""
        await self._opened()
        kept = await self._desk.session.exchanges.listed()
        foreign = [found.note for found in self._foreign.values()]
        self._known = [Entry(note) for note in (*foreign, *kept)]
        self._notes = {entry.id: entry.note for entry in self._known}
        self._show()

    def _show(self) -> None:
        live = self._live()
        self._notes |= {note.id: note for note in live}
        going_on = {note.id for note in live}
        entries = [Entry(note, live=True) for note in live]
        entries += [entry for entry in self._known if entry.id not in going_on]
        if (panel := CapturesDrawer.panel.made(self._drawer)) is not None:
            panel.show_entries(entries)
        self._show_open()

    def show_foreign(self, found: Sequence[Found]) -> None:
        """List the exchanges of files, to choose from; they are not taken into the home."""
        self._foreign |= {each.source.id: each for each in found}
        self._drawer.panel.set_mode(LIST)
        files = {each.note.profile for each in found}
        self._drawer.panel.field.setText(files.pop() if len(files) == 1 else "")
        self._desk.window.show_inspector()
        self._drawer.open_list()
        self._desk.spawn(self.refresh(), "list the captures")

    def _source(self, capture_id: str) -> CaptureSource:
        foreign = self._foreign.get(capture_id)
        return foreign.source if foreign is not None else self._desk.session.capture(capture_id)

    def _live(self) -> list[CaptureNote]:
        exchanges = [running.exchange for running in reversed(self._desk.running)]
        return [note_of_live(each) for each in exchanges if each.turn.capture_id]

    def _look_again(self) -> None:
        """While an answer comes in its figures grow; when one begins or ends the list has news."""
        going_on = [running.exchange.turn.capture_id for running in self._desk.running]
        if going_on != self._going_on:
            self._going_on = going_on
            self._desk.spawn(self.refresh(), "list the captures")
        elif going_on:
            self._show()
        self._show_open()

    async def _complete(self) -> None:
        """Read what the index lacks, one tape after the other, as long as the list is in sight."""
        exchanges = self._desk.session.exchanges
        told = time.monotonic()
        news = False
        for capture_id in await exchanges.incomplete():
            if not self._drawer.is_open:
                break
            news = await exchanges.complete(capture_id) or news
            if news and time.monotonic() - told > _TELL_EVERY_S:
                await self.refresh()
                told, news = time.monotonic(), False
        if news:
            await self.refresh()

    def _show_open(self) -> None:
        if (panel := CapturesDrawer.panel.made(self._drawer)) is not None:
            opened = (source.id for source in self._desk.inspector.open.sources)
            panel.model.set_open(frozenset(opened))

    # --- words in all of them ------------------------------------------------------------------

    def _on_search(self, text: str) -> None:
        self._searched = text
        self._desk.spawn(self._search(text), "search all captures")

    async def _search(self, text: str) -> None:
        searching = self._desk.session.searching
        hits = await searching.search(text)
        if text == self._searched:  # else more was typed meanwhile
            await self.refresh()
            self._drawer.panel.show_hits(hits, searching.left, MOST_HITS)

    def _on_progress(self) -> None:
        left = self._desk.session.searching.left
        if self._drawer.is_open and (left % _TELL_EVERY == 0):
            self._drawer.panel.show_left(left)
            if left == 0 and self._searched.strip():
                self._on_search(self._searched)

    def _on_hit(self, hit: Hit) -> None:
        self._desk.spawn(self._open_hit(hit, beside=False), "open a capture")

    def _on_hit_beside(self, hit: Hit) -> None:
        self._desk.spawn(self._open_hit(hit, beside=True), "open a capture")

    async def _open_hit(self, hit: Hit, *, beside: bool) -> None:
        """At its event, among the events with the first of the words in them."""
        needle = next(iter(needles_of(self._searched)), "")
        if hit.event < 0:
            place = Place(page=REQUEST, following=False)
        else:
            words = f'"{needle}"' if '"' not in needle else ""
            place = Place(page=EVENTS, filter=words, event=hit.event, following=False)
        await self._open(hit.capture_id, beside=beside, place=place)

    # --- one of them -----------------------------------------------------------------------------

    def _on_open(self, capture_id: str) -> None:
        self._desk.spawn(self._open(capture_id, beside=False), "open a capture")

    def _on_open_beside(self, capture_id: str) -> None:
        self._desk.spawn(self._open(capture_id, beside=True), "open a capture")

    async def _open(self, capture_id: str, *, beside: bool, place: Place | None = None) -> None:
        desk = self._desk
        if any(running.exchange.turn.capture_id == capture_id for running in desk.running):
            self._drawer.make_room()  # a live one is shown where its answer comes in
            self._on_turn(capture_id)
            return
        note = self._notes.get(capture_id)
        tabs = desk.inspector.open
        show = tabs.open_beside if beside else tabs.open_here
        show(self._source(capture_id), note.prompt if note is not None else "", place)
        self._drawer.make_room()
        self._show_open()

    def _on_live_wanted(self, source: CaptureSource) -> None:
        """The tab of the answer that comes in was turned to."""
        exchange = self._desk.exchange
        if exchange is not None and exchange.source is source:
            self._desk.inspect_live()

    def _on_turn(self, capture_id: str) -> None:
        note = self._notes.get(capture_id)
        if note is None or not note.conversation_id:
            self._desk.say("This capture belongs to no chat: it was made without one.")
            return
        self._desk.spawn(self._library.show_turn(note.conversation_id, note.turn_id), "show a turn")

    def _on_save(self, capture_id: str) -> None:
        self._desk.spawn(self._save(capture_id), "save a capture")

    async def _save(self, capture_id: str) -> None:
        self._copies.do(self._source(capture_id), Ask("save", None))

    def _on_delete(self, capture_id: str) -> None:
        self._desk.spawn(self._delete(capture_id), "delete a capture")

    async def _delete(self, capture_id: str) -> None:
        desk = self._desk
        if any(running.exchange.turn.capture_id == capture_id for running in desk.running):
            desk.say("Stop the answer before deleting its capture.")
            return
        if self._foreign.pop(capture_id, None) is not None:
            await self.refresh()
            desk.say("Taken off the list. The file stays as it is.")
            return
        await desk.session.exchanges.delete(capture_id)
        await self.refresh()
        desk.window.show_message("Capture deleted.", "Undo", lambda: self._on_restore(capture_id))

    def _on_restore(self, capture_id: str) -> None:
        self._desk.spawn(self._restore(capture_id), "bring a capture back")

    async def _restore(self, capture_id: str) -> None:
        await self._desk.session.exchanges.restore(capture_id)
        await self.refresh()
