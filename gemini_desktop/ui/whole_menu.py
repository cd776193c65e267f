"""All menus of the menu bar in one popup, for the button that stands for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget


def open_beside(button: QWidget, menus: Sequence[QMenu]) -> None:
    """Open at the right of the button, with the first entry marked for the keys."""
    menu = QMenu(button.window())
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for submenu in menus:
        menu.addAction(submenu.menuAction())  # addMenu would delete it with the popup
    menu.ensurePolished()
    above = QPoint(button.width() + 6, button.height() - menu.sizeHint().height())
    menu.popup(button.mapToGlobal(above))
    # Not setActiveAction: it opens the submenu at once, and on X11 clicks and keys then go to
    # the wrong one of the two, so that no entry does anything.
    down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(menu, down)
