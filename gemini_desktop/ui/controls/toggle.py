"""A switch with its label: the whole row is one target."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.key_button import KeyButton

_WIDTH, _HEIGHT, _GAP = 34, 20, 12


class Toggle(KeyButton):
    """The label stands left and the switch right. `toggled(bool)` is the signal."""

    def __init__(self, text: str, object_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setObjectName(object_name)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # A fixed height would be that of one line, whatever the width asks for.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        wide = self.fontMetrics().horizontalAdvance(self.text()) + _GAP + _WIDTH
        return QSize(wide, max(28, self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        """Called by Qt. Narrower than the label: it wraps."""
        return QSize(_WIDTH * 3, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """Called by Qt."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Called by Qt: a long translation takes two lines."""
        room = max(20, width - _WIDTH - _GAP)
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = self.fontMetrics().boundingRect(0, 0, room, 1000, flags, self.text()).height()
        return max(28, needed + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        colours = theme.current()
        whole = QRectF(self.rect())
        painter.setPen(QColor(colours.text))
        painter.drawText(
            whole.adjusted(0, 0, -_WIDTH - _GAP, 0),
            int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap),
            self.text(),
        )
        track = QRectF(whole.right() - _WIDTH, (whole.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        on = self.isChecked()
        paint.rounded(painter, track, _HEIGHT / 2, "accent" if on else "border_strong")
        knob = QRectF(0, 0, _HEIGHT - 4, _HEIGHT - 4)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - knob.width() - 2 if on else track.left() + 2)
        paint.rounded(painter, knob, knob.width() / 2, "#ffffff")
        paint.focus_ring(painter, self, track.adjusted(-3, -3, 3, 3), _HEIGHT / 2 + 2)
        painter.end()
