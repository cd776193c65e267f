"""What is in the chosen event: its JSON as a tree, its bytes as text or hex, its pictures, and the
reads that brought it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import IconButton, Label, Segmented
from gemini_desktop.ui.inspector.detail.pages import DetailPages, Shown
from gemini_desktop.ui.inspector.detail.styles import AS_SENT, COMPACT, PRETTY
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.raw.modes import HEX, TEXT
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.qt_helpers import plain_tip

if TYPE_CHECKING:
    from gemini_desktop.core import blobs
    from gemini_desktop.core.json.spans import Path
    from gemini_desktop.ui.inspector.detail.event_text import EventText
    from gemini_desktop.ui.inspector.detail.json_tree import JsonTree
    from gemini_desktop.ui.inspector.detail.preview_page import PreviewPage
    from gemini_desktop.ui.inspector.detail.reads_page import ReadsPage
    from gemini_desktop.ui.inspector.detail.tree_page import TreePage
    from gemini_desktop.ui.inspector.detail.value_page import ValuePage

TREE, PREVIEW, READS = "tree", "preview", "reads"
_TICK_MS = 2000
_WIDE = 430
"""The width, in logical pixels, at which the head has room for the event's number."""


class EventDetail(QWidget):
    """The head names the event. Of the tabs below it only those are there that apply."""

    save_requested = Signal(object)
    """An `Offer` of some bytes."""
    path_changed = Signal(object)
    """The path of the value that is chosen in the tree."""
    bytes_selected = Signal(object, object)
    """What is selected of the event's bytes: where it begins and ends in the body."""

    def __init__(self, reads: Reads | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chunk: Chunk | None = None
        self._blobs: list[blobs.Blob] = []
        self._wanted = TREE
        self._title = Label(self.tr("Event"), size=13, weight=600)
        self._subtitle = Label(tone="2", size=12.5, wrap=True)
        self._subtitle.setMinimumWidth(0)
        self.styles = Segmented(
            (
                (AS_SENT, self.tr("As sent")),
                (PRETTY, self.tr("Pretty")),
                (COMPACT, self.tr("Compact")),
            ),
            "eventStyle",
            name=self.tr("How the text is laid out"),
            font_size=12,
        )
        self.styles.set_tooltip(AS_SENT, self.tr("The event's bytes, as they were sent"))
        self.styles.set_tooltip(PRETTY, self.tr("Its JSON with line ends and indents"))
        self.styles.set_tooltip(COMPACT, self.tr("Its JSON in as few characters as it takes"))
        self._copy = IconButton("copy", self.tr("Copy the event's JSON"), "copyEvent", size=28)
        self.more = IconButton(
            "ellipsis", self.tr("Copy or save the chosen events as…"), "copyEventAs", size=28
        )
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setInterval(_TICK_MS)
        self.tabs = Segmented(
            (
                (TREE, self.tr("Tree")),
                (TEXT, self.tr("Text")),
                (HEX, self.tr("Hex")),
                (PREVIEW, self.tr("Preview")),
                (READS, self.tr("Reads")),
            ),
            "detailTabs",
            name=self.tr("What to see of the event"),
            font_size=12,
        )
        self.pages = DetailPages(reads if reads is not None else Reads())
        self._lay_out()
        self._connect()
        self.clear()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 2)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addSpacing(4)
        head.addWidget(self.tabs, 0)
        head.addStretch(1)
        for button in (self._copy, self.more):
            head.addWidget(button)
        self._about = QWidget()
        about = QHBoxLayout(self._about)
        about.setContentsMargins(16, 0, 16, 4)
        about.addWidget(self._subtitle, 1)
        about.addWidget(self.styles, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self.pages, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _connect(self) -> None:
        self._copy.clicked.connect(self.copy)
        self._tick.timeout.connect(self._copied_no_more)
        self.tabs.chosen.connect(self.show_tab)
        self.styles.chosen.connect(self.set_style)
        pages = self.pages
        pages.value_opened.connect(self.open_value)
        pages.value_closed.connect(self._close_value)
        pages.bytes_wanted.connect(self._show_bytes_of)
        pages.path_chosen.connect(self._show_path)
        pages.path_changed.connect(self.path_changed)
        pages.bytes_selected.connect(self.bytes_selected)
        pages.save_requested.connect(self.save_requested)

    @property
    def tree_page(self) -> TreePage:
        """The event's JSON as a tree, with its search."""
        return self.pages.tree

    @property
    def tree(self) -> JsonTree:
        """The tree alone."""
        return self.pages.tree.tree

    @property
    def value_page(self) -> ValuePage:
        """The whole of one text in it."""
        return self.pages.value

    @property
    def text(self) -> EventText:
        """Its bytes as text or hex, or its JSON laid out."""
        return self.pages.text

    @property
    def preview(self) -> PreviewPage:
        """Its pictures, sounds and signatures."""
        return self.pages.preview

    @property
    def reads_page(self) -> ReadsPage:
        """The reads that brought it."""
        return self.pages.reads

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt. Where there is little room the tabs have it; the table says which event."""
        super().resizeEvent(event)
        self._title.setVisible(self._chunk is None or self._has_room)

    @property
    def _has_room(self) -> bool:
        return self.width() >= _WIDE * theme.manager().zoom // 100

    @property
    def title(self) -> str:
        """Which event is shown, and what kind of."""
        return f"{self._title.text()} {self._subtitle.text()}".strip()

    @property
    def hint(self) -> str:
        """The sentence that stands here while no event is shown."""
        return self.pages.nothing.hint

    def set_hint(self, text: str) -> None:
        """Say another sentence."""
        self.pages.nothing.set_hint(text)

    def clear(self) -> None:
        """Show nothing."""
        self._chunk = None
        self._title.setText(self.tr("Event"))
        self._subtitle.setText("")
        self._copy.setEnabled(False)
        self.pages.clear()
        self.tabs.hide()
        self._title.show()
        self._show_styles()

    def show_event(self, event: int, chunk: Chunk | None, kind: Kind, start: int = 0) -> None:
        """Show an event whose bytes begin at `start`; None where they cannot be read."""
        if chunk is None:
            self.clear()
            return
        self._chunk = chunk
        self._title.setText(self.tr("Event {0}").format(number_text(event + 1)))
        name = chunk.name if chunk.name != "message" else "data"
        what = name if chunk.kind == "event" else chunk.kind
        parts = [what, kind.label, size_text(len(chunk.raw))]
        self._subtitle.setText(" · ".join(dict.fromkeys(parts)))
        self._title.setToolTip(plain_tip(self._subtitle.text()))
        if chunk.error:
            self._subtitle.setText(f"{self._subtitle.text()} · {chunk.error}")
        self._subtitle.set_tone("red" if chunk.error else "2")
        self._copy.setEnabled(True)
        self.tabs.show()
        self._title.setVisible(self._has_room)
        from gemini_desktop.core import blobs

        self._blobs = blobs.find(chunk.json) if self._is_json else []
        self.tabs.set_shown(TREE, on=self._is_json)
        self.tabs.set_shown(PREVIEW, on=bool(self._blobs))
        self.pages.show_event(Shown(chunk, start, self._is_json, self._blobs))
        self._turn()

    def show_tab(self, tab: str) -> None:
        """Turn to `tree`, `text`, `hex` or `reads`; it stays for the events to come."""
        self._wanted = tab
        self._turn()

    @property
    def tab(self) -> str:
        """The tab in sight."""
        if self._wanted == PREVIEW and not self._blobs:
            return TREE if self._is_json else TEXT
        return TEXT if self._wanted == TREE and not self._is_json else self._wanted

    @property
    def can_find(self) -> bool:
        """Whether what is in sight can be searched."""
        return self._chunk is not None and self.tab in (TREE, TEXT, HEX)

    def seek(self, step: int = 0) -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        if self.pages.shows_value:
            self.value_page.panel.seek(step)
        elif self.tab == TREE:
            self.tree_page.seek(step)
        elif self.tab in (TEXT, HEX):
            self.text.panel.seek(step)

    def select_bytes(self, start: int, end: int) -> None:
        """Select these bytes of the body in the event's text and hex, as far as they are of it."""
        if self._chunk is not None:
            self.text.select(start, end)

    def _show_path(self, path: Path) -> None:
        self.show_tab(TREE)
        self.tree.choose_path(path)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_value(self, path: Path) -> None:
        """Show the whole of the text at a path of the JSON; nothing where there is none."""
        if self._chunk is None:
            return
        value: Any = self._chunk.json
        for key in path:
            value = value[key]
        if isinstance(value, str):
            self.value_page.show_text(path, value)
            self.pages.setCurrentWidget(self.value_page)
            self.value_page.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_value(self) -> None:
        self._turn()
        self.pages.forget_value()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_bytes_of(self, path: Path) -> None:
        """Select in the event's text the bytes of the value at a path."""
        if self._chunk is None:
            return
        from gemini_desktop.core.json.spans import EventJson

        span = EventJson(self._chunk.raw).span(path)
        if span is not None:
            start = self.text.panel.bounds[0]
            if self.tab not in (TEXT, HEX):
                self.show_tab(TEXT)
            self.set_style(AS_SENT)
            self.text.select(start + span[0], start + span[1])
            self.text.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy(self) -> None:
        """Put the event on the clipboard: its JSON indented and whole, else its text. Where its
        bytes are in sight, these, or what is selected of them."""
        chunk = self._chunk
        if chunk is None:
            return
        if self.tab in (TEXT, HEX) and self.text.copy():
            pass
        elif self._is_json:
            _copy(json.dumps(chunk.json, ensure_ascii=False, indent=2))
        else:
            _copy(chunk.data or chunk.raw.decode("utf-8", "replace"))
        self._copy.set_icon("check")
        self._tick.start()

    @property
    def copied(self) -> bool:
        """Whether the copy button shows its tick."""
        return self._tick.isActive()

    @property
    def _is_json(self) -> bool:
        chunk = self._chunk
        return chunk is not None and chunk.kind == "event" and not chunk.error

    def _turn(self) -> None:
        tab = self.tab
        self.tabs.set_value(tab)
        if self._chunk is not None:
            if tab in (TEXT, HEX):
                self.text.set_mode(tab)
                self.pages.setCurrentWidget(self.text)
            elif tab == TREE:
                self.pages.setCurrentWidget(self.tree_page)
            else:
                self.pages.setCurrentWidget(self.preview if tab == PREVIEW else self.reads_page)
        self._show_styles()

    def _show_styles(self) -> None:
        choice = self._is_json and self.tab == TEXT
        self.styles.setVisible(choice)
        failed = self._chunk is not None and bool(self._chunk.error)
        self._about.setVisible(choice or failed)
        self.styles.set_value(self.pages.style_name)

    def set_style(self, style: str) -> None:
        """Show text AS_SENT, PRETTY or COMPACT; it stays for the events to come."""
        self.pages.set_style(style)
        self._show_styles()

    def _copied_no_more(self) -> None:
        self._copy.set_icon("copy")


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
