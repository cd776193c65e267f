"""The narrow column of icons at the left edge."""

from __future__ import annotations

from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import IconButton

WIDTH = 53
"""52 pixels and the hairline."""


class Rail(QWidget):
    """Buttons for actions: name, shortcut and check mark are the action's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(9, 8, 10, 8)
        self._column.setSpacing(6)

    def add(self, icon_name: str, action: QAction, object_name: str) -> IconButton:
        """A button that does what the action does."""
        button = IconButton(icon_name, action.toolTip(), object_name, size=34, icon_size=19)
        button.set_tooltip(action.toolTip(), action.shortcut().toString())
        button.clicked.connect(action.trigger)
        if action.isCheckable():
            button.setCheckable(True)
            button.setChecked(action.isChecked())
            action.toggled.connect(button.setChecked)
        self._column.addWidget(button)
        return button

    def add_stretch(self) -> None:
        """What comes after stands at the foot."""
        self._column.addStretch(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), QColor(colours.ground))
        edge = self.rect().adjusted(self.width() - 1, 0, 0, 0)
        painter.fillRect(edge, QColor(colours.border))
        painter.end()
