"""The list of findings: a mark for the severity, the rule, what was found, its first byte."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip

from gemini_desktop.core.lint import RULES
from gemini_desktop.core.visible import visible
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.findings.findings_model import FindingsModel
from gemini_desktop.ui.inspector.lines_view import LinesView
from gemini_desktop.ui.inspector.row_delegate import RIGHT, RowDelegate
from gemini_desktop.ui.inspector.rows_view import RowsView
from gemini_desktop.ui.qt_helpers import plain_tip

ROW_HEIGHT = 28
MARKS = {
    "error": ("circle-alert", "red"),
    "warning": ("triangle-alert", "amber"),
    "info": ("info", "accent"),
}
"""By severity, the icon and its tone."""
_Index = QModelIndex | QPersistentModelIndex


class FindingsView(LinesView):
    """Enter leads to the event; Ctrl+C copies the chosen lines."""

    opened = Signal(int)
    """The row that was entered or clicked twice."""

    def __init__(self, model: FindingsModel) -> None:
        super().__init__("findingsView", model.line)
        self.setAccessibleName(self.tr("Findings"))
        self._model = model
        self._delegate = _FindingDelegate(model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().hide()
        self.read_from_top()
        self.activated.connect(self._activated)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def viewportEvent(self, event: QEvent) -> bool:
        """Called by Qt. The tooltip is the whole message."""
        if isinstance(event, QHelpEvent):
            found = self._model.finding(self.rowAt(event.pos().y()))
            if found is not None:
                QToolTip.showText(event.globalPos(), plain_tip(visible(found.message)), self)
            return True
        return super().viewportEvent(event)

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _dress(self) -> None:
        self._delegate.refresh()
        self.set_row_height(self._delegate.row_height())
        self.viewport().update()


class _FindingDelegate(RowDelegate):
    def __init__(self, model: FindingsModel, view: RowsView) -> None:
        self._model = model
        super().__init__(view, ROW_HEIGHT)

    def refresh(self) -> None:
        super().refresh()
        colours = theme.current()
        self._inks = {name: colours.colour(tone) for name, (_, tone) in MARKS.items()}

    def row_height(self) -> int:
        room = self.metrics(self.ui).height() + 8
        return max(ROW_HEIGHT * theme.manager().zoom // 100, room)

    def paint_cell(self, painter: QPainter, rect: QRect, index: _Index, *, selected: bool) -> None:
        del selected
        found = self._model.finding(index.row())
        if found is None:
            return
        severity = RULES[found.rule].severity
        mono = self.metrics(self.mono)
        place = rect.adjusted(16, 0, -14, 0)
        side = self.metrics(self.ui).height() - 1
        mark = QRectF(place.left(), place.center().y() - side / 2 + 0.5, side, side)
        icons.paint(painter, MARKS[severity][0], self._inks[severity], mark)
        place.setLeft(place.left() + side + 8)
        self.words(painter, place, found.rule, self.mono, self.pale)
        place.setLeft(place.left() + mono.horizontalAdvance("JSON00") + 12)
        byte = number_text(found.start)
        self.words(painter, place, byte, self.mono, self.pale, RIGHT)
        place.setRight(place.right() - mono.horizontalAdvance(byte) - 12)
        words = visible(found.message).replace("\n", " ")
        self.cut_words(painter, place, words, self.ui, self.text)
