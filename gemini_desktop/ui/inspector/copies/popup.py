"""Opens a menu where its button is."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget


def under(button: QWidget, menu: QMenu) -> QMenu:
    """Open a menu under a button, its right side under the button's."""
    right = button.mapToGlobal(button.rect().bottomRight())
    menu.popup(right - QPoint(menu.sizeHint().width(), -4))
    return menu
