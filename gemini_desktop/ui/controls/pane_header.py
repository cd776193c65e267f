"""The head of a pane, 48 px high so that the heads line up, and the hairline below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls.label import Label

HEADER_HEIGHT = 48


class Hairline(QWidget):
    """One pixel of border colour, across or (`vertical`) down."""

    needs_no_sheet = True

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().border))
        painter.end()


class PaneHeader(QWidget):
    """Title, a paler subtitle, badges after them, buttons at the right. The hairline is its own
    last pixel row."""

    title_changed = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEADER_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = Label(title, size=14, weight=600, elide=True)
        self._subtitle = Label(tone="3")
        self._subtitle.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 8, 1)
        self._row.setSpacing(8)
        self._row.addWidget(self._title)
        self._row.addWidget(self._subtitle)
        self._row.addStretch(1)
        self._badges = 0

    @property
    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Change the title; what does not fit is cut."""
        if title != self._title.text():
            self._title.setText(title)
            self.title_changed.emit(title)

    def set_subtitle(self, text: str) -> None:
        """Change the paler words after the title; empty hides them."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))

    def add_badge(self, badge: QWidget) -> None:
        """Put a badge after title and subtitle."""
        self._row.insertWidget(2 + self._badges, badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._badges += 1

    def add(self, widget: QWidget) -> None:
        """Put a button at the right, after those that are there."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(120, HEADER_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        line = self.rect().adjusted(0, HEADER_HEIGHT - 1, 0, 0)
        painter.fillRect(line, QColor(theme.current().border))
        painter.end()
