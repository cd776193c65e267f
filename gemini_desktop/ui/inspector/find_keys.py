"""Ctrl+F and F3 in the inspector: they find in the page that is in sight, where it can be searched,
and do what the window wants elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget


@runtime_checkable
class Findable(Protocol):
    """A page that can be searched."""

    def seek(self, step: int = 0) -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        ...


class FindKeys(QObject):
    """Sees what no widget within `pages` keeps for itself."""

    def __init__(self, pages: QWidget, current: Callable[[], object]) -> None:
        super().__init__(pages)
        self._current = current
        pages.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Called by Qt."""
        if not isinstance(event, QKeyEvent):
            return False
        deed = self._deed(event)
        if deed is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            deed()
            return True
        return False

    def _deed(self, event: QKeyEvent) -> Callable[[], None] | None:
        page = self._current()
        if not isinstance(page, Findable):
            return None
        if event.matches(QKeySequence.StandardKey.Find):
            return partial(page.seek, 0)
        if event.key() == Qt.Key.Key_F3:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return partial(page.seek, -1 if shift else 1)
        return None
