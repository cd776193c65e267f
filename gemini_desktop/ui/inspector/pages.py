"""The inspector's pages under their tabs, and the strips above them."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Hairline, Segmented
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.events_page import EventsPage
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.find_keys import FindKeys
from gemini_desktop.ui.inspector.findings.findings_page import FindingsPage
from gemini_desktop.ui.inspector.findings.notes_strip import NotesStrip
from gemini_desktop.ui.inspector.http.request_page import RequestPage
from gemini_desktop.ui.inspector.link.words import WordIndex
from gemini_desktop.ui.inspector.log.log_model import LogModel
from gemini_desktop.ui.inspector.log.log_page import LogPage
from gemini_desktop.ui.inspector.merged.merged_page import MergedPage
from gemini_desktop.ui.inspector.part import Part
from gemini_desktop.ui.inspector.raw.raw_page import RawPage
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.inspector.replay.bar import ReplayBar
from gemini_desktop.ui.inspector.timing.glance import Glance
from gemini_desktop.ui.inspector.timing.timing_page import TimingPage

_TALL = 600
EVENTS, RAW, LOG, REQUEST = "events", "raw", "log", "request"
TIMING, FINDINGS, MERGED = "timing", "findings", "merged"

_REFRESH_S = 0.06


class Pages(QWidget):
    """Builds them and turns from one to another. `parts` come in the order in which they must be
    told: the model of the events first, as others ask it."""

    turned = Signal(str)
    """The page that came into sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EventsModel(self)
        self.reads = Reads()
        self.events = EventsPage(self.model, self.reads)
        self.raw = RawPage(self.reads)
        self.log = LogPage(LogModel(self.model.chunk, self))
        self.request = RequestPage()
        self.timing = TimingPage(self.model)
        self.glance = Glance(self.model, self.timing)
        self.notes = NotesStrip()
        self.findings = FindingsPage()
        self.merged = MergedPage()
        self.words = WordIndex(self.model, self)
        self.replay = ReplayBar()
        self._by_name: dict[str, QWidget] = {
            EVENTS: self.events,
            RAW: self.raw,
            LOG: self.log,
            REQUEST: self.request,
            TIMING: self.timing,
            FINDINGS: self.findings,
            MERGED: self.merged,
        }
        self.parts: tuple[Part, ...] = (
            self.reads,
            self.events,
            self.timing,
            self.glance,
            self.notes,
            self.raw,
            self.log,
            self.request,
            self.findings,
            self.merged,
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
        for page in self._by_name.values():
            self._stack.addWidget(page)
        self._lay_out()
        FindKeys(self, self._stack.currentWidget)
        self.tabs.chosen.connect(self._turn)
        self.findings.counted.connect(self._count_findings)
        self.notes.all_wanted.connect(self._show_findings)
        self.events.filter.query_changed.connect(self._show_found)

    @property
    def current(self) -> str:
        """The name of the page in sight."""
        return self.tabs.value()

    def has(self, name: str) -> bool:
        """Whether there is a page of this name."""
        return name in self._by_name

    def show_page(self, name: str) -> None:
        """Turn to a page by its name."""
        self.tabs.set_value(name)
        self._turn(name)

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
        self._stack.setCurrentWidget(self._by_name[name])
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
