"""A page that is scrolled: what is in view stays there, whatever grows or is resized.

What acts on the page (hands, search, screen readers) needs no more of the conversation than this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gemini_desktop.ui.chat import spacing
from gemini_desktop.ui.chat.hands.marks import Marks
from gemini_desktop.ui.chat.hands.selection import Selection
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.chat.page import Page, Place
from gemini_desktop.ui.controls import JumpButton
from gemini_desktop.ui.qt_helpers import viewport_of

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face

_NEAR_END = 4
_STEP = 44


class ScrolledPage(QAbstractScrollArea):
    """Measures what is in view and no more, and follows the end until the reader scrolls away.

    `turn_asked`: the reader wants this `TurnAction` done with the turn of this id.
    `act_asked`: a screen reader wants this `Action` done at this `Place`.
    """

    save_requested = Signal(object)
    """An `offers.Offer`: the reader wants it as a file."""
    turn_asked = Signal(object, str)
    act_asked = Signal(object, object)
    turns_switched = Signal()
    """Other turns stand on the page, from some row on."""
    source_switched = Signal()
    """Answers are shown as their source, or no longer: the places of words have changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        viewport_of(self).setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so it can be moved
        self.pictures = Pictures(self)
        self.page = Page(self.pictures)
        self.selection = Selection()
        self.marks = Marks(self, self.viewport().update)
        self._following = True
        self._settling = False
        self._top: Place | None = None
        self._top_value = 0
        self._end = 0.0
        self._rest = QTimer(self, interval=0, singleShot=True)
        self._rest.timeout.connect(self._go_on)
        self._jump = JumpButton(self.viewport())
        self._jump.clicked.connect(self.jump_to_latest)
        self.verticalScrollBar().setSingleStep(_STEP)

    @property
    def following(self) -> bool:
        """Whether the end is kept in view while more comes."""
        return self._following

    def jump_to_latest(self) -> None:
        """Show the end, and keep it in view."""
        self._following = True
        self._settle()
        self.viewport().update()

    def reveal(self, place: Place, height: float = 24.0, *, to_nearest: bool = False) -> None:
        """Bring a line of a block, so high, into view, a third below the edge or `to_nearest`.

        Where it is seen already nothing moves.
        """
        self.page.face(place.row, place.block)
        gap = self.page.gap(place.row, place.block)
        y = self.page.top(place) + gap - self.verticalScrollBar().value()
        room = self.viewport().height()
        if y < 0 or y + height > room:
            target = room / 3 if not to_nearest else 8.0 if y < 0 else room - height - 8
            offset = place.offset + gap
            self.show_from(self.page.walked(Place(place.row, place.block, offset), -target))
            bar = self.verticalScrollBar()
            if to_nearest and bar.maximum() - bar.value() <= spacing.PAGE_BOTTOM + 8:
                self.jump_to_latest()  # nothing is left below but the margin
        self.viewport().update()

    def reshape(self, number: int, blocks: Iterable[int]) -> None:
        """Lay these blocks out in another way; what is at the top of the view stays there."""
        anchor = self._anchor()
        self.page.reshape(number, blocks)
        self._settle(anchor)
        self.viewport().update()

    def show_from(self, place: Place) -> None:
        """Put this place at the upper edge of the view, and stay there."""
        self._following = False
        self._settle(place)
        self.viewport().update()

    def reveal_turn(self, turn_id: str) -> None:
        """Bring the beginning of a turn into view."""
        for number, row in enumerate(self.page.rows):
            if row.turn.id == turn_id:
                self.page.opened(number)
                self.reveal(Place(number, 0))

    @property
    def marked_turn(self) -> str:
        """The id of the turn that the keyboard has come to, empty for none."""
        focused = self.marks.focused
        rows = (row for row in self.page.rows if focused is not None and focused[0] in row.blocks)
        return next((row.turn.id for row in rows), "")

    def refresh_row(self, number: int) -> None:
        """Show a turn that changed by other means than a stream (something was unfolded)."""
        self._following = False
        before = list(self.page.rows[number].blocks)
        if self.page.refresh(number) is not None:
            self.selection.follow(number, before, self.page.rows[number].blocks)
            self._settle()
            self.viewport().update()

    def _go_on(self) -> None:
        """Show more of what was too much for one frame."""
        changed = [self.page.refresh(number) for number in self.page.unfinished()]
        if any(first is not None for first in changed):
            self._settle(self._anchor())
            self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Called by Qt when the scroll bar moved, by whatever hand."""
        if self._settling:
            return
        self._note_following()
        self._settle()
        self.viewport().update()

    def _note_following(self) -> None:
        """The end is followed from when it is reached, until it is left."""
        bar = self.verticalScrollBar()
        self._following = bar.value() >= bar.maximum() - _NEAR_END

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt: what is at the top of the view stays there."""
        super().resizeEvent(event)
        anchor = self._anchor()
        self.page.set_width(self._column().width())
        self._jump.place()
        self._settle(anchor)

    def _anchor(self) -> Place | None:
        return None if self._following else self.page.at(self.verticalScrollBar().value())

    def _settle(self, anchor: Place | None = None, grown: Place | None = None) -> None:
        """Measure what is in view, and set the scroll bar to it. `grown`: all that changed since
        the last time is this block, and what is below."""
        if self._settling:
            return
        self._settling = True
        try:
            if self._following:
                self._measure_end(grown)
            else:
                self._measure_from_top(anchor)
        finally:
            self._settling = False
        if self.page.unfinished():
            self._rest.start()
        bar = self.verticalScrollBar()
        self._jump.setVisible(not self._following and bar.maximum() > 0)

    def _measure_end(self, grown: Place | None = None) -> None:
        """A screenful from the end up; what stands above `grown` only moved, and is in view no
        more than it was."""
        place, left = self.page.last(), float(self.viewport().height())
        while place is not None and left > 0:
            is_above = grown is not None and (place.row, place.block) < (grown.row, grown.block)
            if is_above and self.page.height() >= self._end:
                break
            if not self.page.is_measured(place):
                self.page.face(place.row, place.block)
            left -= self.page.rows[place.row].heights[place.block]
            place = self.page.preceding(place)
        self._set_range()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._remember_top(self.page.at(self.verticalScrollBar().value()))

    def _measure_from_top(self, anchor: Place | None) -> None:
        """Measure a screenful. Estimates above turn into heights without a jump: the top is found
        by walking from where it was, and the scroll bar follows."""
        bar = self.verticalScrollBar()
        place = self._resized(anchor) if anchor is not None else self._scrolled(bar.value())
        if place is None:
            self._set_range()
            return
        bottom = self.page.top(place) + self.viewport().height()
        following: Place | None = Place(place.row, place.block)
        while following is not None and self.page.top(following) < bottom:
            self.page.face(following.row, following.block)
            following = self.page.following(following)
        self._set_range()
        bar.setValue(round(self.page.top(place)))
        self._remember_top(place)

    def _resized(self, anchor: Place) -> Place:
        """The same share of the block as was above the edge at the old width."""
        heights = self.page.opened(anchor.row).heights
        before = heights[anchor.block]
        self.page.face(anchor.row, anchor.block)
        share = min(1.0, anchor.offset / before) if before else 0.0
        return Place(anchor.row, anchor.block, share * heights[anchor.block])

    def _scrolled(self, value: int) -> Place | None:
        """Where the top is now: near by, step by step; far away, by the estimates."""
        top, far = self._top, 4 * self.viewport().height()
        distance = value - self._top_value
        if top is None or value == 0 or abs(distance) > far or not self.page.has(top):
            place = self.page.at(value)
            if place is not None:
                self.page.face(place.row, place.block)
            return place
        return self.page.walked(top, distance)

    def _remember_top(self, place: Place | None) -> None:
        self._top_value = self.verticalScrollBar().value()
        if place is not None:
            start = Place(place.row, place.block)
            place = Place(place.row, place.block, self._top_value - self.page.top(start))
        self._top = place

    def _set_range(self) -> None:
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(height)
        self._end = self.page.height()
        bar.setRange(0, max(0, round(self._end - height)))

    # --- what is in view -------------------------------------------------------------------------

    def _column(self) -> QRectF:
        """Where the text stands: at most so wide, in the middle."""
        wide = self.width()  # with the scroll bar, so that the composer below lines up
        width = max(120.0, min(spacing.COLUMN, wide - 2 * spacing.margin(wide)))
        return QRectF(round((wide - width) / 2), 0, width, self.viewport().height())

    def in_view(self, above: float = 0.0) -> Iterator[tuple[Place, Face, QPointF]]:
        """The blocks that are seen, each with its face and the top left corner of that.

        Those that end above this y of the viewport are left out.
        """
        column = self._column()
        value = self.verticalScrollBar().value()
        place = self.page.at(value + above)
        while place is not None:
            top = self.page.top(Place(place.row, place.block)) - value
            if top >= self.viewport().height():
                return
            face = self.page.face(place.row, place.block)
            yield place, face, QPointF(column.left(), top + self.page.gap(place.row, place.block))
            place = self.page.following(place)

    def block_at(
        self, point: QPointF, *, nearest: bool = False
    ) -> tuple[Place, Face, QPointF] | None:
        """The block under a point of the viewport, its face, and the point within it."""
        best: tuple[Place, Face, QPointF] | None = None
        for place, face, corner in self.in_view():
            inner = point - corner
            if inner.y() < 0 and best is not None:
                break
            best = (place, face, inner)
            if 0 <= inner.y() < face.height:
                return best
        return best if nearest else None
