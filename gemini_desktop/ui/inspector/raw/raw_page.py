"""The page of bytes: the whole body, as text or as hex, with the chosen event marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Chip, IconButton, Label
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.part import Part
from gemini_desktop.ui.inspector.raw.byte_panel import BytePanel
from gemini_desktop.ui.inspector.raw.modes import HEX, TEXT
from gemini_desktop.ui.inspector.raw.reads import Reads

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class RawPage(QWidget, Part):
    """Nothing is altered: line ends and control characters are drawn as signs, copied as bytes."""

    byte_chosen = Signal(object)
    """An offset in the body: the user wants to know its event."""
    save_requested = Signal(object)
    """An `Offer` of the chosen bytes."""

    def __init__(self, reads: Reads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: CaptureSource | None = None
        self._reads = reads
        self._event = (-1, 0, 0)
        self._clicking = False
        self._where = Label(size=12.5, tone="2")
        self._where.setMinimumWidth(0)
        self.panel = BytePanel("rawView", self.tr("Raw bytes"))
        self.view = self.panel.view
        self.view.set_hint(self.tr("The bytes appear here as they arrive."))
        self._all = Chip(self.tr("Show all"), object_name="showAllBytes")
        self._all.setToolTip(self.tr("Show the middle of long lines too"))
        self._all.setCheckable(True)
        self._hex = Chip(self.tr("Hex"), object_name="hexBytes")
        self._hex.setToolTip(self.tr("Show hexadecimal numbers instead of text"))
        self._hex.setCheckable(True)
        self._find = IconButton("search", "", "findRaw", size=28)
        self._find.set_tooltip(self.tr("Find bytes, or go to one"), "Ctrl+F")
        self._save = IconButton("download", self.tr("Save the bytes"), "saveRaw", size=28)
        self._copy = IconButton("copy", self.tr("Copy the bytes"), "copyRaw", size=28)
        self._lay_out()
        self._connect()
        self.start(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self._where, 1)
        for widget in (self._all, self._hex, self._find, self._save, self._copy):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.panel, 1)

    def _connect(self) -> None:
        self._all.toggled.connect(self._fold)
        self._hex.toggled.connect(self._change_mode)
        self._find.clicked.connect(self._open_search)
        self._save.clicked.connect(self.panel.save)
        self._copy.clicked.connect(self.copy)
        self.panel.folds_changed.connect(self._folds_changed)
        self.panel.byte_clicked.connect(self._byte_clicked)
        self.panel.save_requested.connect(self.save_requested)

    # Of a part.

    def start(self, source: CaptureSource | None) -> None:
        """Show another capture from its beginning."""
        self._source = source
        self._event = (-1, 0, 0)
        self.panel.show_bytes(source, 0, source.size() if source is not None else 0, self._reads)
        self._tell()

    def refresh(self) -> None:
        """Once a frame: what has come is added, and stays in sight if the end was."""
        source = self._source
        if source is not None and self.isVisible() and source.size() != self.panel.bounds[1]:
            self.panel.grow(source.size())
            self._tell()

    # What the pane asks.

    def show_event(self, event: int, start: int, end: int) -> None:
        """Mark an event's bytes and bring them into sight; -1 for none."""
        self._event = (event, start, end)
        self._catch_up()
        self.view.mark(start, end)
        if event >= 0 and not self._clicking:
            self.view.move_to(start, show=False)
            self.view.show_byte(start)
        self._tell()

    def select_bytes(self, start: int, end: int) -> None:
        """Select bytes and bring them into sight."""
        self._catch_up()
        self.panel.select(start, end)

    def seek(self, step: int = 0) -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        self.panel.seek(step)

    def copy(self) -> None:
        """Put on the clipboard what is selected, else the chosen event, else the whole body."""
        first, last = self.view.selection()
        event, start, end = self._event
        if first == last and event >= 0:
            self.panel.copy_range(start, end, self.panel.own_form)
        else:
            self.panel.copy()

    # Inside.

    def _open_search(self) -> None:
        self.panel.search.open()

    def _catch_up(self) -> None:
        if self._source is not None and self._source.size() > self.panel.bounds[1]:
            self.panel.grow(self._source.size())

    def _fold(self, on: bool) -> None:
        self.panel.set_folded(on=not on)

    def _change_mode(self, on: bool) -> None:
        self.panel.set_mode(HEX if on else TEXT)

    def _folds_changed(self) -> None:
        self._all.setVisible(self.panel.has_folds)
        self._all.setChecked(not self.panel.folded)

    def _byte_clicked(self, offset: int) -> None:
        self._clicking = True
        self.byte_chosen.emit(offset)
        self._clicking = False

    def _tell(self) -> None:
        event, start, end = self._event
        total = self.panel.bounds[1]
        self._save.setEnabled(total > 0)
        self._copy.setEnabled(total > 0)
        words = ""
        if event >= 0:
            first, last = number_text(start), number_text(end)
            number = number_text(event + 1)
            words = self.tr("Event {0} · bytes {1} – {2}").format(number, first, last)
        elif total:
            words = self.tr("The whole body, {0}").format(size_text(total))
        self._where.setText(words)
