"""The slider over a capture's time: dragging it, or a click anywhere, goes to that moment."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint

_STEPS = 10_000
_KNOB = 14.0


class TimeSlider(QSlider):
    """Knows shares of the whole, from 0 to 1; the times are the bar's."""

    sought = Signal(float)
    """The user wants to be here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("replaySlider")
        self.setRange(0, _STEPS)
        self.setSingleStep(_STEPS // 100)
        self.setPageStep(_STEPS // 10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._changed)

    def show_share(self, share: float) -> None:
        """Be here; while the user drags, the user's word counts."""
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(round(share * _STEPS))
            self.update()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(120, 22)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(48, 22)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt: go where the click is, and drag on from there."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if self.isSliderDown():
            self._go_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        del event
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt: Home and End are the bar's, for they mean all of it."""
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Called by Qt: the wheel scrolls what is under it, it never plays."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        middle = self.height() / 2
        x = _KNOB / 2 + 1 + self.value() / _STEPS * (self.width() - _KNOB - 2)
        paint.rounded(painter, QRectF(0, middle - 2, self.width(), 4), 2, "border")
        paint.rounded(painter, QRectF(0, middle - 2, x, 4), 2, "accent")
        rect = QRectF(x - _KNOB / 2, middle - _KNOB / 2, _KNOB, _KNOB)
        solid = "text" if theme.current().is_dark else "surface"
        paint.rounded(painter, rect, _KNOB / 2, solid, "border_strong")
        ring = rect.adjusted(-2, -2, 2, 2)
        paint.focus_ring(painter, self, ring, ring.height() / 2)
        painter.end()

    def _go_to(self, event: QMouseEvent) -> None:
        room = max(1.0, self.width() - _KNOB - 2)
        share = (event.position().x() - _KNOB / 2 - 1) / room
        self.setValue(round(min(1.0, max(0.0, share)) * _STEPS))

    def _changed(self, value: int) -> None:
        self.update()
        self.sought.emit(value / _STEPS)
