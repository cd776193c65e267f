"""The mouse on the conversation: selecting, hovering, clicking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from gemini_desktop.ui.chat.finding import Finding
from gemini_desktop.ui.chat.hands.actions import Action, Open, Toggle
from gemini_desktop.ui.chat.hands.at_hand import place_at_hand
from gemini_desktop.ui.chat.hands.caret import Caret
from gemini_desktop.ui.chat.hands.deeds import Deeds
from gemini_desktop.ui.chat.hands.keyboard import Keyboard
from gemini_desktop.ui.chat.hands.media_actions import Zoom
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.hands.tracing import Tracing
from gemini_desktop.ui.chat.hands.turn_actions import Switch
from gemini_desktop.ui.chat.hands.wheel_zoom import WheelZoom
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.text import notes
from gemini_desktop.ui.chat.turns.blocks import Block
from gemini_desktop.ui.qt_helpers import plain_tip

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face, Spot, Surroundings

_AUTO_SCROLL_MS = 40


class Hands(QObject):
    """Belongs to one view and filters the events of its viewport and itself."""

    def __init__(self, view: ScrolledPage) -> None:
        super().__init__(view)
        self._view = view
        self.selection, self.marks = view.selection, view.marks
        self.caret = Caret(view)
        self.tracing = Tracing(view, self.caret)
        self.deeds = Deeds(view, self.caret, self.tracing)
        self.finding = Finding(view)
        self.keyboard = Keyboard(view, self.deeds, self.caret)
        view.act_asked.connect(self.deeds.act)
        self._pressed: tuple[Place, Action] | None = None
        self._pressed_at = QPointF()
        self._dragging = False
        self._pointer = QPointF()
        self._double_clicked = QElapsedTimer()
        self._wheel = WheelZoom()
        self._auto_scroll = QTimer(self, interval=_AUTO_SCROLL_MS)
        self._auto_scroll.timeout.connect(self._scroll_on)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    def reset(self) -> None:
        """Another conversation is about to be shown."""
        self.deeds.finish_copies()
        self.selection.clear()
        self.marks.clear()
        self._pressed = None
        self.deeds.media.reset()
        self._auto_scroll.stop()

    def forget_from(self, row: int) -> Action | None:
        """The turns from this row on are about to change. What had the keyboard's mark there."""
        focused = self.marks.focused
        rows = self._view.page.rows[row : row + 1]
        here = focused is not None and any(focused[0] in r.blocks for r in rows)
        pointed = self.marks.pointed
        self.reset()
        if pointed:
            self.marks.near(row)
        return focused[1] if focused is not None and here else None

    def take_up(self, row: int, action: Action | None) -> None:
        """Put the keyboard's mark where it was, or beside it; the pointer has not moved."""
        if self.marks.pointed:
            self._hover()
        if action is None:
            return
        spots = [
            (self._block(place), spot.action)
            for place, face, _ in self._view.in_view()
            if place.row == row
            for spot in face.spots
            if spot.action == action or isinstance(spot.action, Switch)
        ]
        spots.sort(key=lambda mark: mark[1] != action)
        self.marks.focus(spots[0] if spots else None)

    def mark(self, around: Surroundings, place: Place, face: Face) -> None:
        """Tell a face what of it is selected, hovered, focused, done or found."""
        around.selected = self.selection.within(place.row, place.block, face.length())
        block = self._block(place)
        self.deeds.media.tell(around, block)
        self.marks.tell(around, block, place.row, self._view.page.rows[place.row].turn.id)
        self.finding.tell(around, block, face)
        self.caret.tell(around, place)
        self.tracing.tell(around, place, block, face)

    # --- events ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for all events of the view and its viewport."""
        if watched is self._view:
            return self._of_view(event)
        if isinstance(event, QMouseEvent) and watched is self._view.viewport():
            return self._mouse(event)
        if isinstance(event, QWheelEvent):
            return self._wheel.turn(event) or self._sideways(event)
        match event.type():
            case QEvent.Type.ToolTip if isinstance(event, QHelpEvent):
                self._tool_tip(event)
                return True
            case QEvent.Type.ContextMenu if isinstance(event, QContextMenuEvent):
                found = self._view.block_at(QPointF(event.pos()))
                place = found[0] if found is not None else None
                address = found[1].address_at(found[2]) if found is not None else ""
                self.deeds.show_menu(event.globalPos(), place, address)
                return True
            case QEvent.Type.Leave:
                self.marks.hover(None)
                self.marks.near(None)
        return False

    def _of_view(self, event: QEvent) -> bool:
        """What comes to the view itself: keys, the menu key among them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self.keyboard.press(event)
        if isinstance(event, QFocusEvent):
            self.keyboard.focus_moved(event)
            return False
        if isinstance(event, QContextMenuEvent):
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            if by_key and (at_hand := place_at_hand(self._view, self.caret)) is not None:
                place, point = at_hand
                focused = self.marks.focused
                action = focused[1] if focused is not None else None
                address = action.address if isinstance(action, Open) else ""
                self.deeds.show_menu(self._view.viewport().mapToGlobal(point), place, address)
            return True
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._press(event)
            case QEvent.Type.MouseMove:
                self._move(event)
            case QEvent.Type.MouseButtonRelease:
                self._release(event)
            case QEvent.Type.MouseButtonDblClick:
                self._double_click(event)
        event.accept()
        return True

    def _press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        self.marks.focus(None)
        found = self._view.block_at(event.position())
        if found is None:
            self.selection.clear()
            self._view.viewport().update()
            return
        place, face, inner = found
        spot = _spot_at(face, inner)
        self._pressed = (place, spot.action) if spot is not None else None
        self._pressed_at = event.position()
        if spot is None and self._is_third_click(event):
            self._select(place, face.paragraph_at(face.character_at(inner)))
        elif spot is None:
            point = Point(place.row, place.block, face.character_at(inner))
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if shift and self.selection.anchor is not None:
                self.selection.head = point
            else:
                self.selection.start(point)
            self._dragging = True
        self._view.viewport().update()

    def _move(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._dragging:
            self._drag()
            return
        if self._pressed is not None and self._drag_out(event):
            return
        self._hover()

    def _hover(self) -> None:
        """Show what is under the pointer."""
        found = self._view.block_at(self._pointer)
        self.marks.near(found[0].row if found is not None else None)
        if found is None:
            self.marks.hover(None)
            self._view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            return
        place, face, inner = found
        spot = _spot_at(face, inner)
        self.marks.hover((self._block(place), spot.action) if spot is not None else None)
        shape = Qt.CursorShape.ArrowCursor
        if spot is not None or face.address_at(inner):
            shape = Qt.CursorShape.PointingHandCursor
        elif face.document is not None:
            shape = Qt.CursorShape.IBeamCursor
        self._view.viewport().setCursor(shape)

    def _drag(self) -> None:
        found = self._view.block_at(self._pointer, nearest=True)
        if found is not None:
            place, face, inner = found
            self.selection.head = Point(place.row, place.block, face.character_at(inner))
            self._view.viewport().update()
        outside = not 0 <= self._pointer.y() < self._view.viewport().height()
        if outside and not self._auto_scroll.isActive():
            self._auto_scroll.start()
        elif not outside:
            self._auto_scroll.stop()

    def _drag_out(self, event: QMouseEvent) -> bool:
        """A picture or a file leaves the window."""
        moved = event.position() - self._pressed_at
        if self._pressed is None or moved.manhattanLength() < QApplication.startDragDistance():
            return False
        (place, action), self._pressed = self._pressed, None
        return isinstance(action, Zoom) and self.deeds.media.drag(place)

    def _sideways(self, event: QWheelEvent) -> bool:
        """A wheel that turns sideways, or with Shift, scrolls code whose lines are not wrapped."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        angle = event.angleDelta()
        turned = angle.x() or (angle.y() if shift else 0)
        found = self._view.block_at(event.position()) if turned else None
        return found is not None and self.deeds.media.sideways(found[0], -turned / 2)

    def _scroll_on(self) -> None:
        y, height = self._pointer.y(), self._view.viewport().height()
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + round((y if y < 0 else y - height) / 2))
        self._drag()

    def _release(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._auto_scroll.stop()
        dragged, self._dragging = self._dragging, False
        if dragged:
            self.deeds.offer_selection()
        pressed, self._pressed = self._pressed, None
        found = self._view.block_at(event.position())
        if found is None:
            return
        place, face, inner = found
        if pressed is not None:
            spot = _spot_at(face, inner)
            if spot is not None and spot.action == pressed[1]:
                self.deeds.act(place, spot.action, inner)
        elif dragged and self.selection.ends() is None and (address := face.address_at(inner)):
            self.deeds.act(place, notes.action(address))

    def _double_click(self, event: QMouseEvent) -> None:
        found = self._view.block_at(event.position())
        if found is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place, face, inner = found
        if _spot_at(face, inner) is not None:
            self._press(event)
            return
        self._select(place, face.word_at(face.character_at(inner)))
        self._pointer = event.position()
        self._double_clicked.start()

    def _is_third_click(self, event: QMouseEvent) -> bool:
        hints = QGuiApplication.styleHints()
        near = (event.position() - self._pointer).manhattanLength() <= hints.startDragDistance()
        timer = self._double_clicked
        return near and timer.isValid() and timer.elapsed() < hints.mouseDoubleClickInterval()

    def _select(self, place: Place, stretch: tuple[int, int]) -> None:
        """Select from here to there in a block."""
        start, end = stretch
        self.selection.span(
            Point(place.row, place.block, start), Point(place.row, place.block, end)
        )
        self.deeds.offer_selection()
        self._view.viewport().update()

    def _tool_tip(self, event: QHelpEvent) -> None:
        found = self._view.block_at(QPointF(event.pos()))
        text = ""
        if found is not None:
            place, face, inner = found
            spot = _spot_at(face, inner)
            address = face.address_at(inner)
            if address:
                text = self.deeds.explained(place, address)
            elif explained := face.explained_at(inner):
                text = explained
            elif spot is not None and not isinstance(spot.action, Toggle):
                text = spot.name
        if text:
            QToolTip.showText(event.globalPos(), plain_tip(text), self._view)
        else:
            QToolTip.hideText()

    def _block(self, place: Place) -> Block:
        return self._view.page.rows[place.row].blocks[place.block]


def _spot_at(face: Face, point: QPointF) -> Spot | None:
    return next((spot for spot in reversed(face.spots) if spot.rect.contains(point)), None)
