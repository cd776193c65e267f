"""The window as it was left: its own shape, the inspector's page and tabs, the place in each chat.

What changed is written a moment later and not only at the end, so that a kill takes no more than
the last second of it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Mapping

import msgspec
from PySide6.QtCore import QObject, QTimer

from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.workspace import ReadingPlace
from gemini_desktop.ui.chat.reading_place import Spot, show_spot, spot_of
from gemini_desktop.ui.desk import Desk

_LOOK_EVERY_MS = 600
_MOST_TABS = 20
_PAGE, _TABS, _SHOWN = "inspector_page", "inspector_tabs", "inspector_shown"
_SEARCH = "chats_search"
_LONGEST_SEARCH = 1000


class RememberingPresenter(QObject):
    """`restore_shape` before the window is shown, `begin` once the library is open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._view = desk.chat.view
        self._begun = False
        self._shown = ""
        """The conversation whose place the view has."""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._keep)
        desk.when_leaving.append(self._on_leaving)
        desk.when_shown.append(self._on_shown)

    def restore_shape(self) -> None:
        """Take up what does not wait for the library."""
        state = self._desk.session.settings.window
        self._desk.window.restore(state)
        self._desk.inspector.pages.events.restore(state)
        self._restore_page(state)

    def begin(self) -> None:
        """Open the captures that were open, and remember from now on."""
        state = self._desk.session.settings.window
        inspector = self._desk.inspector
        sources = dict(self._sources(state.get(_TABS, "")))
        for source, title in sources.values():
            inspector.open.add(source, title)
        if state.get(_SHOWN, "") in sources:
            inspector.open.open_beside(*sources[state[_SHOWN]])
        self._restore_page(state)  # a tab may have brought its own
        self._desk.window.drawer.field.setText(state.get(_SEARCH, "")[:_LONGEST_SEARCH])
        self._begun = True
        self._timer.start()

    def _restore_page(self, state: Mapping[str, str]) -> None:
        inspector = self._desk.inspector
        if inspector.pages.has(state.get(_PAGE, "")):
            inspector.show_page(state[_PAGE])

    def close(self) -> None:
        """The last moment; what is written by now is read at the next start."""
        self._timer.stop()
        self._on_leaving()
        self._desk.session.change(window=self._state())
        self._desk.session.places.save()

    # --- the window ------------------------------------------------------------------------------

    def _keep(self) -> None:
        desk = self._desk
        state = self._state()
        if state != desk.session.settings.window:
            desk.session.change(window=state)
        self._on_leaving()
        if desk.session.places.changed:
            desk.spawn(self._write_places(), "keep the place in the chat")

    def _state(self) -> dict[str, str]:
        """With what another version may have put there."""
        desk, inspector = self._desk, self._desk.inspector
        before = desk.session.settings.window
        shape = {**before, **desk.window.state(), **inspector.pages.events.state()}
        if not self._begun:
            return shape  # the tabs of the last time were not even opened
        beside = [tab for tab in inspector.open.beside if tab.source is not None]
        tabs = [(tab.source.id, tab.title) for tab in beside[:_MOST_TABS] if tab.source is not None]
        shown = inspector.open.shown
        return {
            **shape,
            _SEARCH: desk.window.drawer.field.text(),
            _PAGE: inspector.pages.current,
            _TABS: msgspec.json.encode(tabs).decode(),
            _SHOWN: shown.source.id if shown in beside and shown.source is not None else "",
        }

    def _sources(self, text: str) -> Iterator[tuple[str, tuple[CaptureSource, str]]]:
        """The captures of this home among those that were open: a file may be anywhere by now."""
        try:
            tabs = msgspec.json.decode(text, type=list[tuple[str, str]])
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return
        for capture_id, title in tabs[:_MOST_TABS]:
            with contextlib.suppress(StoreError):  # deleted since
                yield capture_id, (self._desk.session.capture(capture_id), title)

    # --- the place in the chat -------------------------------------------------------------------

    def _on_leaving(self) -> None:
        desk = self._desk
        if desk.replaying:
            return
        self._shown = desk.conversation_id
        spot, path = spot_of(self._view), desk.path
        place = ReadingPlace(*spot, path[-1].id) if spot is not None and path else None
        desk.session.places.set(self._shown, place)

    def _on_shown(self) -> None:
        desk = self._desk
        changed, self._shown = self._shown != desk.conversation_id, desk.conversation_id
        place = desk.session.places.get(self._shown) if changed and self._shown else None
        if place is not None and desk.path and desk.path[-1].id == place.last:
            show_spot(self._view, Spot(place.turn_id, place.block, place.share))

    async def _write_places(self) -> None:
        await asyncio.to_thread(self._desk.session.places.save)
