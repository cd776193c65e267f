"""The keys of the conversation: copying, scrolling, and going through what can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from gemini_desktop.ui.chat.actions import Action
from gemini_desktop.ui.chat.marks import Mark, Marks, same
from gemini_desktop.ui.chat.page import Place

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.deeds import Deeds
    from gemini_desktop.ui.chat.view import ChatView


class Keyboard:
    """Understands the keys that the view is given while it has the focus."""

    def __init__(self, view: ChatView, marks: Marks, deeds: Deeds) -> None:
        self._view = view
        self._marks = marks
        self._deeds = deeds

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False where it is not one of ours."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._deeds.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._deeds.select_all()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._focus_next(forward=event.key() == Qt.Key.Key_Tab)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self._act_on_focus()
        else:
            return self._scroll(event)
        return True

    def _scroll(self, event: QKeyEvent) -> bool:
        bar = self._view.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                self._view.jump_to_latest()
            case _:
                return False  # the scroll area knows arrows and pages
        return True

    def _in_view(self) -> list[tuple[Place, Mark]]:
        """All that can be clicked in view, in reading order."""
        return [
            (place, (self._view.page.rows[place.row].blocks[place.block], spot.action))
            for place, face, _ in self._view.in_view()
            for spot in face.spots
        ]

    def _focus_next(self, *, forward: bool) -> bool:
        """Go through what can be clicked in view; False at the end, and the focus moves on."""
        known = [mark for _, mark in self._in_view()]
        now = next((i for i, mark in enumerate(known) if same(mark, self._marks.focused)), None)
        following = (
            (0 if forward else len(known) - 1) if now is None else now + (1 if forward else -1)
        )
        inside = 0 <= following < len(known)
        self._marks.focus(known[following] if inside else None)
        return inside

    def _act_on_focus(self) -> bool:
        for place, mark in self._in_view():
            if same(mark, self._marks.focused):
                self._deeds.act(place, mark[1])
                self._keep_focus(place, mark[1])
                return True
        return False

    def _keep_focus(self, place: Place, action: Action) -> None:
        """After folding, the head is another block with the same action."""
        for now, mark in self._in_view():
            if now.row == place.row and mark[1] == action:
                self._marks.focus(mark)
