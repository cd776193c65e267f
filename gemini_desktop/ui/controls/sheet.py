"""A sheet over the window: it asks or tells something, and holds up nothing below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import IconButton, Label, paint
from gemini_desktop.ui.qt_helpers import local_shortcut

_RADIUS = 12
_REACH, _LOWER = 18, 5
"""Of the shadow: how far it goes, and how much lower than the sheet it lies."""
MARGIN = 24
"""The least room between a sheet and the edges of the window."""


class Sheet(QWidget):
    """Its ground, its head and its place; what is below the head goes into `_column`. Hidden until
    `open`."""

    closed = Signal()
    """It was put away: the keys are wanted elsewhere. Not where the window goes out of sight."""

    def __init__(self, over: QWidget, name: str, title: str, close_name: str) -> None:
        """The names are those of the sheet and of its cross, as objects."""
        super().__init__(over)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._over = over
        self._shadow: _Shadow | None = None
        self._title = Label(title, size=16, weight=600, wrap=True)
        self._close = IconButton("x", self.tr("Close"), close_name)
        self._close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 16, 16)
        self._column.setSpacing(12)
        self._column.addLayout(head)
        local_shortcut("Escape", self, self._escape)
        over.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it in its place, in front of all that is over the window, also where it is shown
        already."""
        self._place()  # while it was hidden the window may have changed its size
        self.show()
        self.raise_()

    def _escape(self) -> None:
        """What Escape does; a sheet with work under way stays."""
        self.hide()

    def _place(self) -> None:
        """Find its place over the window, whose size has changed. Each sheet has its own way."""

    def _centre(self, width: int, height: int) -> None:
        """Stand in the middle, this large where there is room."""
        room = self._over.rect()
        width = min(width, room.width() - 2 * MARGIN)
        height = min(height, room.height() - 2 * MARGIN)
        left, top = (room.width() - width) // 2, (room.height() - height) // 2
        self.setGeometry(room.left() + left, room.top() + top, width, height)

    def _centre_by_words(self, width: int) -> None:
        """The same, as high as what is in it."""
        width = min(width, self._over.width() - 2 * MARGIN)
        self._column.activate()
        self._centre(width, self._column.totalHeightForWidth(width))

    def event(self, event: QEvent) -> bool:
        """Called by Qt. What is in it wants another size: another zoom, more words."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def raise_(self) -> None:
        """In front of all that is over the window."""
        if self._shadow is not None:
            self._shadow.raise_()
        super().raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt."""
        super().showEvent(event)
        if self._shadow is None:
            self._shadow = _Shadow(self._over)
            self.destroyed.connect(self._shadow.deleteLater)
        self._shadow.put_under(self)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Called by Qt."""
        super().moveEvent(event)
        if self._shadow is not None and self.isVisible():
            self._shadow.put_under(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        if self._shadow is not None and self.isVisible():
            self._shadow.put_under(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt."""
        super().hideEvent(event)
        if self._shadow is not None:
            self._shadow.hide()
        if self.isHidden():
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. Stays in the middle when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        paint.rounded(painter, rect, _RADIUS, "raised", "border_strong")
        painter.end()


class _Shadow(QWidget):
    """Lifts a sheet off the words below it. Rings of less and less black: an effect of Qt's would
    draw the sheet anew for each change in it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def put_under(self, sheet: QWidget) -> None:
        """Follow a sheet."""
        reach = _REACH + _LOWER
        self.setGeometry(sheet.geometry().adjusted(-reach, -reach, reach, reach))
        self.show()
        self.stackUnder(sheet)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = _REACH + _LOWER
        sheet = self.rect().toRectF().adjusted(reach, reach + _LOWER, -reach, _LOWER - reach)
        darkest = 60 if theme.current().is_dark else 16
        for step in range(-_LOWER, _REACH):
            left = 1 - max(0, step) / _REACH
            painter.setPen(QPen(QColor(0, 0, 0, round(darkest * left * left)), 1.5))
            ring = sheet.adjusted(-step, -step, step, step)
            painter.drawRoundedRect(ring, _RADIUS + step, _RADIUS + step)
        painter.end()


def sheet_button(words: str, tip: str, name: str = "", *, primary: bool = False) -> QPushButton:
    """A button at the foot of a sheet, pressed by Enter too: Qt has it do so in dialogs only."""
    button = QPushButton(words)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(words.rstrip("…"))
    button.setAccessibleDescription(tip)
    if primary:
        button.setProperty("primary", True)  # noqa: FBT003 - Qt's way
    for key in ("Return", "Enter"):
        local_shortcut(key, button, button.click)
    return button
