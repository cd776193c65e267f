"""Where the keyboard stands in the text, and how it moves: by letters, words, lines, pages.

Positions are those of the documents that the faces paint. What has no text is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor

from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face, Surroundings

_Keys = QKeySequence.StandardKey
_Op = QTextCursor.MoveOperation
_STEPS = (
    (_Keys.MoveToNextChar, _Keys.SelectNextChar, _Op.NextCharacter),
    (_Keys.MoveToPreviousChar, _Keys.SelectPreviousChar, _Op.PreviousCharacter),
    (_Keys.MoveToNextWord, _Keys.SelectNextWord, _Op.NextWord),
    (_Keys.MoveToPreviousWord, _Keys.SelectPreviousWord, _Op.PreviousWord),
    (_Keys.MoveToNextLine, _Keys.SelectNextLine, _Op.Down),
    (_Keys.MoveToPreviousLine, _Keys.SelectPreviousLine, _Op.Up),
    (_Keys.MoveToStartOfLine, _Keys.SelectStartOfLine, _Op.StartOfLine),
    (_Keys.MoveToEndOfLine, _Keys.SelectEndOfLine, _Op.EndOfLine),
    (_Keys.MoveToStartOfDocument, _Keys.SelectStartOfDocument, _Op.Start),
    (_Keys.MoveToEndOfDocument, _Keys.SelectEndOfDocument, _Op.End),
)
_FORWARD = (_Op.NextCharacter, _Op.NextWord, _Op.Down)


class Caret:
    """Moves the head of a selection; with the anchor or without it."""

    def __init__(self, view: ScrolledPage) -> None:
        self._view = view
        self._selection = view.selection
        self._x: float | None = None
        self.shown = False
        """Whether arrows move it; otherwise they scroll, and only extend a selection."""

    def show(self, *, shown: bool) -> None:
        """Let arrows move it, or scroll."""
        self.shown = shown
        if shown:
            self._go(self.point(), extend=True)
        self._view.viewport().update()

    def point(self) -> Point | None:
        """Where it stands: at the head of the selection, else at the first text in view."""
        head = self._selection.head
        if head is not None and self._view.page.has(Place(head.row, head.block)):
            return head
        for place, face, corner in self._view.in_view():
            if face.length() and corner.y() + face.height > 0:
                inner = QPointF(0, max(0.0, -corner.y()) + 1)
                return Point(place.row, place.block, face.character_at(inner))
        return None

    def press(self, event: QKeyEvent) -> bool:
        """Move as the key says; False where it says nothing about the caret."""
        for move, select, operation in _STEPS:
            extend = event.matches(select)
            if extend or (self.shown and event.matches(move)):
                self._step(operation, extend=extend)
                return True
        for move, select, sign in (
            (_Keys.MoveToNextPage, _Keys.SelectNextPage, 1),
            (_Keys.MoveToPreviousPage, _Keys.SelectPreviousPage, -1),
        ):
            extend = event.matches(select)
            if extend or (self.shown and event.matches(move)):
                self._turn_page(sign, extend=extend)
                return True
        return False

    def tell(self, around: Surroundings, place: Place) -> None:
        """Tell the face of this block where in it the caret is to be painted."""
        head = self._selection.head
        if self.shown and head is not None and (head.row, head.block) == (place.row, place.block):
            around.caret = head.character

    # --- moving ----------------------------------------------------------------------------------

    def _step(self, operation: QTextCursor.MoveOperation, *, extend: bool) -> None:
        start = self.point()
        if start is None:
            return
        if extend and self._selection.anchor is None:
            self._selection.start(start)
        if operation not in (_Op.Up, _Op.Down):
            self._x = None
        self._go(self._moved(start, operation), extend=extend)

    def _go(self, point: Point | None, *, extend: bool) -> None:
        if point is None:
            return
        if extend and self._selection.anchor is not None:
            self._selection.head = point
        else:
            self._selection.start(point)
        line = self._view.page.face(point.row, point.block).line_at(point.character)
        self._view.reveal(Place(point.row, point.block, line.top()), line.height(), to_nearest=True)

    def _moved(self, start: Point, operation: QTextCursor.MoveOperation) -> Point | None:
        page = self._view.page
        if operation == _Op.Start:
            return self._beside(Place(0, 0), page.following, at_end=False, itself=True)
        if operation == _Op.End:
            last = page.last()
            if last is None:
                return None
            return self._beside(last, page.preceding, at_end=True, itself=True)
        face = page.face(start.row, start.block)
        moved = self._within(face, start.character, operation)
        if moved is not None or operation in (_Op.StartOfLine, _Op.EndOfLine):
            character = start.character if moved is None else moved
            return Point(start.row, start.block, character)
        forward = operation in _FORWARD
        walk = page.following if forward else page.preceding
        return self._beside(Place(start.row, start.block), walk, at_end=not forward) or start

    def _within(
        self, face: Face, character: int, operation: QTextCursor.MoveOperation
    ) -> int | None:
        """Where the step leads in the same document; None where it leads out of it."""
        if face.document is None:
            return None
        cursor = QTextCursor(face.document)
        cursor.setPosition(min(character, face.length()))
        line = face.line_at(character)
        if operation in (_Op.Up, _Op.Down):
            if self._x is None:
                self._x = face.x_of(character)
            cursor.setVerticalMovementX(round(self._x - face.origin.x()))
        cursor.movePosition(operation)
        moved = cursor.position()
        if operation in (_Op.Up, _Op.Down) and face.line_at(moved).top() == line.top():
            return None
        return moved if moved != character else None

    def _beside(
        self,
        place: Place,
        walk: Callable[[Place], Place | None],
        *,
        at_end: bool,
        itself: bool = False,
    ) -> Point | None:
        """The nearest text in this direction: its end, or its start; in the column kept in mind."""
        beside: Place | None = place
        if itself:
            self._view.page.opened(place.row)
        else:
            beside = walk(place)
        while beside is not None:
            face = self._view.page.face(beside.row, beside.block)
            if face.length():
                character = face.length() if at_end else 0
                if self._x is not None:
                    y = face.line_at(character).center().y()
                    character = face.character_at(QPointF(self._x, y))
                return Point(beside.row, beside.block, character)
            beside = walk(beside)
        return None

    def _turn_page(self, sign: int, *, extend: bool) -> None:
        """As far as the view scrolls; the caret keeps its height in it."""
        start = self.point()
        if start is None:
            return
        if extend and self._selection.anchor is None:
            self._selection.start(start)
        bar = self._view.verticalScrollBar()
        y, x = self._where(start)
        before = bar.value()
        bar.setValue(before + sign * bar.pageStep())
        if bar.value() == before:  # at the end already: to its very last letter, or first
            self._go(self._moved(start, _Op.End if sign > 0 else _Op.Start), extend=extend)
            return
        found = self._view.block_at(QPointF(x, y), nearest=True)
        if found is not None:
            place, face, inner = found
            point = Point(place.row, place.block, face.character_at(inner))
            if not face.length():
                walk = self._view.page.following if sign > 0 else self._view.page.preceding
                self._x = None
                self._go(self._beside(place, walk, at_end=sign < 0), extend=extend)
                return
            self._go(point, extend=extend)

    def _where(self, point: Point) -> tuple[float, float]:
        """The y and x of a point in the viewport; within it, wherever the point may be."""
        height = self._view.viewport().height()
        for place, face, corner in self._view.in_view():
            if (place.row, place.block) == (point.row, point.block):
                y = face.line_at(point.character).center().y() + corner.y()
                return max(0.0, min(y, height - 1)), face.x_of(point.character) + corner.x()
        return height / 2, self._view.viewport().width() / 2
