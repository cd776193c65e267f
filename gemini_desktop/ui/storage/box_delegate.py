"""A box with a tick in a table, in the colours of the theme: Fusion's own cannot be seen in the
dark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint

_SIZE = 15.0


class BoxDelegate(QStyledItemDelegate):
    """For a table whose rows are chosen as a whole: no cell of it has a frame of its own."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Called by Qt."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt."""
        super().paint(painter, option, index)
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        if not full.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            return
        indicator = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        place = option.widget.style().subElementRect(indicator, full, option.widget)
        box = QRectF(0, 0, _SIZE, _SIZE)
        box.moveCenter(QRectF(place).center())
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ticked = full.checkState == Qt.CheckState.Checked
        colours = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colours.accent_tint if selected else colours.surface
        painter.fillRect(QRectF(place).adjusted(-1, -1, 1, 1), ground)
        if ticked:
            paint.rounded(painter, box, 4, "accent")
            icons.paint(painter, "check", colours.accent_text, box.adjusted(2, 2, -2, -2))
        else:
            paint.rounded(painter, box, 4, "field", "text_3")
        painter.restore()
