"""A field with a magnifying glass; Escape empties it before it does anything else."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gemini_desktop.ui import icons, theme

_ICON = 16


def enable_clear_button(edit: QLineEdit) -> None:
    """The button that empties it, as a cross of ours: the style's is a dark disc in all themes."""
    edit.setClearButtonEnabled(True)
    clear = edit.findChild(QAction, "_q_qlineeditclearaction")
    if clear is not None:
        clear.setIcon(theme.icon("x"))


class SearchEdit(QLineEdit):
    """The clear button comes with the first letter."""

    def __init__(self, object_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setToolTip(name)
        enable_clear_button(self)
        self.setTextMargins(_ICON + 4, 0, 0, 0)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(90, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called by Qt."""
        super().paintEvent(event)
        painter = QPainter(self)
        square = QRectF(9, (self.height() - _ICON) / 2, _ICON, _ICON)
        icons.paint(painter, "search", theme.current().text_3, square)
        painter.end()

    def _dress(self) -> None:
        self.setFont(theme.ui_font(13))
