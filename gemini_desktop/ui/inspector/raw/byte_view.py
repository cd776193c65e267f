"""A view of any number of bytes, as text or as hex, in which bytes are selected.

The place of everything is an offset in the body: what is selected here can be selected in every
other view. Only the rows in sight are read, laid out and painted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.raw.byte_content import ByteContent, ByteRow, Zone
from gemini_desktop.ui.inspector.raw.byte_paint import RowPainter
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.qt_helpers import viewport_of

MARGIN = 16
_MOST_STEPS = 1 << 30
"""As far as a scroll bar is let count: beyond, a step of it is several pixels."""
_CONTEXT_ROWS = 3


class ByteView(QAbstractScrollArea):
    """Paints and scrolls; what mouse and keys do to it is in `byte_hands`."""

    selection_changed = Signal()
    looked = Signal()
    """The rows in sight are exact now; more may be known of the whole."""
    fold_clicked = Signal()
    """The user wants to see what is left out."""
    byte_clicked = Signal(object)
    """An offset in the body, which may be beyond a C int."""

    def __init__(self, object_name: str, accessible_name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        viewport_of(self).setCursor(Qt.CursorShape.IBeamCursor)
        self._content: ByteContent | None = None
        self._reads = Reads()
        self._hint = ""
        self._marked = (0, 0)
        self.anchor = self.caret = 0
        self._settling = False
        self._step = 1  # pixels of one step of the scroll bar
        self._dress()
        theme.manager().changed.connect(self._dress)

    # What a page does with it.

    @property
    def content(self) -> ByteContent | None:
        """What is shown."""
        return self._content

    @property
    def hint(self) -> str:
        """The sentence that stands here while there is nothing to show."""
        return self._hint

    def set_hint(self, text: str) -> None:
        """Say another sentence."""
        self._hint = text
        self.viewport().update()

    def set_reads(self, reads: Reads) -> None:
        """Mark where these end."""
        self._reads = reads

    def set_content(self, content: ByteContent | None) -> None:
        """Show something else from its beginning, with nothing selected. Another look at the same
        bytes (`keep`) is for `relook`."""
        self._content = content
        self._marked = (0, 0)
        self.anchor = self.caret = content.start if content is not None else 0
        self._settling = True  # once is enough, at the beginning
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._settling = False
        self._settle()
        self.viewport().update()
        self.selection_changed.emit()

    def relook(self, content: ByteContent) -> None:
        """Show the same bytes in another way: place and selection stay."""
        top = self.top_offset()
        self._content = content
        self._lay_out()
        self._scroll_to_row(content.row_of(top), 0)
        self.viewport().update()

    def grow(self, end: int) -> None:
        """More bytes have come; the end stays in sight if it was."""
        content = self._content
        if content is None or end <= content.end:
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        content.grow(end)
        self._set_range()
        if at_end:
            self.scroll_to_end()
        else:
            self._settle()
        self.viewport().update()

    def mark(self, start: int, end: int) -> None:
        """Tint these bytes: they are those of the chosen event."""
        self._marked = (start, end)
        self.viewport().update()

    @property
    def marked(self) -> tuple[int, int]:
        """The bytes that are tinted."""
        return self._marked

    def select(self, start: int, end: int, *, show: bool = True) -> None:
        """Select bytes by their offsets, end exclusive; what is not shown here is left out."""
        content = self._content
        if content is None:
            return
        start = max(content.start, min(start, content.end))
        self.move_to(max(start, min(end, content.end)), anchor=start, show=False)
        if show:
            self.show_byte(start)

    def move_to(self, caret: int, *, anchor: int | None = None, show: bool = True) -> None:
        """Put the caret before a byte; the selection reaches from `anchor` to it."""
        content = self._content
        if content is None:
            return
        self.caret = max(content.start, min(caret, content.end))
        self.anchor = self.caret if anchor is None else anchor
        if show:
            self.show_byte(self.caret, context=0)
        self.viewport().update()
        self.selection_changed.emit()

    def selection(self) -> tuple[int, int]:
        """First byte and the one behind the last; the same twice where nothing is selected."""
        return min(self.anchor, self.caret), max(self.anchor, self.caret)

    def show_byte(self, offset: int, *, context: int = _CONTEXT_ROWS) -> None:
        """Scroll a byte into sight, with some rows around it unless it is in sight already."""
        content = self._content
        if content is None:
            return
        row = content.row_of(offset)
        first = -(-self._offset() // self._row_height)
        last = (self._offset() + self.viewport().height()) // self._row_height - 1
        if row < first:
            self._scroll_to_row(row, context)
        elif row > last:
            above = context or max(0, last - first)
            self._scroll_to_row(row, above)

    def scroll_to_end(self) -> None:
        """Show the last row."""
        bar = self.verticalScrollBar()
        for _ in range(3):  # each look at the end makes the number of rows more exact
            bar.setValue(bar.maximum())
            self._settle()

    def top_offset(self) -> int:
        """The first byte in sight."""
        content = self._content
        if content is None or not content.row_count():
            return 0
        row = min(content.row_count() - 1, self._offset() // self._row_height)
        return content.row(row).start

    def row_count(self) -> int:
        """Rows at the present width, as far as it is known."""
        return self._content.row_count() if self._content is not None else 0

    def visible_text(self) -> str:
        """What is in sight, a line a row."""
        return "\n".join(row.text for row in self.visible_rows())

    def visible_rows(self) -> list[ByteRow]:
        """The rows in sight."""
        if self._content is None:
            return []
        first, last = self._rows_in_sight()
        return [self._content.row(index) for index in range(first, last)]

    # What the hands ask.

    def page_rows(self) -> int:
        """So many rows are a page."""
        return max(1, self.viewport().height() // self._row_height - 1)

    def place_at(self, point: QPoint) -> tuple[int, ByteRow | None]:
        """The offset nearest to a point of the viewport, and its row."""
        content = self._content
        if content is None or not content.row_count():
            return 0, None
        index = (point.y() + self._offset()) // self._row_height
        row = content.row(max(0, min(content.row_count() - 1, index)))
        return self.offset_in(row, point.x()), row

    def offset_in(self, row: ByteRow, x: int) -> int:
        """The offset nearest to a horizontal place in a row."""
        zone = self._zone_at(row, x)
        if zone is None:
            return row.start
        offsets = zone.offsets
        for place in range(len(offsets)):
            last = place + 1 == len(offsets)
            if not last and offsets[place + 1] == offsets[place]:
                continue
            begin = zone.left + bisect_left(offsets, offsets[place])
            edges = self._painter.x_of(row, begin), self._painter.x_of(row, zone.left + place + 1)
            if x < sum(edges) / 2:
                return offsets[place]
        return row.end

    def point_of(self, offset: int) -> QPoint:
        """Where a byte is in the viewport: for a menu that is called by a key."""
        content = self._content
        if content is None:
            return QPoint()
        index = content.row_of(offset)
        row = content.row(index)
        top = (index + 1) * self._row_height - self._offset()
        zone = row.zones[0] if row.zones else Zone(0, ())
        left = zone.left + bisect_right(zone.offsets, offset) - 1
        return QPoint(int(self._painter.x_of(row, max(0, left))), max(0, top))

    # What Qt calls.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt. The first row in sight stays, or the end."""
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        at_end = 0 < bar.maximum() <= bar.value()
        top = self.top_offset()
        self._lay_out()
        if at_end:
            self.scroll_to_end()
        elif self._content is not None:
            self._scroll_to_row(self._content.row_of(top), 0)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Called by Qt."""
        self._settle()
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt: the rows in sight, nothing else."""
        painter = QPainter(self.viewport())
        first, last = self._rows_in_sight()
        content = self._content
        if content is not None and last > first:
            self._painter.begin(painter, self.viewport().width())
            top = first * self._row_height - self._offset()
            for index in range(first, last):
                self._paint_row(content.row(index), top)
                top += self._row_height
        elif self._hint:
            painter.setFont(theme.ui_font(13))
            painter.setPen(QColor(theme.current().text_3))
            room = self.viewport().rect().adjusted(MARGIN, 0, -MARGIN, 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self._hint)
        painter.end()

    # Inside.

    def _paint_row(self, row: ByteRow, top: int) -> None:
        paint = self._painter
        paint.mark(row, top, *self._marked)
        paint.select(row, top, *self.selection())
        paint.write(row, top)
        paint.reads(row, top, self._reads.boundaries(row.start, row.end))
        if self.hasFocus() and row.start <= self.caret < max(row.end, row.start + 1):
            paint.caret(row, top, self.caret)

    def _zone_at(self, row: ByteRow, x: int) -> Zone | None:
        found: Zone | None = None
        for zone in row.zones:
            if found is None or x >= self._painter.x_of(row, zone.left):
                found = zone
        return found

    def _rows_in_sight(self) -> tuple[int, int]:
        first = self._offset() // self._row_height
        return first, min(self.row_count(), first + self._rows_needed())

    def _rows_needed(self) -> int:
        return self.viewport().height() // self._row_height + 2

    def _offset(self) -> int:
        return self.verticalScrollBar().value() * self._step

    def _scroll_to_row(self, row: int, above: int) -> None:
        self._set_range()
        self.verticalScrollBar().setValue(max(0, row - above) * self._row_height // self._step)
        self._settle()
        self.viewport().update()

    def _settle(self) -> None:
        """Make the rows in sight exact. What moves by that moves out of sight."""
        content = self._content
        if content is None or self._settling:
            return
        self._settling = True
        bar = self.verticalScrollBar()
        row, within = divmod(self._offset(), self._row_height)
        now = content.prepare(row, self._rows_needed())
        self._set_range()
        if now != row:
            bar.setValue((now * self._row_height + within) // self._step)
            content.prepare(self._offset() // self._row_height, self._rows_needed())
        self._settling = False
        self.looked.emit()

    def _set_range(self) -> None:
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        pixels = max(0, self.row_count() * self._row_height + MARGIN // 2 - height)
        self._step = max(1, -(-pixels // _MOST_STEPS))
        bar.setRange(0, -(-pixels // self._step))
        bar.setPageStep(max(1, height // self._step))
        bar.setSingleStep(max(1, self._row_height * 3 // self._step))

    def _lay_out(self) -> None:
        content = self._content
        if content is not None:
            self._painter.gutter = content.gutter_columns()
            room = self.viewport().width() - self._painter.text_left - MARGIN // 2
            content.lay_out(max(8, int(room / self._painter.cell)))
            self._painter.gutter = content.gutter_columns()
        self._set_range()
        self._settle()

    def _dress(self) -> None:
        font = theme.mono_font(12)
        metrics = QFontMetricsF(font)
        self._row_height = max(1, round(metrics.height() * 1.25))
        self._painter = RowPainter(font, self._row_height, MARGIN)
        top = self.top_offset()
        self._lay_out()
        if self._content is not None:
            self._scroll_to_row(self._content.row_of(top), 0)
        self.viewport().update()
