"""The inspector: one exchange as it was on the wire, live or from a stored capture.

`take_record` and `take_chunk` only append to pending lists. All work is done in `flush`, once a
frame: one insertRows in each model, one repaint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gemini_desktop.core.capture import Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.controls import Hairline, Segmented
from gemini_desktop.ui.inspector.detail import EventDetail
from gemini_desktop.ui.inspector.event_table import EventTable
from gemini_desktop.ui.inspector.events_model import EventsModel
from gemini_desktop.ui.inspector.filter_edit import FilterEdit
from gemini_desktop.ui.inspector.header import InspectorHeader
from gemini_desktop.ui.inspector.loader import Loader
from gemini_desktop.ui.inspector.log_model import LogModel
from gemini_desktop.ui.inspector.log_page import LogPage
from gemini_desktop.ui.inspector.metrics import MetricsRow
from gemini_desktop.ui.inspector.notes_strip import NotesStrip
from gemini_desktop.ui.inspector.query import Query
from gemini_desktop.ui.inspector.raw_page import RawPage
from gemini_desktop.ui.inspector.request_page import RequestPage
from gemini_desktop.ui.inspector.summary import number_text
from gemini_desktop.ui.inspector.timeline import Timeline

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.drafting import Draft
    from gemini_desktop.session.live import CaptureSource

EVENTS, RAW, LOG, REQUEST = "events", "raw", "log", "request"
_PAGES = (EVENTS, RAW, LOG, REQUEST)


class InspectorPane(QWidget):
    """Shows one exchange at a time. Knows no session: it is told, and asks by signals."""

    save_requested = Signal()
    """The user wants the shown capture as a file."""
    event_selected = Signal(object)
    """The chosen event's byte range in the body, `(start, end)`; None when none is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorPane")
        self.setAccessibleName(self.tr("Inspector"))
        self._source: CaptureSource | None = None
        self._records: list[Record] = []
        self._chunks: list[Chunk] = []
        self.model = EventsModel(self)
        self.log = LogModel(self.model.chunk, self)
        self._loader = Loader(self)
        self._loader.loaded.connect(self._take_loaded)
        self._loader.finished.connect(self._show_end)
        self._loader.caught_up.connect(self._caught_up)
        self._live = True
        """Whether what comes in is of the exchange that is shown."""
        self._ended: Turn | None = None
        self._build_widgets()
        self._lay_out()
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
        self._start(source)
        self._live = True
        self._header.show_state("live")

    def join(self, source: CaptureSource, records: int, chunks: int) -> None:
        """Show a live exchange from its beginning. So many of its records and chunks are on the
        tape already, and are read; the others follow, and wait until then."""
        self.begin(source)
        self._loader.join(source, records, chunks)

    def show_capture(self, source: CaptureSource) -> None:
        """Show a stored capture. It is decoded in short turns; showing another cancels it."""
        self._start(source)
        self._live = False
        self._header.show_state("replay")
        self._loader.start(source)

    def take_record(self, record: Record) -> None:
        """Keep a record of the live exchange for the next `flush`."""
        if self._live:
            self._records.append(record)

    def take_chunk(self, chunk: Chunk) -> None:
        """Keep a chunk of the live exchange for the next `flush`."""
        if self._live:
            self._chunks.append(chunk)

    def flush(self) -> None:
        """Show what is pending. Called once a frame."""
        if self._loader.running or not (self._records or self._chunks):
            return
        records, self._records = self._records, []
        chunks, self._chunks = self._chunks, []
        self._take(records, chunks)

    def end(self, turn: Turn) -> None:
        """The live exchange is over: say how, and what was odd."""
        if not self._live:
            return
        self._ended = turn
        if not self._loader.running:
            self._show_end(turn)

    def _show_end(self, turn: Turn) -> None:
        self.flush()
        if turn.outcome is not None:
            self._header.show_outcome(turn.outcome)
            self.notes.show_outcome(turn.outcome)
        self.log.finish(turn)
        self.log_page.refresh()

    def clear(self) -> None:
        """Show nothing. The capture itself is not touched."""
        self._start(None)

    def select_event(self, event: int) -> None:
        """Choose an event by its number, counted from 0; a filter that hides it is lifted."""
        if not 0 <= event < len(self.model.columns):
            return
        if self.model.row_of(event) < 0:
            self.filter.clear()
        self.table.choose_event(event)

    def select_byte(self, offset: int) -> None:
        """Choose the event that a byte of the body belongs to."""
        self.select_event(self.model.event_at_offset(offset))

    def show_page(self, page: str) -> None:
        """Turn to `events`, `raw`, `log` or `request`."""
        self._tabs.set_value(page)
        self._page_chosen(page)

    def show_draft(self, draft: Draft) -> None:
        """Show a request that was not sent; what was shown goes, though not from the disk."""
        self.clear()
        self.request_page.show_draft(draft)
        self.show_page(REQUEST)

    def next_error(self) -> None:
        """Choose the next error after the chosen event, or the first."""
        event = self.model.next_error(self.table.chosen_event())
        if event >= 0:
            self.select_event(event)

    def previous_error(self) -> None:
        """Choose the nearest error before the chosen event, or the last."""
        at = self.table.chosen_event()
        at = at if at >= 0 else len(self.model.columns)
        event = self.model.next_error(at, backwards=True)
        if event >= 0:
            self.select_event(event)

    def stop(self) -> None:
        """Leave all work half done (the window closes)."""
        self._loader.stop()
        self.model.stop()

    # Building.

    def _build_widgets(self) -> None:
        self._header = InspectorHeader()
        self.metrics = MetricsRow()
        self.timeline = Timeline()
        self.notes = NotesStrip()
        self._tabs = Segmented(
            (
                (EVENTS, self.tr("Events")),
                (RAW, self.tr("Raw")),
                (LOG, self.tr("Log")),
                (REQUEST, self.tr("HTTP")),
            ),
            "inspectorTabs",
            name=self.tr("Inspector pages"),
            font_size=12.5,
        )
        self.filter = FilterEdit()
        self.table = EventTable(self.model)
        self.detail = EventDetail()
        self.raw_page = RawPage()
        self.log_page = LogPage(self.log)
        self.request_page = RequestPage()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 10, 16, 8)
        bar.setSpacing(8)
        bar.addWidget(self._tabs, 0)
        bar.addWidget(self.filter, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("inspectorSplitter")
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(_inset(self.table))
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([300, 300])
        self._stack = QStackedWidget()
        for page in (splitter, self.raw_page, self.log_page, self.request_page):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._header, self.metrics, self.timeline):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.notes)
        column.addWidget(Hairline())
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(320)

    def _connect(self) -> None:
        self._tabs.chosen.connect(self._page_chosen)
        self.filter.query_changed.connect(self._filter)
        self.model.scanned.connect(self._show_count)
        self.table.event_chosen.connect(self._event_chosen)
        self.table.following_changed.connect(self._header.show_following)
        self.log_page.event_chosen.connect(self._log_event_chosen)
        self.notes.note_chosen.connect(self.select_byte)
        self.timeline.time_chosen.connect(self._time_chosen)
        self._header.follow_toggled.connect(self._toggle_following)
        self._header.save_requested.connect(self.save_requested)
        self._header.clear_requested.connect(self.clear)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F8"), self, self.next_error, context=here)
        QShortcut(QKeySequence("Shift+F8"), self, self.previous_error, context=here)

    # Work.

    def _start(self, source: CaptureSource | None) -> None:
        self._loader.stop()
        self._source = source
        self._records, self._chunks, self._ended = [], [], None
        self.model.reset(source)
        self.log.reset()
        self.metrics.clear()
        self.timeline.clear()
        self.notes.clear()
        self.detail.clear()
        self.detail.set_hint(
            self.tr("Choose an event to see what is in it.")
            if source is not None
            else self.tr("Send a prompt or open a capture: all it brings appears here.")
        )
        self.raw_page.set_source(source)
        self.request_page.clear()
        self.log_page.refresh()
        self._header.show_state("idle")
        self.table.set_following(True)
        self.log_page.view.set_following(True)
        self._show_count()

    def _take(self, records: list[Record], chunks: list[Chunk]) -> None:
        measures, bins = self.metrics.measures, self.timeline.bins
        for record in records:
            measures.take_record(record)
            self.request_page.take_record(record)
            bins.reach(record.t_ns)
            if isinstance(record, RequestSent) and record.protocol:
                self.model.protocol = record.protocol
        first = len(self.model.columns)
        self.model.append(chunks)
        columns = self.model.columns
        for event, chunk in enumerate(chunks, first):
            measures.take_chunk(chunk)
            bins.add(chunk.t_ns, columns.kind(event).tone, columns.size(event))
        self.log.append(first, chunks)
        self._refresh()

    def _refresh(self) -> None:
        self.metrics.refresh()
        self.timeline.update()
        self.table.refresh()
        self.log_page.refresh()
        self.request_page.refresh()
        if self._stack.currentWidget() is self.raw_page:
            self.raw_page.refresh_tail()

    def _take_loaded(self, records: list[Record], chunks: list[Chunk]) -> None:
        self._take(records, chunks)

    def _caught_up(self) -> None:
        """All that was on the tape is shown: now what came in the meantime."""
        self.flush()
        if self._ended is not None:
            self._show_end(self._ended)

    # What the user does.

    def _page_chosen(self, page: str) -> None:
        self._stack.setCurrentIndex(_PAGES.index(page))
        if page == RAW:
            self._show_raw(self.table.chosen_event())
        elif page == LOG:
            self.log_page.view.follow()

    def _filter(self, query: Query) -> None:
        chosen = self.table.chosen_event()
        if not query.empty:
            self.show_page(EVENTS)
        self.model.set_query(query)
        if chosen < 0 or not self.table.choose_event(chosen):
            self.table.follow()

    def _show_count(self) -> None:
        if not self.model.filtered:
            self.filter.show_count("")
            return
        found, known = self.model.rowCount(), len(self.model.columns)
        more = "…" if self.model.scanning else ""
        self.filter.show_count(f"{number_text(found)}{more} / {number_text(known)}")

    def _event_chosen(self, event: int) -> None:
        columns = self.model.columns
        if event < 0:
            self.detail.clear()
            self.timeline.mark(None)
            self._show_raw(-1)
            self.event_selected.emit(None)
            return
        chunk = self.model.look(event)
        self.detail.show_event(event, chunk, columns.kind(event))
        self.timeline.mark(columns.times_ns[event])
        self._show_raw(event)
        self.log_page.show_event(event)
        self.event_selected.emit((columns.starts[event], columns.ends[event]))

    def _show_raw(self, event: int) -> None:
        if self._stack.currentWidget() is not self.raw_page:
            return
        columns = self.model.columns
        if event < 0:
            self.raw_page.show_event(-1, 0, 0)
        else:
            self.raw_page.show_event(event, columns.starts[event], columns.ends[event])

    def _log_event_chosen(self, event: int) -> None:
        if event >= 0 and event != self.table.chosen_event():
            self.select_event(event)

    def _time_chosen(self, t_ns: int) -> None:
        self.show_page(EVENTS)
        self.select_event(self.model.event_at_time(t_ns))

    def _toggle_following(self) -> None:
        on = not self.table.following
        if on:
            self.table.let_go()
        self.table.set_following(on)
        self.log_page.view.set_following(on)


def _inset(widget: QWidget) -> QWidget:
    """Rows reach a little less far than the pane, so that their text stands under its title."""
    frame = QWidget()
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 0, 0, 0)
    row.addWidget(widget)
    return frame
