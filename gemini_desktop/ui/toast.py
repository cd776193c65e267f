"""A short message above the prompt, which goes by itself; never a message box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label, paint

_LEAST_MS = 4_000
_LEAST_OFFERED_MS = 8_000
"""What is offered must be read, and reached."""
_MS_PER_CHARACTER = 60
_MOST_MS = 15_000
_MARGIN = 16
_WIDEST = 560
_LEAST_WORDS = 200
"""Beside less, an offer stands below the words, unless they need no more."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GAP = 10
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class Toast(QWidget):
    """One message at a time over `parent`, with at most one action; a click takes it away.

    It covers nothing that the user works in: it stands above what `prompt` gives, or at the foot of
    the window while that is not to be seen.
    """

    def __init__(self, parent: QWidget, prompt: Callable[[], QWidget | None]) -> None:
        super().__init__(parent)
        self._over = parent
        self._prompt = prompt
        self.setObjectName("toast")
        self._callback: Callable[[], None] | None = None
        self._label = Label(wrap=True)
        self._action = QPushButton()
        self._action.setObjectName("toastAction")
        self._action.setFlat(True)
        self._action.setCursor(Qt.CursorShape.PointingHandCursor)
        self._action.clicked.connect(self._act)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(16, 10, 12, 10)
        row.addWidget(self._label, 1)
        row.addWidget(self._action, 0, _RIGHT)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._waiting: list[tuple[str, str, Callable[[], None]]] = []
        self._next = QTimer(self, interval=0, singleShot=True)
        self._next.timeout.connect(self._say_next)
        self._followed: QWidget | None = None
        self._again = QTimer(self, interval=0, singleShot=True)
        self._again.timeout.connect(self._place_again)
        theme.manager().changed.connect(self._again.start)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._label.text()

    def show_message(
        self, text: str, action: str = "", callback: Callable[[], None] | None = None
    ) -> None:
        """Say it for a while that its length asks for; what was said before goes."""
        self._label.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._callback = callback
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        least = _LEAST_OFFERED_MS if action else _LEAST_MS
        self._timer.start(min(_MOST_MS, max(least, len(text) * _MS_PER_CHARACTER)))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def tell_later(self, text: str, action: str, callback: Callable[[], None]) -> None:
        """Say what nobody has asked for, once nothing is offered any more: an Undo is not taken
        away by it."""
        if self.isVisible() and self._action.isVisibleTo(self):
            self._waiting.append((text, action, callback))
        else:
            self.show_message(text, action, callback)

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt. What waited is said next, unless the whole window goes."""
        super().hideEvent(event)
        if self._waiting and self._over.isVisible():
            self._next.start()

    def _say_next(self) -> None:
        if self._waiting and not self.isVisible():
            self.show_message(*self._waiting.pop(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays at its place when the window changes its size, or the prompt moves in it."""
        if self.isVisible():
            if watched is self._over and event.type() == QEvent.Type.Resize:
                self._place()
            elif watched is self._followed and event.type() in _MOVES:
                self._again.start()  # what it stands in may be moved next
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click takes it away."""
        super().mousePressEvent(event)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        paint.rounded(painter, rect, 10, "raised", "border")
        painter.end()

    def _act(self) -> None:
        callback = self._callback
        self.hide()
        if callback is not None:
            callback()

    def _place_again(self) -> None:
        if self.isVisible():
            self._place()

    def _place(self) -> None:
        room = self._room()
        widest = room.width() - 2 * _MARGIN
        width = max(min(theme.scaled(_WIDEST), widest, self.sizeHint().width()), min(320, widest))
        offer = self._action.sizeHint().width() if self._action.text() else 0
        words = min(_LEAST_WORDS, self._label.fontMetrics().horizontalAdvance(self.text) + 4)
        below = offer > 0 and width - offer - 40 < words
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if below else way.LeftToRight)
        self._row.setSpacing(6 if below else 12)
        height = (
            self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        height = height if height > 0 else self.sizeHint().height()
        left = room.left() + (room.width() - width) // 2
        self.setGeometry(left, room.bottom() - height, width, height)

    def _room(self) -> QRect:
        """The room above the prompt; else that above the status line."""
        prompt = self._prompt()
        if prompt is not None and prompt is not self._followed:
            self._followed = prompt
            prompt.installEventFilter(self)
        if prompt is None or not prompt.isVisible():
            return QRect(0, 0, self._over.width(), self._over.height() - 44)
        top = prompt.mapTo(self._over, QPoint(0, 0))
        return QRect(top.x() - _MARGIN, 0, prompt.width() + 2 * _MARGIN, top.y() - _GAP)
