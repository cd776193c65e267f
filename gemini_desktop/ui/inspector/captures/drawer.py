"""The list of captures beside the pages where there is room, else over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desktop.ui.controls import Hairline
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before

if TYPE_CHECKING:  # imported when it is made
    from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel

_BESIDE = 860
"""Pixels from which both have room."""


class CapturesDrawer(QWidget):
    """Holds the panel and the pages; closed at first."""

    toggled = Signal(bool)
    """Whether the list is in sight now."""

    def __init__(
        self, pages: QWidget, follower: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """`follower`: the first that Tab reaches in the pages, after the list."""
        super().__init__(parent)
        self._tab_follower = follower
        self._pages = pages
        self._edge = Hairline(vertical=True)
        self._open = False
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._edge)
        row.addWidget(pages, 1)
        self._fold()

    @Late
    def panel(self) -> CapturesPanel:
        """The list; most windows never show it."""
        from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel

        panel = CapturesPanel(self)
        panel.hide()
        panel.closed.connect(self.close_list)
        self._row.insertWidget(0, panel)
        if self._tab_follower is not None:
            tab_before(panel, self._tab_follower)
        return panel

    @property
    def is_open(self) -> bool:
        """Whether the list is in sight."""
        return self._open

    @property
    def covers(self) -> bool:
        """Whether an open list hides the pages."""
        return self.width() < _BESIDE

    def open_list(self) -> None:
        """Show the list; one can type at once."""
        if not self._open:
            self._open = True
            self._fold()
            self.toggled.emit(self._open)
        self.panel.focus_field()

    def close_list(self) -> None:
        """Show the pages alone."""
        if self._open:
            self._open = False
            self._fold()
            self._pages.setFocus()
            self.toggled.emit(self._open)

    def toggle(self) -> None:
        """Open or close it."""
        if self._open:
            self.close_list()
        else:
            self.open_list()

    def make_room(self) -> None:
        """Something was opened: it must be seen."""
        if self.covers:
            self.close_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        covers = self.covers
        if self._open:
            self.panel.limit_width(beside=not covers)
        if (panel := CapturesDrawer.panel.made(self)) is not None:
            panel.setVisible(self._open)
        self._edge.setVisible(self._open and not covers)
        self._pages.setVisible(not (self._open and covers))
