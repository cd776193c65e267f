"""The drawer with all exchanges of the home: the list, or where words stand in any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Chip, Hairline, IconButton, Label, Segmented
from gemini_desktop.ui.controls.search_edit import SearchEdit
from gemini_desktop.ui.inspector.captures.capture_words import Entry
from gemini_desktop.ui.inspector.captures.captures_model import CapturesModel
from gemini_desktop.ui.inspector.captures.captures_view import CapturesView
from gemini_desktop.ui.inspector.captures.hits_model import HitsModel
from gemini_desktop.ui.inspector.captures.hits_view import HitsView
from gemini_desktop.ui.inspector.captures.modes import LIST, WORDS
from gemini_desktop.ui.inspector.events.summary import number_text

if TYPE_CHECKING:  # at run time it would bring the store along before the first paint
    from gemini_desktop.session.searching import Hit

_PAUSE_MS = 150
_WIDTH = 380
_NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""


class CapturesPanel(QWidget):
    """Shows what it is given, and asks by signals; each carries a capture's id."""

    opened = Signal(str)
    opened_beside = Signal(str)
    """To be opened in a tab of its own."""
    turn_requested = Signal(str)
    save_requested = Signal(str)
    delete_requested = Signal(str)
    files_requested = Signal()
    searched = Signal(str)
    """Words to be found in all captures; a moment after the last letter."""
    hit_opened = Signal(object)
    hit_opened_beside = Signal(object)
    """A `session.searching.Hit` to go to."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("capturesPanel")
        self.setAccessibleName(self.tr("All captures"))
        self.model = CapturesModel(self)
        self.view = CapturesView(self.model)
        self.hits = HitsModel(self)
        self.hits_view = HitsView(self.hits)
        self.field = SearchEdit("capturesFilter", self.tr("Filter captures"))
        self.modes = Segmented(
            ((LIST, self.tr("List")), (WORDS, self.tr("Words in all captures"))),
            "capturesModes",
            name=self.tr("What the field looks into"),
            font_size=12.5,
        )
        self.chat_chip = Chip(
            self.tr("This chat"), icon_name="message-square", object_name="capturesOfChat"
        )
        self.chat_chip.setCheckable(True)
        self.chat_chip.setToolTip(self.tr("Only the captures of the chat that is shown"))
        self._entries: Sequence[Entry] = ()
        self._words_of = {LIST: "", WORDS: ""}
        self._left = 0
        self._full = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._count = Label(size=11.5, tone="3")
        self._empty = Label(
            self.tr("Every exchange with a server will be listed here, the newest first."),
            tone="3",
            wrap=True,
        )
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._lay_out()
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        for name in ("opened", "opened_beside", "turn_requested"):
            getattr(self.view, name).connect(getattr(self, name))
        self.view.save_requested.connect(self.save_requested)
        self.view.delete_requested.connect(self.delete_requested)
        self.hits_view.opened.connect(self.hit_opened)
        self.hits_view.opened_beside.connect(self.hit_opened_beside)
        self.modes.chosen.connect(self._turn)
        self._turn(LIST)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, in this order; what was chosen stays so, else the first is."""
        chosen = self.view.chosen()
        self._entries = entries
        self.model.set_entries(entries)
        self._keep(chosen)
        self._show_count()

    @property
    def mode(self) -> str:
        """LIST or WORDS."""
        return self.modes.value()

    def set_mode(self, mode: str) -> None:
        """Look into the list, or for words in all captures. Each has its own words in the field."""
        if mode != self.mode:
            self.modes.set_value(mode)
            self._turn(mode)

    def show_hits(self, hits: Sequence[Hit], left: int, most: int) -> None:
        """Show what was found; so many captures are `left` to be indexed, and no more than `most`
        hits are ever given."""
        self._left = left
        self._full = len(hits) >= most
        self.hits.set_hits(hits, {e.id: e for e in self._entries if self.model.in_chat(e)})
        if hits:
            self.hits_view.setCurrentIndex(self.hits.index(0))
        self._show_count()

    def set_chat(self, conversation_id: str, shared: frozenset[str], title: str) -> None:
        """Show only the captures of this chat, named so on its chip; empty for those of all."""
        chosen = self.view.chosen()
        self.model.set_chat(conversation_id, shared)
        self.chat_chip.set_text(title or self.tr("This chat"))
        self.chat_chip.setChecked(bool(conversation_id))
        self._keep(chosen)
        self._show_count()
        if self.mode == WORDS:
            self._search()

    def show_left(self, left: int) -> None:
        """So many captures are not indexed yet."""
        self._left = left
        self._show_count()

    def focus_field(self) -> None:
        """One can type at once."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(_WIDTH, 500)

    def limit_width(self, *, beside: bool) -> None:
        """Beside the pages it takes what it needs, alone all that there is."""
        self.setMaximumWidth(_WIDTH if beside else _NO_LIMIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. From the field, the arrow keys and Enter reach the list."""
        if watched is self.field and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and event.key() in (*keys, *enter):
                view = self.view if self.mode == LIST else self.hits_view
                view.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _turn(self, mode: str) -> None:
        other = WORDS if mode == LIST else LIST
        self._words_of[other] = self.field.text()
        self.field.setPlaceholderText(
            self.tr("Prompt, model, profile or outcome")
            if mode == LIST
            else self.tr("Words in prompts, thoughts, answers, errors")
        )
        with QSignalBlocker(self.field):
            self.field.setText(self._words_of[mode])
        self._show_count()
        if mode == WORDS:
            self._search()

    def _search(self) -> None:
        self.searched.emit(self.field.text())

    def _filter(self, text: str) -> None:
        if self.mode == WORDS:
            self._pause.start()
            return
        chosen = self.view.chosen()
        self.model.set_filter(text)
        self._keep(chosen)
        self._show_count()

    def _keep(self, chosen: str) -> None:
        if not self.view.choose(chosen) and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))

    def _show_count(self) -> None:
        listing = self.mode == LIST
        self.hits_view.setVisible(not listing)
        shown, known = self.model.rowCount(), len(self.model)
        self._empty.setHidden(known > 0 or not listing)
        self.view.setVisible(known > 0 and listing)
        if not listing:
            words = self._found_words()
        elif self.model.filtered:
            words = self.tr("{0} of {1}").format(number_text(shown), number_text(known))
        else:
            words = number_text(known) if known else ""
        self._count.setText(words)

    def _found_words(self) -> str:
        found = self.hits.rowCount()
        words = number_text(found)
        if found and self._full:
            words = self.tr("the newest {0}").format(words)
        elif not found:
            words = self.tr("nothing found") if self.field.text().strip() else ""
        if self._left:
            more = self.tr("{0} not indexed yet").format(number_text(self._left))
            words = f"{words} · {more}" if words else more
        return words

    def _lay_out(self) -> None:
        files = IconButton("folder-open", self.tr("Open files…"), "openCaptureFiles", size=28)
        files.clicked.connect(self.files_requested)
        close = IconButton("x", self.tr("Close the list"), "closeCaptures", size=28)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 0)
        head.setSpacing(4)
        head.addWidget(Label(self.tr("All captures"), size=13, weight=600))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(files)
        head.addWidget(close)
        bar = QVBoxLayout()
        bar.setContentsMargins(16, 6, 16, 8)
        bar.setSpacing(8)
        bar.addWidget(self.modes)
        bar.addWidget(self.field)
        bar.addWidget(self.chat_chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(bar)
        column.addWidget(Hairline())
        column.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.view, 1)
        column.addWidget(self.hits_view, 1)
        column.addStretch(0)
        self.setMinimumWidth(280)
