"""One turn for screen readers: its text, and the buttons and links in it.

An object stands for the row with its number, whatever turn is there now. Qt keeps what it is given
and does not count Python's references, so nothing is taken away as long as the view is there. What
would be dear to tell (the buttons of blocks that were never in view) is told once they have been.
"""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleTextInterface,
    QWindow,
)

from gemini_desktop.ui.chat.faces.spot import Spot
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.stops import may_have_stops
from gemini_desktop.ui.chat.turns.turn_text import MOST_BLOCKS, TurnTexts, name_of

_Kind = QAccessible.InterfaceType
NO_INTERFACE = cast("QAccessibleInterface", None)
"""Qt takes null pointers here; its types do not say so."""
_NO_OBJECT = cast("QObject", None)
_NO_WINDOW = cast("QWindow", None)


class TurnAccessible(QAccessibleInterface):
    """A prompt or an answer."""

    def __init__(self, view: ScrolledPage, row: int, texts: TurnTexts) -> None:
        super().__init__()
        self.row = row
        self._view = view
        self._texts = texts
        self._reader = _TurnText(view, row, texts)
        self._buttons: list[ButtonAccessible] = []
        self._id = QAccessible.registerAccessibleInterface(self)

    def put_away(self) -> None:
        """Take this and its buttons out of Qt's table, which deletes them."""
        for button in self._buttons:
            QAccessible.deleteAccessibleInterface(button.id)
        QAccessible.deleteAccessibleInterface(self._id)

    def button(self, place: Place, spot: Spot) -> ButtonAccessible:
        """The object for this spot of the turn."""
        number = next(
            (n for n, stop in enumerate(self._stops()) if stop == (place, spot)), len(self._buttons)
        )
        return self._button(number)

    def stops(self, number: int) -> tuple[Place, Spot] | None:
        """What can be clicked in the turn, by its number."""
        known = self._stops()
        return known[number] if number < len(known) else None

    def _stops(self) -> list[tuple[Place, Spot]]:
        """Of all blocks that have been in view; of those that are, where the answer is long."""
        if not self.isValid():
            return []
        page = self._view.page
        row = page.rows[self.row]
        if len(row.blocks) > MOST_BLOCKS:
            places = [place for place, _, _ in self._view.in_view() if place.row == self.row]
        else:
            places = [Place(self.row, number) for number in range(len(row.blocks))]
        return [
            (Place(place.row, place.block), spot)
            for place in places
            if page.is_measured(place) and may_have_stops(row.blocks[place.block])
            for spot in page.face(place.row, place.block).stops()
        ]

    def _button(self, number: int) -> ButtonAccessible:
        while len(self._buttons) <= number:
            self._buttons.append(ButtonAccessible(self._view, self, len(self._buttons)))
        return self._buttons[number]

    def isValid(self) -> bool:
        """Called by Qt."""
        return shiboken6.isValid(self._view) and self.row < len(self._view.page.rows)

    def object(self) -> QObject:
        """Called by Qt: it is no object of its own."""
        return _NO_OBJECT

    def window(self) -> QWindow:
        """Called by Qt."""
        return self._view.window().windowHandle() if self.isValid() else _NO_WINDOW

    def parent(self) -> QAccessibleInterface:
        """Called by Qt."""
        return QAccessible.queryAccessibleInterface(self._view) if self.isValid() else NO_INTERFACE

    def childCount(self) -> int:
        """Called by Qt."""
        return len(self._stops())

    def child(self, index: int) -> QAccessibleInterface:
        """Called by Qt."""
        return self._button(index) if 0 <= index < self.childCount() else NO_INTERFACE

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Called by Qt."""
        return child.number if isinstance(child, ButtonAccessible) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """Called by Qt."""
        for number in range(self.childCount()):
            button = self._button(number)
            if button.rect().contains(x, y):
                return button
        return NO_INTERFACE

    def text(self, t: QAccessible.Text) -> str:
        """Called by Qt: who speaks, and what is said."""
        if not self.isValid():
            return ""
        match t:
            case QAccessible.Text.Name:
                return name_of(self._view.page.rows[self.row].turn)
            case QAccessible.Text.Value:
                return self._texts.text(self.row)
        return ""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Called by Qt: nothing can be written here."""

    def rect(self) -> QRect:
        """Called by Qt: on the screen; also above or below what is seen."""
        return _rect(self._view, self.row) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        """Called by Qt."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Called by Qt."""
        state = QAccessible.State()
        state.readOnly = True
        state.multiLine = True
        state.selectableText = True
        state.focusable = True
        state.invalid = not self.isValid()
        seen = self.isValid() and self.rect().intersects(_on_screen(self._view))
        state.offscreen = not seen
        return state

    def interface_cast(self, t: QAccessible.InterfaceType) -> int:
        """Called by Qt, which wants a pointer."""
        return _pointer(self._reader if t == _Kind.TextInterface else None)


