"""The text of an event: its bytes as they were sent, in letters or in hex, or its JSON laid out."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.detail.laid_out import LaidOut
from gemini_desktop.ui.inspector.detail.styles import AS_SENT, COMPACT
from gemini_desktop.ui.inspector.raw.byte_content import Held
from gemini_desktop.ui.inspector.raw.byte_panel import BytePanel
from gemini_desktop.ui.inspector.raw.modes import TEXT
from gemini_desktop.ui.inspector.raw.mono_view import EmptyContent, MonoView
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.inspector.raw.text_rows import TextRows
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before


class EventText(QWidget):
    """Style and mode stay for the events to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = BytePanel("eventBytes", self.tr("Bytes of the event"), own_offsets=True)
        self.style_name = AS_SENT
        self._chunk: Chunk | None = None
        self._is_json = False
        self._laying = LaidOut(self)
        self._laying.ready.connect(self._show_laid_out)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.panel)

    @Late
    def laid(self) -> MonoView:
        """Its JSON, laid out."""
        view = MonoView("eventText", self.tr("JSON of the event, laid out"))
        view.set_hint(self.tr("Laying out…"))
        self._stack.addWidget(view)
        tab_before(view, self.panel.view)
        return view

    def clear(self) -> None:
        """Show nothing."""
        self._chunk = None
        self._laying.stop()
        self.panel.show_bytes(None, 0, 0, Reads())
        if (laid := EventText.laid.made(self)) is not None:
            laid.set_content(EmptyContent())

    def show_event(self, chunk: Chunk, start: int, reads: Reads, *, is_json: bool) -> None:
        """Show an event whose bytes begin at `start` in the body."""
        self._chunk, self._is_json = chunk, is_json
        raw = chunk.raw
        self.panel.show_bytes(Held(raw, start), start, start + len(raw), reads)
        self._show()

    def set_mode(self, mode: str) -> None:
        """TEXT or HEX."""
        self.panel.set_mode(mode)
        self._show()

    def set_style(self, style: str) -> None:
        """How text is shown: AS_SENT, PRETTY or COMPACT. What is no JSON is shown as it was."""
        self.style_name = style
        self._show()

    def select(self, start: int, end: int) -> None:
        """Select bytes by their offsets in the body, as far as they are of this event."""
        first, last = self.panel.bounds
        start, end = max(first, start), min(last, end)
        if start < end:
            self.panel.select(start, end)

    def copy(self) -> bool:
        """Copy the bytes where they are in sight; False where the laid out JSON is."""
        if self._stack.currentWidget() is not self.panel:
            return False
        self.panel.copy()
        return True

    def visible_text(self) -> str:
        """What is in sight, a line a row."""
        laid = self._stack.currentWidget() is not self.panel
        return self.laid.visible_text() if laid else self.panel.view.visible_text()

    def _show(self) -> None:
        chunk = self._chunk
        laid = self._is_json and self.style_name != AS_SENT and self.panel.mode == TEXT
        self._stack.setCurrentWidget(self.laid if laid else self.panel)
        self._laying.stop()
        if laid and chunk is not None:
            self.laid.set_content(EmptyContent())
            compact = self.style_name == COMPACT
            self._laying.ask(chunk.json, len(chunk.raw), compact=compact)

    def _show_laid_out(self, lines: list[tuple[str, str]]) -> None:
        self.laid.set_content(TextRows(lines))
