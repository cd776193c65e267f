"""Several captures open at once, one of them shown: which, where one was in each, what is kept.

One tab, the first, follows the chat; the others stay until they are closed. A capture that is
turned to is shown from its source again, but for what its pages have kept, and that only of the
ones that were shown last: the numbers of a million events take tens of megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.asking.asked import asked
from gemini_desktop.core.capture import Record, RequestSent
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.captures.open_bar import OpenBar
from gemini_desktop.ui.inspector.captures.open_capture import OpenCapture, Place
from gemini_desktop.ui.inspector.pages import Pages
from gemini_desktop.ui.qt_helpers import local_shortcut

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

KEPT = 6
"""So many captures keep what was decoded of them."""
_LARGE_REQUEST = 256 * 1024
_TITLE = 60


class OpenCaptures(QObject):
    """The tabs of one inspector, over its pages."""

    entered = Signal(object)
    """An `OpenCapture` that is to be shown, as far as it is kept at once."""
    emptied = Signal()
    """The last one was closed: nothing is to be shown."""

    def __init__(self, pages: Pages, parent: QWidget) -> None:
        """The keys are those of the parent."""
        super().__init__(parent)
        self._pages = pages
        self._events = pages.events
        self._chat = OpenCapture()
        """Its tab follows the chat; it may have been closed."""
        self._tabs = [self._chat]
        self._recent: list[OpenCapture] = []
        self.shown = self._tabs[0]
        """The one that is shown."""
        self._in_view: CaptureSource | None = None
        """What the pages show."""
        self._found = (self.shown, Place())
        """Where one was led to last."""
        self.bar = OpenBar()
        self.bar.addTab("")
        self.bar.show_tab(0, "", live=False)
        self.bar.currentChanged.connect(self._turned)
        self.bar.closed.connect(self.close)
        pages.model.scanned.connect(self._scanned)
        for keys, slot in (
            ("Ctrl+W", self.close_shown),
            ("Ctrl+Tab", self.next),
            ("Ctrl+Shift+Tab", self.previous),
        ):
            local_shortcut(keys, parent, slot)

    def __len__(self) -> int:
        return len(self._tabs)

    @property
    def sources(self) -> list[CaptureSource]:
        """What is open, from left to right."""
        return [tab.source for tab in self._tabs if tab.source is not None]

    def count(self) -> int:
        """How many captures are open."""
        return len(self.sources)

    @property
    def beside(self) -> list[OpenCapture]:
        """The tabs that stay when another conversation is shown, from left to right."""
        return [tab for tab in self._tabs if tab is not self._chat]

    # What is asked for.

    def open_beside(
        self, source: CaptureSource, title: str = "", place: Place | None = None
    ) -> None:
        """Show a stored capture in a tab of its own, or in the one that it has already."""
        known = self._of(source)
        if known is None and self.shown.source is None:
            known = self.shown
            known.source, known.title = source, title
            self._go_on_at(known, place)
        elif known is not None:
            self._go_on_at(known, place)
        else:
            self._leave()
            self._insert(len(self._tabs), OpenCapture(source, title, place=place))
            self._enter()

    def add(self, source: CaptureSource, title: str = "") -> None:
        """Open a stored capture without showing it."""
        if self._of(source) is None:
            tab = OpenCapture(source, title)
            self._tabs.append(tab)
            with QSignalBlocker(self.bar):
                self.bar.addTab("")
            self._name(tab)

    def open_here(self, source: CaptureSource, title: str = "", place: Place | None = None) -> None:
        """Show a stored capture in the tab that is shown, unless it has one."""
        known = self._of(source)
        if known is not None:
            self._go_on_at(known, place)
            return
        tab = self.shown
        self._forget(tab)
        tab.source, tab.title, tab.turn, tab.live = source, title, None, False
        tab.place = place or Place(filter=self._events.filter.text())
        self._enter()

    def turn_to_chat(self) -> None:
        """Make the tab that follows the chat the shown one; its capture is not shown again by
        this."""
        if self._chat not in self._tabs:
            self._leave()
            self._chat = OpenCapture()
            self._insert(0, self._chat)
        elif self.shown is not self._chat:
            self._leave()
            self.shown = self._chat
            self._point()
        self.shown.place = None

    def next(self) -> None:
        """Turn to the tab at the right, or to the first."""
        self.bar.setCurrentIndex((self._index + 1) % len(self._tabs))

    def previous(self) -> None:
        """Turn to the tab at the left, or to the last."""
        self.bar.setCurrentIndex((self._index - 1) % len(self._tabs))

    def close_shown(self) -> None:
        """Close the shown tab; the last one is emptied."""
        self.close(self._index)

    def close_source(self, capture_id: str) -> None:
        """Close the capture of this id, if it is open: another one of that name takes its place."""
        tabs = self._tabs
        known = next((n for n, t in enumerate(tabs) if t.source and t.source.id == capture_id), -1)
        if known >= 0:
            self.close(known)

    def close(self, index: int) -> None:
        """Close a tab. The capture itself is not touched."""
        tab = self._tabs[index]
        self._forget(tab)
        if len(self._tabs) == 1:
            self._chat = tab
            self.emptied.emit()
            return
        del self._tabs[index]
        was_shown = tab is self.shown
        if was_shown:
            self.shown = self._tabs[min(index, len(self._tabs) - 1)]
        with QSignalBlocker(self.bar):
            self.bar.removeTab(index)
        self._point()
        if was_shown:
            self._enter()

    # What the pane tells.

    def show_source(self, source: CaptureSource | None, title: str) -> None:
        """The shown tab has another capture, or the same again."""
        self._in_view = source
        tab = self.shown
        if source is not tab.source or source is None:
            self._forget(tab)
            tab.source, tab.title, tab.turn, tab.live = source, title, None, False
        self._name(tab)

    def learn(self, records: Sequence[Record]) -> None:
        """A capture without a title is called by what was asked; and a place in it that was
        waited for may have come."""
        tab = self.shown
        if not tab.title:
            request = next((r for r in records if isinstance(r, RequestSent)), None)
            if request is not None and len(request.body) < _LARGE_REQUEST:
                tab.title = " ".join(asked(request.body)[: 2 * _TITLE].split())[:_TITLE]
            if request is not None:
                self._name(tab)
        if tab.place is not None and 0 <= tab.place.event < len(self._pages.model.columns):
            self._restore()

    def finish(self, turn: Turn) -> None:
        """The shown one has been read to its end."""
        self.shown.turn = turn
        self.shown.live = False
        tab, place = self._found
        if tab is self.shown and place.event >= 0 and self._events.table.chosen_event() < 0:
            tab.place = place  # a filter that looked again has let it go
        self._restore()
        self._name(self.shown)

    def ended(self, turn: Turn) -> None:
        """A live exchange is over, shown or not."""
        for tab in self._tabs:
            if tab.live and tab.source is not None and tab.source.id == turn.capture_id:
                tab.live = False
                self._name(tab)

    # Work.

    def _scanned(self) -> None:
        """The filter has looked on."""
        place = self.shown.place
        known = len(self._pages.model.columns)
        if place is not None and not self._pages.model.scanning and 0 <= place.event < known:
            self._restore()

    @property
    def _index(self) -> int:
        return self._tabs.index(self.shown)

    def _of(self, source: CaptureSource) -> OpenCapture | None:
        wanted = _identity(source)
        return next((t for t in self._tabs if t.source and _identity(t.source) == wanted), None)

    def _turned(self, index: int) -> None:
        if 0 <= index < len(self._tabs) and self._tabs[index] is not self.shown:
            self._leave()
            self.shown = self._tabs[index]
            self._enter()

    def _go_on_at(self, tab: OpenCapture, place: Place | None) -> None:
        if tab is not self.shown:
            self._leave()
            tab.place = place or tab.place
            self.shown = tab
            self._point()
            self._enter()
        elif self._in_view is not tab.source:
            tab.place = place
            self._enter()
        elif place is not None:
            tab.place = place
            if place.page:
                self._pages.show_page(place.page)
            if tab.turn is not None or 0 <= place.event < len(self._pages.model.columns):
                self._restore()

    def _leave(self) -> None:
        tab, table = self.shown, self._events.table
        tab.place = Place(
            page=self._pages.current,
            filter=self._events.filter.text(),
            event=table.chosen_event(),
            scroll=table.verticalScrollBar().value(),
            following=table.following,
        )
        tab.keep(self._pages.parts)
        self._recent = [tab, *(other for other in self._recent if other is not tab)]
        for old in self._recent[KEPT:]:
            old.kept = {}
        del self._recent[KEPT:]

    def _enter(self) -> None:
        tab = self.shown
        place = tab.place
        self._events.filter.setText(place.filter if place is not None else "")
        self.entered.emit(tab)
        if place is not None and place.page:
            self._pages.show_page(place.page)
        if tab.kept:
            self._restore()
        tab.kept = {}

    def _restore(self) -> None:
        """Go to where one was."""
        tab, events = self.shown, self._events
        place, tab.place = tab.place, None
        if place is None:
            return
        if events.filter.text() != place.filter:
            events.filter.setText(place.filter)
        if place.event >= 0 and events.model.scanning:
            tab.place = place  # the filter may still find it
            return
        self._found = (tab, place)
        events.table.set_following(place.following)
        if place.event >= 0:
            events.choose(place.event)
        if place.scroll:
            events.table.verticalScrollBar().setValue(place.scroll)

    def _insert(self, index: int, tab: OpenCapture) -> None:
        """Add a tab and make it the shown one."""
        self._tabs.insert(index, tab)
        self.shown = tab
        with QSignalBlocker(self.bar):
            self.bar.insertTab(index, "")
        self._name(tab)
        self._point()

    def _point(self) -> None:
        with QSignalBlocker(self.bar):
            self.bar.setCurrentIndex(self._index)

    def _name(self, tab: OpenCapture) -> None:
        title = tab.title or (tab.source.id if tab.source is not None else "")
        self.bar.show_tab(self._tabs.index(tab), title, live=tab.live)

    def _forget(self, tab: OpenCapture) -> None:
        tab.kept = {}
        if tab in self._recent:
            self._recent.remove(tab)


def _identity(source: CaptureSource) -> tuple[str, object]:
    """Of the home's captures the id says it; two files may have one name."""
    return source.id, getattr(source, "origin", None)
