"""The pages on which the chosen event is shown. Each is made when it is first looked at: until an
event is chosen there is only a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.detail.styles import AS_SENT
from gemini_desktop.ui.inspector.raw.mono_view import EmptyContent, MonoView
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.late import Late, StandIn
from gemini_desktop.ui.qt_helpers import tab_before

if TYPE_CHECKING:  # imported when they are made
    from gemini_desktop.core.blobs import Blob
    from gemini_desktop.ui.inspector.detail.event_text import EventText
    from gemini_desktop.ui.inspector.detail.preview_page import PreviewPage
    from gemini_desktop.ui.inspector.detail.reads_page import ReadsPage
    from gemini_desktop.ui.inspector.detail.tree_page import TreePage
    from gemini_desktop.ui.inspector.detail.value_page import ValuePage


class Shown(NamedTuple):
    """The chosen event."""

    chunk: Chunk
    start: int
    """Where its bytes begin in the body."""
    is_json: bool
    blobs: Sequence[Blob]
    """What of it is more than text."""


class DetailPages(QStackedWidget):
    """Shows one of them, or the sentence."""

    save_requested = Signal(object)
    """An `Offer` of some bytes."""
    path_changed = Signal(object)
    """The path of the value that is chosen in the tree."""
    bytes_selected = Signal(object, object)
    """What is selected of the event's bytes: where it begins and ends in the body."""
    value_opened = Signal(object)
    """The user wants to see the whole of the text at this path."""
    value_closed = Signal()
    """The user has seen it."""
    bytes_wanted = Signal(object)
    """The user wants to see the bytes of the value at this path."""
    path_chosen = Signal(object)
    """The user wants to see a value in the tree."""

    def __init__(self, reads: Reads) -> None:
        super().__init__()
        self._reads = reads
        self._shown: Shown | None = None
        self._style = AS_SENT
        self.nothing = MonoView("noEvent", self.tr("Text of the event"))
        self.nothing.set_content(EmptyContent())
        self.addWidget(self.nothing)
        self._tree_name = StandIn("jsonTree", self)

    @Late
    def tree(self) -> TreePage:
        """Its JSON as a tree."""
        from gemini_desktop.ui.inspector.detail.tree_page import TreePage

        self._tree_name.leave()
        page = TreePage()
        page.tree.value_opened.connect(self.value_opened)
        page.tree.bytes_wanted.connect(self.bytes_wanted)
        page.tree.path_changed.connect(self.path_changed)
        self._add(page)
        if self._shown is not None and self._shown.is_json:
            page.show_value(self._shown.chunk.json)
        return page

    @Late
    def value(self) -> ValuePage:
        """The whole of one text in it."""
        from gemini_desktop.ui.inspector.detail.value_page import ValuePage

        page = ValuePage()
        page.closed.connect(self.value_closed)
        page.panel.save_requested.connect(self.save_requested)
        self._add(page)
        return page

    @Late
    def text(self) -> EventText:
        """Its bytes as text or hex, or its JSON laid out."""
        from gemini_desktop.ui.inspector.detail.event_text import EventText

        page = EventText()
        page.panel.save_requested.connect(self.save_requested)
        self._add(page)
        page.set_style(self._style)
        if self._shown is not None:
            self._fill_text(page, self._shown)
        page.panel.view.selection_changed.connect(self._tell_bytes)
        return page

    @Late
    def preview(self) -> PreviewPage:
        """Its pictures, sounds and signatures."""
        from gemini_desktop.ui.inspector.detail.preview_page import PreviewPage

        page = PreviewPage()
        page.save_requested.connect(self.save_requested)
        page.path_chosen.connect(self.path_chosen)
        self._add(page)
        page.show_blobs(self._shown.blobs if self._shown is not None else ())
        return page

    @Late
    def reads(self) -> ReadsPage:
        """The reads that brought it."""
        from gemini_desktop.ui.inspector.detail.reads_page import ReadsPage

        page = ReadsPage()
        page.bytes_chosen.connect(self._select_read)
        self._add(page)
        if self._shown is not None:
            self._fill_reads(page, self._shown)
        return page

    @property
    def shows_value(self) -> bool:
        """Whether the whole of one text is in sight."""
        return self.currentWidget() is DetailPages.value.made(self)

    @property
    def style_name(self) -> str:
        """How text is shown."""
        return self._style

    def set_style(self, style: str) -> None:
        """Show text AS_SENT, PRETTY or COMPACT; it stays for the events to come."""
        self._style = style
        if (text := DetailPages.text.made(self)) is not None:
            text.set_style(style)

    def show_event(self, shown: Shown) -> None:
        """Show another event on the pages that are there."""
        self._shown = shown
        if (preview := DetailPages.preview.made(self)) is not None:
            preview.show_blobs(shown.blobs)
        if shown.is_json and (tree := DetailPages.tree.made(self)) is not None:
            tree.show_value(shown.chunk.json)
        self.forget_value()
        if (text := DetailPages.text.made(self)) is not None:
            self._fill_text(text, shown)
        if (reads := DetailPages.reads.made(self)) is not None:
            self._fill_reads(reads, shown)

    def clear(self) -> None:
        """Show nothing but the sentence."""
        self._shown = None
        if (text := DetailPages.text.made(self)) is not None:
            text.clear()
        if (tree := DetailPages.tree.made(self)) is not None:
            tree.show_value({})
        if (preview := DetailPages.preview.made(self)) is not None:
            preview.show_blobs(())
        if (reads := DetailPages.reads.made(self)) is not None:
            reads.clear()
        self.forget_value()
        self.setCurrentWidget(self.nothing)

    def forget_value(self) -> None:
        """Let go of the one text."""
        if (value := DetailPages.value.made(self)) is not None:
            value.clear()

    def _add(self, page: QWidget) -> None:
        self.addWidget(page)
        tab_before(page, self.nothing)

    def _fill_text(self, page: EventText, shown: Shown) -> None:
        page.show_event(shown.chunk, shown.start, self._reads, is_json=shown.is_json)

    def _fill_reads(self, page: ReadsPage, shown: Shown) -> None:
        page.show_event(self._reads, shown.start, shown.start + len(shown.chunk.raw))

    def _select_read(self, start: int, end: int) -> None:
        self.text.select(start, end)

    def _tell_bytes(self) -> None:
        self.bytes_selected.emit(*self.text.panel.view.selection())
