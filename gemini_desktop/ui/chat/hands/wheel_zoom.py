"""Ctrl and the wheel make all text larger or smaller."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

from gemini_desktop.ui import theme

_NOTCH = 120
"""Qt's angle for one notch of a wheel, in eighths of a degree."""


class WheelZoom:
    """Adds up the small steps of touchpads to those of a wheel."""

    def __init__(self) -> None:
        self._turned = 0

    def turn(self, event: QWheelEvent) -> bool:
        """Zoom; False where the wheel shall scroll."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            return False
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        if notches:
            self._turned -= notches * _NOTCH
            manager = theme.manager()
            manager.set_zoom(manager.zoom + notches * theme.ZOOM_STEP)
        event.accept()
        return True
