"""The inspector's pages under their tabs, and the strips above them.

The first page is there from the start, each other one when it is first looked at. What is to be
known of a capture by then is counted all the same.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QVBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Hairline, Segmented
from gemini_desktop.ui.inspector.detail.pages import DetailPages
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.events_page import EventsPage
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.find_keys import FindKeys
from gemini_desktop.ui.inspector.findings.linting import Linting
from gemini_desktop.ui.inspector.findings.notes_strip import NotesStrip
from gemini_desktop.ui.inspector.http.sent_records import SentRecords
from gemini_desktop.ui.inspector.link.words import WordIndex
from gemini_desktop.ui.inspector.log.log_model import LogModel
from gemini_desktop.ui.inspector.merged.unread import Unread
from gemini_desktop.ui.inspector.part import LatePart, Part
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.inspector.raw.shown_source import ShownSource
from gemini_desktop.ui.inspector.replay.bar import ReplayBar
from gemini_desktop.ui.inspector.timing.count import Count
from gemini_desktop.ui.inspector.timing.glance import Glance
from gemini_desktop.ui.late import Late, StandIn
from gemini_desktop.ui.qt_helpers import tab_before

if TYPE_CHECKING:  # each page is imported when it is made
    from gemini_desktop.session.live import CaptureSource
    from gemini_desktop.ui.inspector.findings.findings_page import FindingsPage
    from gemini_desktop.ui.inspector.http.request_page import RequestPage
    from gemini_desktop.ui.inspector.log.log_page import LogPage
    from gemini_desktop.ui.inspector.merged.merged_page import MergedPage
    from gemini_desktop.ui.inspector.raw.raw_page import RawPage
    from gemini_desktop.ui.inspector.timing.timing_page import TimingPage

_TALL = 600
EVENTS, RAW, LOG, REQUEST = "events", "raw", "log", "request"
TIMING, FINDINGS, MERGED = "timing", "findings", "merged"
_NAMES = (EVENTS, RAW, LOG, REQUEST, TIMING, FINDINGS, MERGED)

_REFRESH_S = 0.06


class Pages(QWidget):
    """Builds them and turns from one to another. `parts` come in the order in which they must be
    told: the model of the events first, as others ask it."""

    turned = Signal(str)
    """The page that came into sight."""
    event_led_to = Signal(int)
    """An event that the user chose on a page other than its own, counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EventsModel(self)
        self.reads = Reads()
        self.shown = ShownSource()
        self.count = Count()
        self.log_model = LogModel(self.model.chunk, self)
        self.records = SentRecords()
        self.linting = Linting(self)
        self._unread = Unread()
        self.events = EventsPage(self.model, self.reads)
        self.glance = Glance(self.model, self.count)
        self.notes = NotesStrip()
        self.words = WordIndex(self.model, self)
        self.replay = ReplayBar()
        self._late = {
            RAW: LatePart(self.shown),
            LOG: LatePart(self.log_model),
            REQUEST: LatePart(self.records),
            TIMING: LatePart(self.count),
            FINDINGS: LatePart(self.linting),
            MERGED: LatePart(self._unread),
        }
        self.parts: tuple[Part, ...] = (
            self.reads,
            self.events,
            self._late[TIMING],
            self.glance,
            self.notes,
            self._late[RAW],
            self._late[LOG],
            self._late[REQUEST],
            self._late[FINDINGS],
            self._late[MERGED],
            self.words,
            self.replay,
        )
        self.tabs = Segmented(
            (
                (EVENTS, self.tr("Events")),
                (RAW, self.tr("Raw")),
                (LOG, self.tr("Log")),
                (REQUEST, self.tr("HTTP")),
                (TIMING, self.tr("Timing")),
                (FINDINGS, self.tr("Findings")),
                (MERGED, self.tr("Merged")),
            ),
            "inspectorTabs",
            name=self.tr("Inspector pages"),
            font_size=12.5,
        )
        self._refreshed = 0.0
        self._stack = QStackedWidget()
        self._stack.addWidget(self.events)
        self._named = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._name_one)
        self._names = {RAW: StandIn("rawView", self), LOG: StandIn("logView", self)}
        self._lay_out()
        FindKeys(self, self._stack.currentWidget)
        self.tabs.chosen.connect(self._turn)
        self.linting.counted.connect(self._count_findings)
        self.notes.all_wanted.connect(self._show_findings)
        self.events.filter.query_changed.connect(self._show_found)

    # The pages.

    @Late
    def raw(self) -> RawPage:
        """The bytes."""
        from gemini_desktop.ui.inspector.raw.raw_page import RawPage

        page = RawPage(self.reads)
        self._add(RAW, page, page)
        page.start(self.shown.source)
        return page

    @Late
    def log(self) -> LogPage:
        """The tagged log."""
        from gemini_desktop.ui.inspector.log.log_page import LogPage

        page = LogPage(self.log_model)
        self._add(LOG, page, page)
        page.view.set_following(self.events.table.following)
        page.show_event(self.events.table.chosen_event())
        page.event_chosen.connect(self.event_led_to)
        return page

    @Late
    def request(self) -> RequestPage:
        """What was sent, and the head of what came back."""
        from gemini_desktop.ui.inspector.http.request_page import RequestPage

        page = RequestPage(self.records)
        self._add(REQUEST, page, page)
        return page

    @Late
    def timing(self) -> TimingPage:
        """Where the time went."""
        from gemini_desktop.ui.inspector.timing.timing_page import TimingPage

        page = TimingPage(self.model, self.count)
        self._add(TIMING, page, page)
        page.mark(self.events.table.chosen_event())
        page.event_chosen.connect(self.event_led_to)
        return page

    @Late
    def findings(self) -> FindingsPage:
        """What is odd."""
        from gemini_desktop.ui.inspector.findings.findings_page import FindingsPage

        page = FindingsPage(self.linting)
        self._add(FINDINGS, page, page)
        return page

    @Late
    def merged(self) -> MergedPage:
        """What a call without streaming would have returned."""
        from gemini_desktop.ui.inspector.merged.merged_page import MergedPage

        page = MergedPage(self._unread)
        self._add(MERGED, page, page)
        return page

    def _add(self, name: str, page: QWidget, part: Part) -> None:
        self._late[name].become(part)
        if name in self._names:
            self._names.pop(name).leave()
        self._stack.addWidget(page)
        tab_before(page, self.events.filter)

    def _page(self, name: str) -> QWidget:
        """Each page is an attribute called by its name."""
        page: QWidget = getattr(self, name)
        return page

    @property
    def current(self) -> str:
        """The name of the page in sight."""
        return self.tabs.value()

    def has(self, name: str) -> bool:
        """Whether there is a page of this name."""
        return name in _NAMES

    def show_page(self, name: str) -> None:
        """Turn to a page by its name."""
        self.tabs.set_value(name)
        self._turn(name)

    @property
    def first_stop(self) -> QWidget:
        """The first that Tab reaches."""
        return self.tabs.findChildren(QAbstractButton)[0]

    def name_soon(self, source: CaptureSource | None) -> None:
        """What others know by its name is there soon after the first capture is, looked at or
        not: one in a turn of the loop, so that no frame waits for all of them."""
        if source is not None and not self._named:
            self._soon.start()

    def _name_one(self) -> None:
        tree = DetailPages.tree.made(self.events.detail.pages)
        if tree is None:
            self.events.detail.pages.tree  # noqa: B018 - asking for it makes it
        elif self._names:
            self._page(next(iter(self._names)))
        self._named = tree is not None and not self._names
        if not self._named:
            self._soon.start()

    def go_on(self) -> None:
        """After `start` of the parts: it is live, so time passes also while nothing comes."""
        (Pages.timing.made(self) or self.count).go_on()

    def show_event(self, event: int) -> None:
        """Mark the chosen event, -1 for none, on the pages that are there beside its own."""
        if (timing := Pages.timing.made(self)) is not None:
            timing.mark(event)
        if event >= 0 and (log := Pages.log.made(self)) is not None:
            log.show_event(event)

    def set_following(self, on: bool) -> None:
        """Let new lines scroll into sight, or not, as the events do."""
        if (log := Pages.log.made(self)) is not None:
            log.view.set_following(on)

    def stop(self) -> None:
        """Leave all work half done (the window closes)."""
        self._soon.stop()
        if (merged := Pages.merged.made(self)) is not None:
            merged.stop()

    def refresh(self, *, in_time: bool = False) -> None:
        """Show what the parts were told; `in_time`: unless that was just done, as more comes at
        once. A stored capture is open in half the time for it."""
        now = time.perf_counter()
        if in_time and now - self._refreshed < _REFRESH_S:
            return
        self._refreshed = now
        for part in self.parts:
            part.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt. In a low window the rows need the room of the picture."""
        super().resizeEvent(event)
        self.glance.timeline.setVisible(self.height() >= _TALL * theme.manager().zoom // 100)

    def _show_findings(self) -> None:
        self.show_page(FINDINGS)

    def _count_findings(self, count: int) -> None:
        words = self.tr("Findings {0}").format(number_text(count)) if count else self.tr("Findings")
        self.tabs.set_label(FINDINGS, words)

    def _show_found(self, query: Query) -> None:
        if not query.empty:
            self.show_page(EVENTS)

    def _turn(self, name: str) -> None:
        self._stack.setCurrentWidget(self._page(name))
        self.turned.emit(name)

    def _lay_out(self) -> None:
        tabs = QVBoxLayout()
        tabs.setContentsMargins(16, 10, 16, 8)
        tabs.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.glance)
        column.addSpacing(8)
        column.addWidget(self.notes)
        column.addWidget(Hairline())
        column.addLayout(tabs)
        column.addWidget(self._stack, 1)
        column.addWidget(self.replay)
