"""One group of the settings pane: a caption and its rows, evenly spaced."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Hairline, caption


class Group(QWidget):
    """A hairline stands above every group but the first."""

    def __init__(self, *, first: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(12)
        if not first:
            self.rows.addWidget(Hairline())
            self.rows.addSpacing(2)
        self._caption = caption("")
        self.rows.addWidget(self._caption)

    def set_title(self, title: str) -> None:
        """Name the group."""
        self._caption.setText(title)


def beside(field: QWidget, button: QWidget) -> QWidget:
    """A row of a field, which takes the room there is, and a button that fills it in."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(4)
    box.addWidget(field, 1)
    box.addWidget(button)
    return row
