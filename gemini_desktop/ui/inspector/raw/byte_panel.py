"""A range of bytes to look at and to work with: the view, its search, and where one is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.own_keys import OwnKeys
from gemini_desktop.ui.inspector.raw import needle, place_words
from gemini_desktop.ui.inspector.raw.byte_content import Bytes
from gemini_desktop.ui.inspector.raw.byte_finder import ByteFinder
from gemini_desktop.ui.inspector.raw.byte_forms import MAX_COPIED, Form, written
from gemini_desktop.ui.inspector.raw.byte_hands import SelectableBytes
from gemini_desktop.ui.inspector.raw.hex_content import HexContent
from gemini_desktop.ui.inspector.raw.modes import HEX, OFFSET, TEXT
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.inspector.raw.search_strip import SearchStrip
from gemini_desktop.ui.inspector.raw.text_content import TextContent
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before


class BytePanel(QWidget):
    """The same bytes as text or as hex; a selection stays when the one is changed for the other."""

    byte_clicked = Signal(object)
    """An offset in the body: the user has clicked there."""
    save_requested = Signal(object)
    """An `Offer` of the chosen bytes."""
    folds_changed = Signal()
    """Whether long lines are folded has changed, or whether there are any."""

    def __init__(
        self, object_name: str, accessible_name: str, *, own_offsets: bool = False
    ) -> None:
        """`own_offsets`: hex shows the offsets from the range's start too."""
        super().__init__()
        self._own_offsets = own_offsets
        self._source: Bytes | None = None
        self._range = (0, 0)
        self._mode = TEXT
        self._folded = True
        self._had_folds = False
        self._reads = Reads()
        self._asked: tuple[str, str, needle.Needle | None] = ("", "", None)
        self.view = SelectableBytes(object_name, accessible_name)
        self.place = Label(size=11.5, tone="2", mono=True)
        self.place.setObjectName(f"{object_name}Place")
        self.place.setMinimumWidth(0)
        self._finder = ByteFinder(self)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.place)
        self.place.setContentsMargins(16, 3, 8, 5)
        self._connect()

    def _connect(self) -> None:
        OwnKeys(self.view, "Ctrl+G", self._ask_where)
        self.view.selection_changed.connect(self._tell_place)
        self.view.looked.connect(self._tell_folds)
        self.view.byte_clicked.connect(self.byte_clicked)
        self.view.fold_clicked.connect(partial(self.set_folded, on=False))
        self.view.copy_requested.connect(self.copy)
        self.view.menu_requested.connect(self._open_menu)
        self._finder.found.connect(self._found)
        self._finder.missed.connect(self._missed)

    @Late
    def search(self) -> SearchStrip:
        """Where one says what to look for."""
        strip = SearchStrip(parent=self)
        strip.asked.connect(self._look_for)
        strip.closed.connect(self._search_closed)
        self._column.insertWidget(0, strip)
        tab_before(strip, self.view)
        return strip

    # What is shown.

    @property
    def bounds(self) -> tuple[int, int]:
        """The range that is shown."""
        return self._range

    @property
    def mode(self) -> str:
        """TEXT or HEX."""
        return self._mode

    @property
    def folded(self) -> bool:
        """Whether of long lines only the beginning and the end are shown."""
        return self._folded

    @property
    def has_folds(self) -> bool:
        """Whether something in sight is, or would be, folded."""
        content = self.view.content
        return isinstance(content, TextContent) and (content.has_folds or not self._folded)

    def read(self, start: int, end: int) -> bytes:
        """Bytes of what is shown."""
        return self._source.read(start, end) if self._source is not None else b""

    def show_bytes(self, source: Bytes | None, start: int, end: int, reads: Reads) -> None:
        """Show a range of a body from its beginning; None for nothing."""
        self._finder.stop()
        self._source, self._range, self._reads = source, (start, end), reads
        self._folded = True
        self.view.set_reads(reads)
        self.view.set_content(self._content() if source is not None else None)
        self.folds_changed.emit()
        self._tell_place()

    def grow(self, end: int) -> None:
        """More has come."""
        self._range = (self._range[0], end)
        self.view.grow(end)

    def set_mode(self, mode: str) -> None:
        """Show the same as TEXT or HEX."""
        if mode != self._mode:
            self._mode = mode
            self._relook()

    def set_folded(self, *, on: bool) -> None:
        """Show long lines without their middle, or whole."""
        if on != self._folded:
            self._folded = on
            self._relook()

    def select(self, start: int, end: int) -> None:
        """Select bytes and show where they begin, also in the middle of a folded line."""
        content = self.view.content
        if isinstance(content, TextContent) and content.hides(start, end):
            self.set_folded(on=False)
        self.view.select(start, end)

    def _tell_folds(self) -> None:
        if self.has_folds != self._had_folds:
            self._had_folds = self.has_folds
            self.folds_changed.emit()

    def _content(self) -> TextContent | HexContent:
        assert self._source is not None  # noqa: S101 - asked by all who call
        start, end = self._range
        if self._mode == HEX:
            return HexContent(self._source, start, end, own_offsets=self._own_offsets)
        return TextContent(self._source, start, end, folded=self._folded)

    def _relook(self) -> None:
        if self._source is not None:
            self.view.relook(self._content())
        self.folds_changed.emit()

    def _tell_place(self) -> None:
        words = ""
        if self._source is not None and self._range[0] < self._range[1]:
            anchor, caret = self.view.selection()
            origin = self._range[0] if self._own_offsets else 0
            words = place_words.words(self._reads, anchor, caret, origin)
        self.place.setText(words)
        self.place.setToolTip(words)
        self.view.setAccessibleDescription(words)

    # Copying and saving.

    @property
    def own_form(self) -> Form:
        """The form in which bytes are seen: as text, or as numbers where the caret is in those."""
        return "text" if self._mode == TEXT or self.view.by_letters else "hex"

    def copy(self) -> None:
        """Put the selection on the clipboard as it is seen."""
        self.copy_as(self.own_form)

    def copy_as(self, form: Form) -> None:
        """Put the selected bytes on the clipboard, all that are shown where none is selected."""
        self.copy_range(*self._chosen(), form)

    def copy_range(self, start: int, end: int, form: Form) -> None:
        """Put these bytes on the clipboard."""
        if self._source is None or start >= end:
            return
        if end - start > MAX_COPIED:
            limit = size_text(MAX_COPIED)
            words = self.tr("Over {0}: too much for the clipboard. Save it instead.")
            self.place.setText(words.format(limit))
            return
        QGuiApplication.clipboard().setText(written(self._source.read(start, end), form))
        copied = end - start
        words = self.tr("Copied a byte") if copied == 1 else self.tr("Copied {0} bytes")
        self.place.setText(words.format(number_text(copied)))

    def save(self) -> None:
        """Ask to save the selected bytes, all that are shown where none is selected."""
        start, end = self._chosen()
        if self._source is not None and start < end:
            data = partial(self._source.read, start, end)
            self.save_requested.emit(Offer(f"bytes-{start}-{end}.bin", data))

    def _chosen(self) -> tuple[int, int]:
        start, end = self.view.selection()
        return (start, end) if start < end else self._range

    def menu(self) -> QMenu:
        """What can be done with the chosen bytes; goes away when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: tuple[tuple[str, str, Callable[[], None]] | None, ...] = (
            (self.tr("Copy as text"), "", partial(self.copy_as, "text")),
            (self.tr("Copy as hex"), "", partial(self.copy_as, "hex")),
            (self.tr("Copy as base64"), "", partial(self.copy_as, "base64")),
            (self.tr("Save these bytes…"), "", self.save),
            None,
            (self.tr("Select all"), "Ctrl+A", self.view.select_all),
            (self.tr("Find…"), "Ctrl+F", self._ask_what),
            (self.tr("Go to a byte…"), "Ctrl+G", self._ask_where),
        )
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            words, key, deed = entry
            menu.addAction(f"{words}\t{key}" if key else words, deed)
        return menu

    def _open_menu(self, where: QPoint) -> None:
        if self._source is not None:
            self.menu().popup(where)

    # Looking for something.
    def seek(self, step: int = 0) -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        self.search.seek(step, TEXT)

    def _ask_what(self) -> None:
        self.search.open(TEXT)

    def _ask_where(self) -> None:
        self.search.open(OFFSET)

    def _look_for(self, typed: str, how: str, back: bool) -> None:
        if self._source is None:
            return
        try:
            if how == OFFSET:
                self._go_to(needle.offset(typed, *self._range))
                return
            if (typed, how) != self._asked[:2]:
                self._asked = (
                    typed, how, needle.needle(typed, "hex" if how == HEX else "text"),
                )  # fmt: skip
        except ValueError as error:
            self.search.tell(str(error))
            return
        found = self._asked[2]
        if found is None:
            return
        self.search.tell("")
        start, end = self.view.selection()
        at = start if back else start + (1 if end > start else 0)
        self._finder.start(self._source, found, self._range, at, backwards=back)

    def _go_to(self, offset: int) -> None:
        self.search.tell("")
        self.select(offset, offset + 1)
        self.byte_clicked.emit(offset)

    def _found(self, start: int, end: int) -> None:
        self.select(start, end)
        self.byte_clicked.emit(start)

    def _missed(self) -> None:
        self.search.tell(self.tr("It is not in these bytes."))

    def _search_closed(self) -> None:
        self._finder.stop()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
