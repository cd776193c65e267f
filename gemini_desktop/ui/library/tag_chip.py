"""A tag as a pill with a dot in its colour; a long one is cut, and whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import Chip, paint
from gemini_desktop.ui.library.tag_tones import tone_of
from gemini_desktop.ui.qt_helpers import plain_tip

_WIDEST = 150


class TagChip(Chip):
    """`crossed` ends in a cross: pressing it takes the tag off. `line` is the border's token: on a
    raised ground the usual one is not seen."""

    def __init__(
        self,
        tag: str,
        name: str,
        *,
        crossed: bool = False,
        line: str = "border",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tag, "accent", parent=parent)
        self.tag = tag
        self._crossed = crossed
        self._line = line
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance(self.tag) + 32 + (16 if self._crossed else 0)
        return QSize(min(_WIDEST, wide), max(24, metrics.height() + 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        checked, colours = self.isChecked(), theme.current()
        ground = "accent_tint" if checked else "hover" if self.underMouse() else ""
        paint.rounded(painter, rect, rect.height() / 2, ground, "" if checked else self._line)
        paint.focus_ring(painter, self, rect, rect.height() / 2 - 1)
        middle = rect.center().y()
        paint.rounded(painter, QRectF(10, middle - 3.5, 7, 7), 3.5, tone_of(self.tag))
        room = rect.adjusted(22, 0, -26 if self._crossed else -10, 0)
        painter.setPen(QColor(colours.accent if checked else colours.text_2))
        cut = painter.fontMetrics().elidedText(
            self.tag, Qt.TextElideMode.ElideRight, int(room.width()) + 1
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), cut)
        if self._crossed:
            square = QRectF(rect.right() - 21, middle - 6, 12, 12)
            icons.paint(painter, "x", colours.text_3, square)
        painter.end()
