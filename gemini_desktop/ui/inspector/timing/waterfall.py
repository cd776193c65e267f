"""The waterfall: the steps to the answer, and below them every event as a tick by its kind.

It paints what its pixels can show and no more, so a million events cost what a thousand do.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.paint import focus_ring, painter_for
from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.rows_view import BY_KEYBOARD
from gemini_desktop.ui.inspector.timing import painting
from gemini_desktop.ui.inspector.timing.pace import Pace
from gemini_desktop.ui.inspector.timing.picture import NEAR_PX, Picture, silences
from gemini_desktop.ui.inspector.timing.rows import rows
from gemini_desktop.ui.inspector.timing.scale import length_text
from gemini_desktop.ui.qt_helpers import plain_tip

_ZOOM = 1.25
_DRAG_PX = 4


class Waterfall(QWidget):
    """Wheel and drag, or + - and the arrows, look closer and go along; a click chooses an event."""

    event_chosen = Signal(int)
    """The event that the user chose, counted from 0."""
    looked_closer = Signal(bool)
    """Whether less than all is shown."""

    def __init__(self, model: EventsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waterfall")
        self.setAccessibleName(self.tr("Waterfall"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._model = model
        self._pressed: QPointF | None = None
        self._dragged = self._ringed = False
        self.picture = Picture()
        theme.manager().changed.connect(self._dress)

    @property
    def _columns(self) -> Columns:
        return self._model.columns

    def reset(self) -> None:
        """Another capture, of which nothing is known."""
        self.picture = Picture()
        self._scale_changed()
        self._changed()

    def show_all(self) -> None:
        """From the beginning to the end again."""
        self.picture.scale.show_all()
        self._scale_changed()

    def show_timings(
        self, timings: Timings, median_gap_ns: float, pace: Pace, now_ns: int | None = None
    ) -> None:
        """Show the exchange as far as it has come; until now where it goes on."""
        now_ns = timings.last_ns if now_ns is None else now_ns
        picture = self.picture
        picture.lanes.catch_up(self._columns)
        picture.rows = rows(timings, now_ns)
        picture.gaps = silences(timings.gaps.longest(), median_gap_ns)
        picture.pace = pace
        picture.scale.reach(now_ns)
        self._describe(timings)
        self._changed()

    def mark(self, event: int) -> None:
        """Show which event is chosen; -1 for none. It is brought into sight."""
        if event == self.picture.chosen:
            return
        self.picture.chosen = event
        if event >= 0:
            self.picture.lanes.catch_up(self._columns)
            self.picture.chosen_ns = self._columns.times_ns[event]
            self.picture.scale.bring(self.picture.chosen_ns)
            self.setAccessibleDescription(self.event_words(event))
        self.update()

    def event_words(self, event: int) -> str:
        """An event in words: what, when, how long after the one before, how large."""
        columns = self._columns
        t_ns = columns.times_ns[event]
        words = self.tr("#{0} {1} at {2} s, {3}").format(
            number_text(event + 1),
            columns.kind(event).label,
            QLocale().toString(t_ns / 1e9, "f", 3),
            size_text(columns.size(event)),
        )
        if event and (gap_ns := t_ns - columns.times_ns[event - 1]):
            words = self.tr("{0}, {1} after the one before").format(words, length_text(gap_ns))
        together = self.picture.lanes.together(event)
        if together > 1:
            count = number_text(together)
            words = self.tr("{0} ({1} events in one read)").format(words, count)
        return words

    def tip_at(self, x: float, y: float) -> str:
        """What is under the pointer, in words; empty where there is nothing."""
        picture = self.picture
        bar = picture.bar_at(x, y)
        if bar is not None:
            return bar.tip
        if picture.lanes_top <= y < picture.own_top:
            event = self._event_at(x, y)
            if event >= 0:
                return self.event_words(event)
            gap = picture.silence_at(x)
            if gap is not None:
                return self.tr("Silence of {0} before #{1}").format(
                    length_text(gap.length_ns), number_text(gap.event + 1)
                )
        if picture.own_top <= y < picture.own_top + picture.own_height:
            return self._own_tip(x)
        return ""

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(320, self.picture.height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = painter_for(self)
        own_name = self._own_name()
        self.picture.place(self.width(), own_name)
        painting.paint(painter, self.picture, own_name)
        if self._ringed:
            focus_ring(painter, self, self.rect().toRectF().adjusted(4, 0, -4, 0), 6)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Called by Qt."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Called by Qt. Where nothing is left to zoom, the page scrolls."""
        sideways, up = event.angleDelta().x(), event.angleDelta().y()
        scale = self.picture.scale
        if abs(sideways) > abs(up):
            scale.pan(sideways / 2)
        elif not (up and scale.zoom(_ZOOM ** (up / 120), event.position().x())):
            event.ignore()
            return
        event.accept()
        self._scale_changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        if self._pressed is None:
            near = self._event_at(event.position().x(), event.position().y()) >= 0
            shape = Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor
            if self.cursor().shape() != shape:
                self.setCursor(shape)
            return
        moved = event.position().x() - self._pressed.x()
        if self._dragged or abs(moved) >= _DRAG_PX:
            self._dragged = True
            self._pressed = event.position()
            self.picture.scale.pan(moved)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._dragged or event.button() != Qt.MouseButton.LeftButton:
            return
        chosen = self._event_at(pressed.x(), pressed.y())
        if chosen < 0 and self.picture.lanes_top <= pressed.y() < self.picture.own_top:
            gap = self.picture.silence_at(pressed.x())
            chosen = gap.event if gap is not None else -1
        if chosen >= 0:
            self.event_chosen.emit(chosen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Called by Qt. All of it again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.show_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        known, last = self.picture.chosen, len(self._columns) - 1
        scale = self.picture.scale
        middle = scale.left + scale.width / 2
        at = scale.x(self.picture.chosen_ns) if known >= 0 else middle
        match event.key():
            case Qt.Key.Key_Right:
                self._choose(min(known + 1, last))
            case Qt.Key.Key_Left:
                self._choose(known - 1 if known > 0 else 0 if known == 0 else last)
            case Qt.Key.Key_Home:
                self._choose(min(0, last))
            case Qt.Key.Key_End:
                self._choose(last)
            case Qt.Key.Key_PageDown:
                scale.pan(-scale.width * 0.8)
            case Qt.Key.Key_PageUp:
                scale.pan(scale.width * 0.8)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                scale.zoom(_ZOOM, at)
            case Qt.Key.Key_Minus:
                scale.zoom(1 / _ZOOM, at)
            case Qt.Key.Key_0:
                scale.show_all()
            case Qt.Key.Key_G:
                self._choose(self._next_silence(known))
            case _:
                super().keyPressEvent(event)
                return
        self._scale_changed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt. Who clicks knows where he is."""
        super().focusInEvent(event)
        self._ringed = event.reason() in BY_KEYBOARD
        self.update()

    def _next_silence(self, known: int) -> int:
        """The event that ended the next marked silence; after the last comes the first."""
        ends = sorted(gap.event for gap in self.picture.gaps)
        return next((event for event in ends if event > known), ends[0] if ends else -1)

    def _choose(self, event: int) -> None:
        if event >= 0:
            self.event_chosen.emit(event)

    def _event_at(self, x: float, y: float) -> int:
        """The event under the pointer, -1 where none is near."""
        lane = self.picture.lane_at(y)
        scale = self.picture.scale
        if lane is None or not scale.left - NEAR_PX <= x <= scale.left + scale.width + NEAR_PX:
            return -1
        within = NEAR_PX * scale.span_ns / scale.width
        return self.picture.lanes.nearest(scale.t_ns(x), within, lane)

    def _own_tip(self, x: float) -> str:
        worst = self.picture.frame_at(x)
        if worst is None:
            return self.tr("What each frame took of this program, to 16 ms")
        return self.tr(
            "A frame of this program: {0} reading and decoding, {1} work, {2} painting; shown {3} "
            "after it came"
        ).format(*map(length_text, worst[1:]))

    def _own_name(self) -> str:
        return self.tr("This program")

    def _describe(self, timings: Timings) -> None:
        steps = "; ".join(f"{row.name} {row.note}" for row in self.picture.rows)
        silent = len(self.picture.gaps)
        words = self.tr("{0} events in {1}").format(
            number_text(timings.events), length_text(timings.last_ns)
        )
        if silent:
            words = self.tr("{0}, {1} silences marked").format(words, number_text(silent))
        if self.picture.chosen < 0:
            self.setAccessibleDescription(f"{words}. {steps}")

    def _scale_changed(self) -> None:
        self.looked_closer.emit(not self.picture.scale.is_whole)
        self.update()

    def _changed(self) -> None:
        if self.height() != self.picture.height:
            self.updateGeometry()
        self.update()

    def _dress(self) -> None:
        self.picture.dress()
        self._changed()
