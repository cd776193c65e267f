"""A button that shows the ring of the focus to those who came by key: whoever has clicked knows
where it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class KeyButton(QAbstractButton):
    """What draws it asks `by_mouse` (`paint.focus_ring`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_mouse = False
        """Whether the focus came by a click, and no key was pressed since."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt. A window that comes to the front again changes nothing."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        self.by_mouse = False
        self.update()
        super().keyPressEvent(event)
