"""The keys of the conversation: copying, scrolling, going from turn to turn, and through all that
can be clicked, also where it is out of view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence

from gemini_desktop.ui.chat import accessible
from gemini_desktop.ui.chat.hands.actions import Action, ToNote
from gemini_desktop.ui.chat.hands.caret import Caret
from gemini_desktop.ui.chat.hands.deeds import Deeds
from gemini_desktop.ui.chat.hands.marks import Mark, same
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.stops import may_have_stops

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.spot import Spot

    _Stop = tuple[Place, Spot]

_TABS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_JUMPS = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier)


_STEP = 80.0
"""Pixels that an arrow key moves code whose lines are not wrapped."""


class Keyboard:
    """Understands the keys that the view is given while it has the focus."""

    def __init__(self, view: ScrolledPage, deeds: Deeds, caret: Caret) -> None:
        self._view = view
        self._marks = view.marks
        self._deeds = deeds
        self._caret = caret

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False where it is not one of ours."""
        jump = event.modifiers() in _JUMPS
        if event.matches(QKeySequence.StandardKey.Copy):
            self._deeds.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._deeds.select_all()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._focus_next(forward=event.key() == Qt.Key.Key_Tab)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self._act_on_focus()
        elif jump and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.jump(1 if event.key() == Qt.Key.Key_Down else -1)
        elif self._caret.press(event):
            self._deeds.offer_selection()
        else:
            return self._scroll(event)
        return True

    def focus_moved(self, event: QFocusEvent) -> None:
        """The view got the focus or lost it. By Tab one comes to the first thing in view, or the
        last, so that it is seen where the focus is."""
        reason = event.reason()
        if reason in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            return
        self._marks.show_focus(shown=event.gotFocus())
        if event.gotFocus() and reason in _TABS:
            self._marks.focus(None)
            self._focus_next(forward=reason == Qt.FocusReason.TabFocusReason)

    def _scroll(self, event: QKeyEvent) -> bool:
        bar = self._view.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                self._view.jump_to_latest()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                return self._sideways(_STEP if event.key() == Qt.Key.Key_Right else -_STEP)
            case _:
                return False  # the scroll area knows arrows and pages
        return True

    def _sideways(self, pixels: float) -> bool:
        """Scroll the code in which something has the focus."""
        for place, spot in self._in_view():
            if same(self._mark((place, spot)), self._marks.focused):
                return self._deeds.media.sideways(place, pixels)
        return False

    # --- turns -----------------------------------------------------------------------------------

    def jump(self, step: int) -> None:
        """Bring the next turn (1) or this one or the one before (-1) to the upper edge."""
        page, bar = self._view.page, self._view.verticalScrollBar()
        top = page.at(bar.value())
        if top is None:
            return
        at_start = top.block == 0 and top.offset <= 1
        row = top.row + (1 if step > 0 else -1 if at_start else 0)
        if row >= len(page.rows):
            self._view.jump_to_latest()
        elif row < 0:
            bar.setValue(bar.minimum())
        elif page.opened(row).blocks:
            page.face(row, 0)
            self._view.show_from(Place(row, 0))

    # --- spots and links -------------------------------------------------------------------------

    def _in_view(self) -> list[_Stop]:
        """All that can be clicked and is seen, in reading order."""
        height = self._view.viewport().height()
        return [
            (place, spot)
            for place, face, corner in self._view.in_view()
            for spot in face.stops()
            if spot.rect.bottom() + corner.y() > 0 and spot.rect.top() + corner.y() < height
        ]

    def _mark(self, stop: _Stop) -> Mark:
        place, spot = stop
        return self._view.page.rows[place.row].blocks[place.block], spot.action

    def _focus_next(self, *, forward: bool) -> bool:
        """Go through what can be clicked, from what is in view on; False at the end, and the focus
        moves on to another widget."""
        known = self._in_view()
        now = next(
            (i for i, stop in enumerate(known) if same(self._mark(stop), self._marks.focused)), None
        )
        following = (
            (0 if forward else len(known) - 1) if now is None else now + (1 if forward else -1)
        )
        if 0 <= following < len(known):
            self._go_to(known[following])
            return True
        edge = self._edge(known, forward=forward)
        beyond = next(self._beyond(edge, forward=forward), None) if edge is not None else None
        if beyond is None:
            self._marks.focus(None)
            return False
        self._go_to(beyond)
        return True

    def _edge(self, known: list[_Stop], *, forward: bool) -> Place | None:
        """The block from which on nothing is in view; the last stop's own, as it may have more."""
        if known:
            return known[-1 if forward else 0][0]
        seen = [place for place, _, _ in self._view.in_view()]
        return seen[-1 if forward else 0] if seen else None

    def _beyond(self, edge: Place, *, forward: bool) -> Iterator[_Stop]:
        """What can be clicked after the edge of the view, or before it, nearest first."""
        page = self._view.page
        known = [self._mark(stop) for stop in self._in_view()]
        place: Place | None = Place(edge.row, edge.block)
        while place is not None:
            if may_have_stops(page.rows[place.row].blocks[place.block]):
                stops = page.face(place.row, place.block).stops()
                for spot in stops if forward else reversed(stops):
                    stop = (place, spot)
                    if not any(same(self._mark(stop), mark) for mark in known):
                        yield stop
            place = page.following(place) if forward else page.preceding(place)

    def _go_to(self, stop: _Stop) -> None:
        place, spot = stop
        self._marks.focus(self._mark(stop))
        line = Place(place.row, place.block, spot.rect.top())
        self._view.reveal(line, spot.rect.height(), to_nearest=True)
        accessible.tell_focus(self._view)

    def _act_on_focus(self) -> bool:
        for place, spot in self._in_view():
            if same(self._mark((place, spot)), self._marks.focused):
                self._deeds.act(place, spot.action)
                if not isinstance(spot.action, ToNote):  # which has moved it
                    self._keep_focus(place, spot.action)
                return True
        return False

    def _keep_focus(self, place: Place, action: Action) -> None:
        """After folding, the head is another block with the same action."""
        for now, spot in self._in_view():
            if now.row == place.row and spot.action == action:
                self._marks.focus(self._mark((now, spot)))
