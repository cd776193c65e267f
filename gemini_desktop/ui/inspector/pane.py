"""The inspector: one exchange as it was on the wire, live or from a stored capture.

`take_record` and `take_chunk` only append to pending lists. All work is done in `flush`, once a
frame: one insertRows in each model, one repaint.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.frames import Frame
from gemini_desktop.ui.inspector.busy_strip import BusyStrip
from gemini_desktop.ui.inspector.captures.drawer import CapturesDrawer
from gemini_desktop.ui.inspector.captures.intake import Intake
from gemini_desktop.ui.inspector.captures.open_capture import OpenCapture
from gemini_desktop.ui.inspector.captures.open_captures import OpenCaptures
from gemini_desktop.ui.inspector.copies.copies import Copies
from gemini_desktop.ui.inspector.gone_strip import GoneStrip
from gemini_desktop.ui.inspector.header import InspectorHeader
from gemini_desktop.ui.inspector.loader import Loader
from gemini_desktop.ui.inspector.pages import EVENTS, LOG, RAW, REQUEST, Pages
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.steady_source import SteadySource
from gemini_desktop.ui.qt_helpers import local_shortcut

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.core.lint import Finding
    from gemini_desktop.session.drafting import Draft
    from gemini_desktop.session.live import CaptureSource
    from gemini_desktop.ui.inspector.findings.findings_page import FindingsPage
    from gemini_desktop.ui.inspector.merged.merged_page import MergedPage
    from gemini_desktop.ui.inspector.raw.raw_page import RawPage


class InspectorPane(QWidget):
    """Shows one exchange at a time. Knows no session: it is told, and asks by signals."""

    file_offered = Signal(object)
    """The user wants some bytes as a file: an `Offer`."""
    event_selected = Signal(object)
    """The chosen event's byte range in the body, `(start, end)`; None when none is chosen."""
    live_wanted = Signal(object)
    """A live capture's tab was turned to: its source. Who knows the exchange may `join`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorPane")
        self.setAccessibleName(self.tr("Inspector"))
        self._source: CaptureSource | None = None
        self._records: list[Record] = []
        self._chunks: list[Chunk] = []
        self._live = True
        """Whether what comes in is of the exchange that is shown."""
        self._ended: Turn | None = None
        self._fed = 0
        """How many chunks the parts were told of."""
        self._kept: Collection[Part] = frozenset()
        """The parts that have all of this capture from an earlier look."""
        self._loader = Loader(self)
        self._header = InspectorHeader()
        self.pages = Pages()
        self.model = self.pages.model
        self.filter = self.pages.events.filter
        self.table = self.pages.events.table
        self.detail = self.pages.events.detail
        self.open = OpenCaptures(self.pages, self)
        self.copies = Copies(self.pages.events, self._header.save, self.open.count, self)
        self.saving = BusyStrip("saving", self.tr("Stop writing; nothing is kept of it"))
        self.sending = BusyStrip("sending", self.tr("Stop sending; what has come is kept"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.intake = Intake(self)
        column.addWidget(self._header)
        column.addWidget(self.open.bar)
        self.gone = GoneStrip()
        column.addWidget(self.gone)
        self.captures = CapturesDrawer(self.pages, self.pages.first_stop)
        column.addWidget(self.captures, 1)
        column.addWidget(self.saving)
        column.addWidget(self.sending)
        self.setMinimumWidth(320)
        self._connect()
        self.clear()

    # What the window calls.

    @property
    def source(self) -> CaptureSource | None:
        """The capture that is shown."""
        return self._source

    @property
    def loading(self) -> bool:
        """Whether a stored capture is still being decoded."""
        return self._loader.running

    def begin(self, source: CaptureSource) -> None:
        """A live exchange begins; its records and chunks follow."""
        self.open.turn_to_chat()
        self._start(source)
        self._live = self.open.shown.live = True
        self.pages.go_on()
        self._header.show_state("live")

    def join(self, source: CaptureSource, records: int, chunks: int) -> None:
        """Show a live exchange from its beginning. So many of its records and chunks are on the
        tape already, and are read; the others follow, and wait until then."""
        self.begin(source)
        self._loader.join(source, records, chunks)

    def show_capture(self, source: CaptureSource) -> None:
        """Show a stored capture, in the tab that follows the chat. It is decoded in short
        turns; showing another cancels it."""
        self.open.turn_to_chat()
        self.show_here(source)

    def show_here(self, source: CaptureSource, title: str = "") -> None:
        """Show a stored capture in the tab that is shown."""
        self._start(source, title)
        self._live = False
        self._header.show_state("recorded")
        self._loader.start(source)

    def replay(self, source: CaptureSource, stood: CaptureSource) -> None:
        """A capture is played again from its start, in its tab; its records and chunks follow as
        those of a live exchange do. `stood` is what of it has come by then."""
        self._start(source, stood=stood)
        self.open.shown.turn = None  # nothing that is kept of it is whole
        self._live = True
        self._header.show_state("replay")

    def take_record(self, record: Record) -> None:
        """Keep a record of the live exchange for the next `flush`."""
        if self._live:
            self._records.append(record)

    def take_chunk(self, chunk: Chunk) -> None:
        """Keep a chunk of the live exchange for the next `flush`."""
        if self._live:
            self._chunks.append(chunk)

    def take_frame(self, frame: Frame) -> None:
        """Keep what a frame took of the live exchange's time; it is shown with what comes next."""
        if self._live:
            self.pages.count.pace.take(frame)

    def flush(self) -> None:
        """Show what is pending. Called once a frame."""
        if self._loader.running or not (self._records or self._chunks):
            return
        records, self._records = self._records, []
        chunks, self._chunks = self._chunks, []
        self._take(records, chunks)

    def end(self, turn: Turn) -> None:
        """The live exchange is over: say how, and what was odd."""
        self.open.ended(turn)
        if not self._live:
            return
        self._ended = turn
        if not self._loader.running:
            self._show_end(turn)

    def clear(self) -> None:
        """Show nothing in the tab that follows the chat. The capture itself is not touched."""
        self.open.turn_to_chat()
        self._start(None)

    def show_gone(self, words: str) -> None:
        """Say in the tab that follows the chat why there is nothing to show."""
        self.clear()
        self.gone.say(words)

    def select_event(self, event: int) -> None:
        """Choose an event by its number, counted from 0; a filter that hides it is lifted."""
        self.pages.events.choose(event)

    def select_byte(self, offset: int) -> None:
        """Choose the event that a byte of the body belongs to."""
        self.select_event(self.model.event_at_offset(offset))

    def select_bytes(self, start: int, end: int) -> None:
        """Choose the event that the bytes begin in, and select them, end exclusive, wherever bytes
        are shown. Of the pages that show none, the events come into sight."""
        self.select_byte(start)
        if self.pages.current not in (EVENTS, RAW):
            self.show_page(EVENTS)
        self.pages.raw.select_bytes(start, end)
        self.detail.select_bytes(start, end)

    def show_page(self, page: str) -> None:
        """Turn to a page by its name (`pages.EVENTS` and so on)."""
        self.pages.show_page(page)

    def show_draft(self, draft: Draft) -> None:
        """Show a request that was not sent; what was shown goes, though not from the disk."""
        self.clear()
        self.pages.request.show_draft(draft)
        self.show_page(REQUEST)

    def next_error(self) -> None:
        """Choose the next error after the chosen event, or the first."""
        self.select_event(self.model.next_error(self.table.chosen_event()))

    def previous_error(self) -> None:
        """Choose the nearest error before the chosen event, or the last."""
        at = self.table.chosen_event()
        at = at if at >= 0 else len(self.model.columns)
        self.select_event(self.model.next_error(at, backwards=True))

    def follow_newest(self) -> None:
        """Let new events scroll into sight; none is chosen any more."""
        self.table.let_go()
        self.table.set_following(True)
        self.pages.set_following(True)

    def stop(self) -> None:
        """Leave all work half done (the window closes)."""
        self._loader.stop()
        self.model.stop()
        self.pages.stop()

    # Work.

    def _connect(self) -> None:
        pages = self.pages
        self.open.entered.connect(self._show_again)
        self.open.emptied.connect(self.clear)
        self._loader.loaded.connect(self._take)
        self._loader.finished.connect(self._show_end)
        self._loader.caught_up.connect(self._caught_up)
        self._loader.failed.connect(self._lost)
        pages.turned.connect(self._page_turned)
        pages.events.event_chosen.connect(self._event_chosen)
        pages.event_led_to.connect(self._event_led_to)
        pages.notes.note_chosen.connect(self.select_byte)
        Pages.raw.when_made(pages, self._connect_raw)
        self.detail.save_requested.connect(self.file_offered)
        Pages.findings.when_made(pages, self._connect_findings)
        Pages.merged.when_made(pages, self._connect_merged)
        pages.glance.time_chosen.connect(self._time_chosen)
        self.table.following_changed.connect(self._header.show_following)
        self._header.follow_toggled.connect(self._toggle_following)
        self._header.clear_requested.connect(self.open.close_shown)
        self._header.captures_requested.connect(self.captures.toggle)
        self.captures.toggled.connect(self._header.show_captures_open)
        local_shortcut("F8", self, self.next_error)
        local_shortcut("Shift+F8", self, self.previous_error)

    def _connect_raw(self, page: RawPage) -> None:
        page.byte_chosen.connect(self.select_byte)
        page.save_requested.connect(self.file_offered)

    def _connect_findings(self, page: FindingsPage) -> None:
        page.finding_chosen.connect(self._finding_chosen)
        page.event_wanted.connect(self._show_finding_event)
        page.bytes_wanted.connect(self._show_finding_bytes)

    def _connect_merged(self, page: MergedPage) -> None:
        page.event_chosen.connect(self.select_event)
        page.event_wanted.connect(self._show_event)

    def _start(
        self,
        source: CaptureSource | None,
        title: str = "",
        *,
        stood: CaptureSource | None = None,
    ) -> None:
        self._loader.stop()
        self.gone.leave()
        self._source = source
        self._records, self._chunks, self._ended = [], [], None
        self._fed, self._kept = 0, frozenset()
        given = stood or source
        steady = SteadySource(given, self.gone.say_soon) if given is not None else None
        for part in self.pages.parts:
            part.start(given if part is self.pages.replay else steady)
        self.pages.name_soon(source)
        self._header.show_state("idle")
        self.open.show_source(source, title)

    def _show_again(self, opened: OpenCapture) -> None:
        """Show what a tab holds, as far as it is kept at once."""
        source = opened.source
        if source is None:
            self._start(None)
            return
        if opened.live:
            self.live_wanted.emit(source)
            if self._source is source:
                return
            opened.live = False  # nobody knows it any more
        self._start(source, opened.title)
        self._live = False
        self._header.show_state("recorded")
        self._kept = opened.give_back(self.pages.parts)
        if opened.turn is not None and opened.turn.outcome is not None:
            self._header.show_outcome(opened.turn.outcome)
            self.pages.notes.finish(opened.turn)
        self._loader.start(source)

    def _take(self, records: list[Record], chunks: list[Chunk]) -> None:
        batch = Batch(records, self._fed, chunks)
        self._fed += len(chunks)
        for part in self.pages.parts:
            if part not in self._kept:
                part.take(batch)
        self.pages.refresh(in_time=self._loader.running)
        self.open.learn(records)

    def _show_end(self, turn: Turn) -> None:
        self.flush()
        if turn.outcome is not None:
            self._header.show_outcome(turn.outcome)
        for part in self.pages.parts:
            part.finish(turn)
        self.open.finish(turn)

    def _caught_up(self) -> None:
        """All that was on the tape is shown: now what came in the meantime."""
        self.flush()
        if self._ended is not None:
            self._show_end(self._ended)

    def _lost(self, why: str) -> None:
        self.gone.say(why)
        self._caught_up()

    # What the user does.

    def _page_turned(self, page: str) -> None:
        if page == RAW:
            self._show_raw(self.table.chosen_event())
        elif page == LOG:
            self.pages.log.view.follow()

    def _event_chosen(self, event: int) -> None:
        columns = self.model.columns
        self._show_raw(event)
        self.pages.show_event(event)
        if event < 0:
            self.pages.glance.mark(None)
            self.event_selected.emit(None)
            return
        self.pages.glance.mark(columns.times_ns[event])
        self.event_selected.emit((columns.starts[event], columns.ends[event]))

    def _show_raw(self, event: int) -> None:
        if self.pages.current != RAW:
            return
        columns = self.model.columns
        if event < 0:
            self.pages.raw.show_event(-1, 0, 0)
        else:
            self.pages.raw.show_event(event, columns.starts[event], columns.ends[event])

    def _event_led_to(self, event: int) -> None:
        if event >= 0 and event != self.table.chosen_event():
            self.select_event(event)

    def _finding_chosen(self, finding: Finding) -> None:
        if finding.number is not None:
            self.select_event(finding.number)
        elif finding.end > finding.start:
            self.select_byte(finding.start)

    def _show_finding_event(self, finding: Finding) -> None:
        self._finding_chosen(finding)
        self.show_page(EVENTS)

    def _show_finding_bytes(self, finding: Finding) -> None:
        self._finding_chosen(finding)
        self.show_page(RAW)
        self.pages.raw.select_bytes(finding.start, finding.end)

    def _show_event(self, event: int) -> None:
        self.select_event(event)
        self.show_page(EVENTS)

    def _time_chosen(self, t_ns: int) -> None:
        self.show_page(EVENTS)
        self.select_event(self.model.event_at_time(t_ns))

    def _toggle_following(self) -> None:
        if self.table.following:
            self.table.set_following(False)
            self.pages.set_following(False)
        else:
            self.follow_newest()
