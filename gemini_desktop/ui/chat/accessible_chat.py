"""The conversation for screen readers: a list of turns, in each its text and its buttons.

The view is painted by hand, so nobody but it can tell what there is to read.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from gemini_desktop.ui.chat.accessible_turn import NO_INTERFACE, TurnAccessible, focused
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.turn_text import TurnTexts


class ChatAccessible(QAccessibleWidget):
    """The list itself. It lives as long as its view."""

    def __init__(self, view: ScrolledPage) -> None:
        super().__init__(view, QAccessible.Role.List)
        self._view = view
        self._texts = TurnTexts(view.page)
        self._turns: dict[int, TurnAccessible] = {}

    def turn(self, row: int) -> TurnAccessible:
        """The turn in this row."""
        if row not in self._turns:
            self._turns[row] = TurnAccessible(self._view, row, self._texts)
        return self._turns[row]

    def put_away(self) -> None:
        """The view is gone: take the turns and their buttons out of Qt's table."""
        for turn in self._turns.values():
            turn.put_away()
        self._turns.clear()

    def childCount(self) -> int:
        """Called by Qt."""
        return len(self._view.page.rows)

    def child(self, index: int) -> QAccessibleInterface:
        """Called by Qt."""
        return self.turn(index) if 0 <= index < self.childCount() else NO_INTERFACE

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Called by Qt."""
        return child.row if isinstance(child, TurnAccessible) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """Called by Qt: the turn at this point of the screen."""
        inner = self._view.viewport().mapFromGlobal(QPoint(x, y))
        for place, face, corner in self._view.in_view():
            if corner.y() <= inner.y() < corner.y() + face.height:
                return self.turn(place.row)
        return NO_INTERFACE

    def focusChild(self) -> QAccessibleInterface:
        """Called by Qt: the button or link that has the keyboard's mark."""
        found = focused(self._view)
        if found is None or not self._view.hasFocus():
            return NO_INTERFACE
        place, spot = found
        return self.turn(place.row).button(place, spot)
