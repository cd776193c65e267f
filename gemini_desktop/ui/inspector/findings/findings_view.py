"""The list of findings: a mark for the severity, the rule, what was found, its first byte."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from gemini_desktop.core.lint import RULES
from gemini_desktop.core.visible import visible
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.findings.findings_model import FindingsModel
from gemini_desktop.ui.inspector.rows_view import RowsView
from gemini_desktop.ui.qt_helpers import plain_tip

ROW_HEIGHT = 28
MARKS = {
    "error": ("circle-alert", "red"),
    "warning": ("triangle-alert", "amber"),
    "info": ("info", "accent"),
}
"""By severity, the icon and its tone."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MAX_COPIED_ROWS = 20_000


class FindingsView(RowsView):
    """Enter leads to the event; Ctrl+C copies the chosen lines."""

    opened = Signal(int)
    """The row that was entered or clicked twice."""

    def __init__(self, model: FindingsModel) -> None:
        super().__init__("findingsView", "")
        self.setAccessibleName(self.tr("Findings"))
        self._model = model
        self._delegate = _FindingDelegate(model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.set_following(False)
        self.activated.connect(self._activated)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Called by Qt. The tooltip is the whole message."""
        if isinstance(event, QHelpEvent):
            found = self._model.finding(self.rowAt(event.pos().y()))
            if found is not None:
                QToolTip.showText(event.globalPos(), plain_tip(visible(found.message)), self)
            return True
        return super().viewportEvent(event)

    def copy(self) -> None:
        """Put the chosen lines on the clipboard."""
        rows = [
            row
            for selected in self.selectionModel().selection().toList()
            for row in range(selected.top(), selected.bottom() + 1)
        ]
        lines = [self._model.line(row) for row in sorted(rows)[:_MAX_COPIED_ROWS]]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _dress(self) -> None:
        self._delegate.refresh()
        self.set_row_height(self._delegate.row_height())
        self.viewport().update()


class _FindingDelegate(QStyledItemDelegate):
    def __init__(self, model: FindingsModel, view: RowsView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        colours = theme.current()
        self._mono = theme.mono_font(11.5)
        self._mono_metrics = QFontMetrics(self._mono)
        self._ui = theme.ui_font(12.5)
        self._metrics = QFontMetrics(self._ui)
        self._selection = QColor(colours.selection)
        self._hover = QColor(colours.hover)
        self._text = QColor(colours.text)
        self._pale = QColor(colours.text_2)
        self._inks = {name: QColor(colours.colour(tone)) for name, (_, tone) in MARKS.items()}

    def row_height(self) -> int:
        return max(ROW_HEIGHT * theme.manager().zoom // 100, self._metrics.height() + 8)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        found = self._model.finding(index.row())
        if found is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        elif index.row() == self._view.hovered_row:
            painter.fillRect(rect, self._hover)
        severity = RULES[found.rule].severity
        place = rect.adjusted(16, 0, -14, 0)
        side = self._metrics.height() - 1
        mark = QRectF(place.left(), place.center().y() - side / 2 + 0.5, side, side)
        icons.paint(painter, MARKS[severity][0], self._inks[severity].name(), mark)
        place.setLeft(place.left() + side + 8)
        painter.setFont(self._mono)
        painter.setPen(self._pale)
        painter.drawText(place, _LEFT, found.rule)
        place.setLeft(place.left() + self._mono_metrics.horizontalAdvance("JSON00") + 12)
        byte = number_text(found.start)
        painter.drawText(place, _RIGHT, byte)
        place.setRight(place.right() - self._mono_metrics.horizontalAdvance(byte) - 12)
        painter.setFont(self._ui)
        painter.setPen(self._text)
        words = self._metrics.elidedText(
            visible(found.message).replace("\n", " "), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, _LEFT, words)
