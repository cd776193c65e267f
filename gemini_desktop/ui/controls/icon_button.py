"""A square button that shows an icon; its tooltip is also its name for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.qt_helpers import plain_tip


class IconButton(QAbstractButton):
    """`icon_name` is a file of resources/icons; `primary` fills it with the accent.

    `size` and `icon_size` are in logical pixels. With `setCheckable` the checked state is tinted.
    """

    def __init__(
        self,
        icon_name: str,
        tooltip: str,
        object_name: str = "",
        *,
        size: int = 32,
        icon_size: int = 18,
        color: str = "text_2",
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._size = size
        self._icon_size = icon_size
        self._color = color
        self._primary = primary
        self.setObjectName(object_name)
        self.set_tooltip(tooltip)
        self.setFixedSize(size, size)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def icon_name(self) -> str:
        """The file name of the icon shown."""
        return self._icon_name

    def set_icon(self, icon_name: str) -> None:
        """Show another icon (a tick after copying, a moon for a sun)."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self.update()

    def set_tooltip(self, text: str, shortcut: str = "") -> None:
        """Name the button; the shortcut is shown behind the name, and not read out with it."""
        self.setToolTip(plain_tip(f"{text} ({shortcut})" if shortcut else text))
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(self._size, self._size)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Called by Qt."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Called by Qt."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        ground, color = self._colours()
        if ground:
            paint.rounded(painter, rect, 8, ground)
        paint.focus_ring(painter, self, rect, 8)
        self._paint_icon(painter, rect, color)
        painter.end()

    def _colours(self) -> tuple[str, str]:
        if self._primary:
            return "accent", "accent_text"
        if self.isChecked():
            return "accent_tint", "accent"
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            return ("border" if self.isDown() else "hover"), "text"
        return "", self._color

    def _paint_icon(self, painter: QPainter, rect: QRectF, color: str) -> None:
        side = self._icon_size
        target = QRectF(0, 0, side, side)
        target.moveCenter(rect.center())
        icons.paint(painter, self._icon_name, theme.current().colour(color), target)
