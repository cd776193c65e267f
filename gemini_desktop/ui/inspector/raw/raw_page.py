"""The bytes themselves: of the chosen event, or the last ones of the body while none is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Chip, IconButton, Label
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.part import Part
from gemini_desktop.ui.inspector.raw.byte_rows import ByteRows, HexRows
from gemini_desktop.ui.inspector.raw.mono_view import EmptyContent, MonoView

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

TAIL_BYTES = 32 * 1024
_MAX_HEX = 1 << 20


class RawPage(QWidget, Part):
    """Nothing is altered: line ends and control characters are drawn as signs, copied as bytes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: CaptureSource | None = None
        self._start = self._end = 0
        self._event = -1
        self._raw = b""
        self._where = Label(size=12.5, tone="2")
        self._where.setMinimumWidth(0)
        self._all = Chip(self.tr("Show all"), object_name="showAllBytes")
        self._all.setCheckable(True)
        self._all.toggled.connect(self._show)
        self._hex = Chip(self.tr("Hex"), object_name="hexBytes")
        self._hex.setCheckable(True)
        self._hex.toggled.connect(self._show)
        copy = IconButton("copy", self.tr("Copy the bytes as text"), "copyRaw", size=28)
        copy.clicked.connect(self.copy)
        self.view = MonoView("rawView", self.tr("Raw bytes"))
        self.view.set_hint(self.tr("The bytes appear here as they arrive."))
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self._where, 1)
        head.addWidget(self._all)
        head.addWidget(self._hex)
        head.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self._all.hide()

    @property
    def shown(self) -> bytes:
        """The bytes that the view is about."""
        return self._raw

    def start(self, source: CaptureSource | None) -> None:
        """Show another capture: its tail, as none of its events is chosen."""
        self._source = source
        self._event = -1
        self._start = self._end = 0
        self._raw = b""
        self.view.set_content(EmptyContent())
        self._where.setText("")
        self._all.hide()

    def show_event(self, event: int, start: int, end: int) -> None:
        """Show an event's bytes; -1 for the tail of the body."""
        self._event, self._start, self._end = event, start, end
        self._all.setChecked(False)
        self._read()
        if event < 0:
            self.view.scroll_to_end()

    def refresh(self) -> None:
        """Once a frame: show what has come, if the tail is shown."""
        if not self.isVisible():
            return
        if self._event < 0 and self._source is not None and self._source.size() != self._end:
            self._read()
            self.view.scroll_to_end()

    def copy(self) -> None:
        """Put the bytes on the clipboard, as UTF-8 text or, in the hex view, as numbers."""
        raw = self._raw
        text = raw.hex(" ") if self._hex.isChecked() else raw.decode("utf-8", "replace")
        QGuiApplication.clipboard().setText(self.view.selected_text() or text)

    def _read(self) -> None:
        source = self._source
        if source is None:
            return
        if self._event < 0:
            self._end = source.size()
            self._start = max(0, self._end - TAIL_BYTES)
        self._raw = source.read(self._start, self._end)
        if self._event < 0 and self._start > 0:
            cut = self._raw.find(b"\n") + 1
            self._raw = self._raw[cut:]
            self._start += cut
        self._show()

    def _show(self) -> None:
        if self._hex.isChecked():
            self.view.set_content(HexRows(self._raw[:_MAX_HEX], self._start))
            left_out = max(0, len(self._raw) - _MAX_HEX)
            self._all.hide()
        else:
            rows = ByteRows(self._raw, self._start, whole=self._all.isChecked())
            self.view.set_content(rows)
            left_out = rows.left_out
            self._all.setVisible(left_out > 0 or self._all.isChecked())
        self._where.setText(self._words(left_out))

    def _words(self, left_out: int) -> str:
        if not self._raw:
            return ""
        first, last = number_text(self._start), number_text(self._end)
        size = size_text(len(self._raw))
        if self._event < 0:
            words = self.tr("The last {0} of the body").format(size)
        else:
            event = number_text(self._event + 1)
            words = self.tr("Event {0} · bytes {1} – {2}").format(event, first, last)
        if left_out:
            words += " · " + self.tr("{0} not shown").format(size_text(left_out))
        return words
