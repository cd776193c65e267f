"""What stands for the settings below the fold until somebody scrolls or tabs there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.ui import theme

SPACING = 16
"""Between two groups."""
_HEIGHT, _DEMO_HEIGHT = 1731, 775
"""What all of it takes: for the scroll bar's sake, which may be a little wrong until then."""


class BelowLater(QWidget):
    """Keeps the room, and says when somebody comes."""

    reached = Signal()
    """Scrolled into sight."""
    entered = Signal(bool)
    """By keyboard; whether backwards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._demo = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("More settings"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_demo(self, *, demo: bool) -> None:
        """The demo has fewer."""
        self._demo = demo
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(100, (_DEMO_HEIGHT if self._demo else _HEIGHT) * theme.manager().zoom // 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt, when the first line of it can be seen."""
        self.reached.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt."""
        super().focusInEvent(event)
        self.entered.emit(event.reason() == Qt.FocusReason.BacktabFocusReason)
