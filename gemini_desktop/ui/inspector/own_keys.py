"""Keys that a widget keeps for itself although the window has them too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget


class OwnKeys(QObject):
    """While `widget` has the focus, `keys` do `act` and not what the window would do."""

    def __init__(self, widget: QWidget, keys: str, act: Callable[[], None]) -> None:
        super().__init__(widget)
        self._keys = QKeySequence(keys)
        self._act = act
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Called by Qt."""
        if not isinstance(event, QKeyEvent):
            return False
        if QKeySequence(event.keyCombination()) != self._keys:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._act()
            return True
        return False
