"""A choice of one among a few, all of them in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QWidget,
)

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.key_button import KeyButton


class Segmented(QWidget):
    """`options` are pairs of value and label. The arrow keys move the choice."""

    chosen = Signal(str)
    """The value that the user chose; not sent for `set_value`."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        object_name: str = "",
        *,
        name: str = "",
        font_size: float = 13,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values: list[str] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for index, (value, label) in enumerate(options):
            segment = _Segment(label, font_size)
            segment.setAccessibleDescription(name)
            row.addWidget(segment)
            self._group.addButton(segment, index)
            self._values.append(value)
        if self._values:
            self._button(0).setChecked(True)
        self._group.idToggled.connect(self._toggled)
        self._silent = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        """The chosen value, empty where there are no options."""
        index = self._group.checkedId()
        return self._values[index] if index >= 0 else ""

    def set_value(self, value: str) -> None:
        """Choose; a value that is not among the options changes nothing."""
        if value in self._values:
            self._silent = True
            self._button(self._values.index(value)).setChecked(True)
            self._silent = False

    def set_label(self, value: str, label: str) -> None:
        """Change the label of one option (a count in it, another language)."""
        self._button(self._values.index(value)).setText(label)

    def set_shown(self, value: str, *, on: bool) -> None:
        """Take an option out of sight, where it has no meaning for now, or bring it back."""
        self._button(self._values.index(value)).setVisible(on)

    def set_tooltip(self, value: str, text: str) -> None:
        """The whole name of an option whose label is short; screen readers read this one."""
        button = self._button(self._values.index(value))
        button.setToolTip(text)
        button.setAccessibleName(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        dark = theme.current().is_dark
        paint.rounded(painter, QRectF(self.rect()), 8, "code_bg" if dark else "hover")
        painter.end()

    def _button(self, index: int) -> QAbstractButton:
        return self._group.button(index)

    def _toggled(self, index: int, on: bool) -> None:
        if on and not self._silent:
            self.chosen.emit(self._values[index])


class _Segment(KeyButton):
    def __init__(self, text: str, font_size: float) -> None:
        super().__init__()
        self._font_size = font_size
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 20, max(26, metrics.height() + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        colours = theme.current()
        if self.isChecked():
            line = "" if colours.is_dark else "border"
            paint.rounded(painter, rect, 6, "raised", line)
        paint.focus_ring(painter, self, rect, 6)
        bright = self.isChecked() or self.underMouse()
        painter.setPen(QColor(colours.text if bright else colours.text_2))
        font = self.font()
        font.setWeight(font.Weight.Medium if self.isChecked() else font.Weight.Normal)
        painter.setFont(font)
        room = rect.adjusted(4, 0, -4, 0)
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()

    def _dress(self) -> None:
        self.setFont(theme.ui_font(self._font_size))
        self.updateGeometry()
