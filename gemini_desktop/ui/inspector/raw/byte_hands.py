"""What mouse and keys do to a view of bytes: place, select, copy, and the menu."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui.inspector.raw.byte_content import ByteRow
from gemini_desktop.ui.inspector.raw.byte_view import ByteView

_SCROLL_MS = 40
_Standard = QKeySequence.StandardKey


class SelectableBytes(ByteView):
    """Drag, Shift+click and Shift with the arrows select; two clicks take a row."""

    copy_requested = Signal()
    menu_requested = Signal(QPoint)
    """In coordinates of the screen."""

    def __init__(self, object_name: str, accessible_name: str, parent: QWidget | None = None):
        super().__init__(object_name, accessible_name, parent)
        self._dragged_to = QPoint()
        self._column: int | None = None
        self.by_letters = True
        """Whether the caret was put among letters, not among hexadecimal numbers."""
        self._timer = QTimer(self)
        self._timer.setInterval(_SCROLL_MS)
        self._timer.timeout.connect(self._drag_on)

    def select_all(self) -> None:
        """Select every byte."""
        if self.content is not None:
            self.select(self.content.start, self.content.end, show=False)

    # What Qt calls.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.matches(_Standard.Copy):
            self.copy_requested.emit()
        elif event.matches(_Standard.SelectAll):
            self.select_all()
        elif event.key() == Qt.Key.Key_Escape and self.anchor != self.caret:
            self.move_to(self.caret, show=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.byte_clicked.emit(self.caret)
        elif not self._move(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        offset, row = self.place_at(point)
        if row is None:
            return
        if not row.zones:
            self.fold_clicked.emit()
            return
        self.by_letters = self._zone_at(row, point.x()) is row.zones[-1]
        self._column = None
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.move_to(offset, anchor=self.anchor if shift else None, show=False)
        if not shift:
            self.byte_clicked.emit(min(offset, max(row.start, row.end - 1)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        _offset, row = self.place_at(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.select(row.start, row.end, show=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._dragged_to = event.position().toPoint()
            self._drag()
            outside = not 0 <= self._dragged_to.y() < self.viewport().height()
            if outside and not self._timer.isActive():
                self._timer.start()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Called by Qt."""
        self._timer.stop()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Called by Qt, for the right button and for the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.show_byte(self.caret, context=0)
            self.menu_requested.emit(self.viewport().mapToGlobal(self.point_of(self.caret)))
            return
        offset, row = self.place_at(event.pos())
        start, end = self.selection()
        if row is not None and not start <= offset < end:
            self.move_to(offset, show=False)
        self.menu_requested.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt: the caret is seen with the focus only."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Called by Qt."""
        super().focusOutEvent(event)
        self.viewport().update()

    # Inside.

    def _drag(self) -> None:
        offset, row = self.place_at(self._dragged_to)
        if row is not None and offset != self.caret:
            self.move_to(offset, anchor=self.anchor, show=False)

    def _drag_on(self) -> None:
        bar = self.verticalScrollBar()
        y = self._dragged_to.y()
        if y < 0:
            bar.triggerAction(bar.SliderAction.SliderSingleStepSub)
        elif y >= self.viewport().height():
            bar.triggerAction(bar.SliderAction.SliderSingleStepAdd)
        else:
            self._timer.stop()
        self._drag()

    def _move(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        whole = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        target = self._target(event.key(), whole=whole)
        if target is None:
            return False
        self.move_to(target, anchor=self.anchor if shift else None)
        return True

    def _target(self, key: int, *, whole: bool) -> int | None:
        """Where a key moves the caret to."""
        content = self.content
        if content is None:
            return None
        up_down = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -self.page_rows(),
            Qt.Key.Key_PageDown: self.page_rows(),
        }
        if key in up_down and not whole:
            return self._rows_on(up_down[Qt.Key(key)])
        self._column = None
        match key:
            case Qt.Key.Key_Left if not whole:
                return self._before(self.caret)
            case Qt.Key.Key_Right if not whole:
                return self._after(self.caret)
            case Qt.Key.Key_Home:
                return content.start if whole else self._row().start
            case Qt.Key.Key_End:
                return content.end if whole else self._last_in(self._row())
        return None

    def _row(self) -> ByteRow:
        assert self.content is not None  # noqa: S101 - asked before
        return self.content.row(self.content.row_of(self.caret))

    def _last_in(self, row: ByteRow) -> int:
        offsets = row.zones[0].offsets if row.zones else ()
        return offsets[-1] if offsets else row.start

    def _after(self, offset: int) -> int:
        row = self._row()
        offsets = row.zones[0].offsets if row.zones else ()
        place = bisect_right(offsets, offset)
        return offsets[place] if place < len(offsets) else row.end

    def _before(self, offset: int) -> int:
        content = self.content
        if content is None or offset <= content.start:
            return offset
        row = content.row(content.row_of(offset - 1))
        offsets = row.zones[0].offsets if row.zones else ()
        place = bisect_left(offsets, offset) - 1
        return offsets[place] if place >= 0 else row.start

    def _rows_on(self, rows: int) -> int:
        """The same column some rows on."""
        content = self.content
        if content is None or not content.row_count():
            return self.caret
        index = content.row_of(self.caret)
        row = content.row(index)
        if self._column is None:
            self._column = bisect_left(row.zones[0].offsets, self.caret) if row.zones else 0
        wanted = max(0, index + rows)
        wanted = min(content.prepare(wanted, 1), content.row_count() - 1)
        target = content.row(wanted)
        offsets = target.zones[0].offsets if target.zones else ()
        if not offsets:
            return target.start
        return offsets[min(self._column, len(offsets) - 1)]
