"""A small window over the window, which goes with Esc or a click elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from gemini_desktop.ui.controls import paint


class Popup(QFrame):
    """Its ground, which is that of menus, and its end: it is deleted when it closes."""

    def __init__(self, parent: QWidget, object_name: str, accessible_name: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible_name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 0, "raised", "border_strong")  # as menus are
        painter.end()