class ButtonAccessible(QAccessibleInterface):
    """A button or link of a turn, by its number there."""

    def __init__(self, view: ScrolledPage, turn: TurnAccessible, number: int) -> None:
        super().__init__()
        self.number = number
        self._view = view
        self._turn = turn
        self._press = _Press(self)
        self.id = QAccessible.registerAccessibleInterface(self)

    def _stop(self) -> tuple[Place, Spot] | None:
        return self._turn.stops(self.number)

    def press(self) -> None:
        """Do what a click would do."""
        stop = self._stop()
        if stop is not None:
            self._view.act_asked.emit(stop[0], stop[1].action)

    def isValid(self) -> bool:
        """Called by Qt."""
        return self._turn.isValid() and self._stop() is not None

    def object(self) -> QObject:
        """Called by Qt: it is no object of its own."""
        return _NO_OBJECT

    def window(self) -> QWindow:
        """Called by Qt."""
        return self._turn.window()

    def parent(self) -> QAccessibleInterface:
        """Called by Qt."""
        return self._turn

    def childCount(self) -> int:
        """Called by Qt."""
        return 0

    def child(self, index: int) -> QAccessibleInterface:
        """Called by Qt."""
        del index
        return NO_INTERFACE

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """Called by Qt."""
        del x, y
        return NO_INTERFACE

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Called by Qt."""
        del child
        return -1

    def text(self, t: QAccessible.Text) -> str:
        """Called by Qt."""
        stop = self._stop()
        return stop[1].name if stop is not None and t == QAccessible.Text.Name else ""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Called by Qt: nothing can be written here."""

    def rect(self) -> QRect:
        """Called by Qt: on the screen."""
        stop = self._stop()
        if stop is None:
            return QRect()
        for place, _, corner in self._view.in_view():
            if (place.row, place.block) == (stop[0].row, stop[0].block):
                area = stop[1].rect.translated(corner).toRect()
                return QRect(self._view.viewport().mapToGlobal(area.topLeft()), area.size())
        return QRect()

    def role(self) -> QAccessible.Role:
        """Called by Qt."""
        stop = self._stop()
        is_link = stop is not None and hasattr(stop[1].action, "address")
        return QAccessible.Role.Link if is_link else QAccessible.Role.Button

    def state(self) -> QAccessible.State:
        """Called by Qt."""
        state = QAccessible.State()
        stop = self._stop()
        state.invalid = stop is None
        state.focusable = True
        mark = focused(self._view) if stop is not None else None
        state.focused = mark is not None and stop is not None and mark[1] == stop[1]
        return state

    def interface_cast(self, t: QAccessible.InterfaceType) -> int:
        """Called by Qt, which wants a pointer."""
        return _pointer(self._press if t == _Kind.ActionInterface else None)


class _Press(QAccessibleActionInterface):
    """What can be done with a button."""

    def __init__(self, button: ButtonAccessible) -> None:
        super().__init__()
        self._button = button

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction()]

    def doAction(self, action_name: str) -> None:
        if action_name == QAccessibleActionInterface.pressAction():
            self._button.press()

    def keyBindingsForAction(self, action_name: str) -> list[str]:
        return ["Return"] if action_name == QAccessibleActionInterface.pressAction() else []


class _TurnText(QAccessibleTextInterface):
    """The text of a turn, to be read letter by letter; nothing is selected by this way."""

    def __init__(self, view: ScrolledPage, row: int, texts: TurnTexts) -> None:
        super().__init__()
        self._view = view
        self._row = row
        self._texts = texts

    def _text(self) -> str:
        known = shiboken6.isValid(self._view) and self._row < len(self._view.page.rows)
        return self._texts.text(self._row) if known else ""

    def text(self, start: int, end: int) -> str:
        text = self._text()
        return text[start : end if end >= 0 else len(text)]

    def characterCount(self) -> int:
        return len(self._text())

    def characterRect(self, offset: int) -> QRect:
        del offset
        return _rect(self._view, self._row)

    def cursorPosition(self) -> int:
        return 0

    def offsetAtPoint(self, point: QPoint) -> int:
        del point
        return 0

    def selectionCount(self) -> int:
        return 0

    def addSelection(self, start: int, end: int) -> None:
        pass

    def removeSelection(self, index: int) -> None:
        pass

    def setSelection(self, index: int, start: int, end: int) -> None:
        pass

    def setCursorPosition(self, position: int) -> None:
        pass

    def scrollToSubstring(self, start: int, end: int) -> None:
        del start, end
        if shiboken6.isValid(self._view) and self._row < len(self._view.page.rows):
            self._view.page.face(self._row, 0)
            self._view.show_from(Place(self._row, 0))


def focused(view: ScrolledPage) -> tuple[Place, Spot] | None:
    """What has the keyboard's mark, if it is in view."""
    mark = view.marks.focused
    if mark is None:
        return None
    for place, face, _ in view.in_view():
        if view.page.rows[place.row].blocks[place.block] is mark[0]:
            for spot in face.stops():
                if spot.action == mark[1]:
                    return Place(place.row, place.block), spot
    return None


def _pointer(interface: QAccessibleActionInterface | QAccessibleTextInterface | None) -> int:
    """As Qt takes it; a plain number or None would end the program."""
    if interface is None:
        return cast("int", shiboken6.VoidPtr(0))
    (address, *_) = shiboken6.getCppPointer(interface)
    return cast("int", shiboken6.VoidPtr(address))


def _on_screen(view: ScrolledPage) -> QRect:
    corner = view.viewport().mapToGlobal(QPoint(0, 0))
    return QRect(corner, view.viewport().size())


def _rect(view: ScrolledPage, row: int) -> QRect:
    """Where the turn is on the screen, or would be above or below it."""
    if not (shiboken6.isValid(view) and row < len(view.page.rows)):
        return QRect()
    value = view.verticalScrollBar().value()
    top = view.page.top(Place(row, 0)) - value
    bottom = view.page.bottom(row) - value
    area = QRectF(0, top, view.viewport().width(), max(1.0, bottom - top)).toRect()
    return QRect(view.viewport().mapToGlobal(area.topLeft()), area.size())
