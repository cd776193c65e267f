"""Rows that are lines of text: several can be chosen, and are copied as they stand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from gemini_desktop.ui.inspector.rows_view import RowsView

_MAX_COPIED_ROWS = 20_000


class LinesView(RowsView):
    """Ctrl+C copies the chosen lines."""

    def __init__(self, object_name: str, line_of: Callable[[int], str]) -> None:
        """`line_of` gives the whole text of a row."""
        super().__init__(object_name, "")
        self._line_of = line_of
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def chosen_rows(self) -> list[int]:
        """From the top; not more than can be read again while somebody waits."""
        rows = [
            row
            for selected in self.selectionModel().selection().toList()
            for row in range(selected.top(), selected.bottom() + 1)
        ]
        return sorted(rows)[:_MAX_COPIED_ROWS]

    def copy(self) -> None:
        """Put the chosen lines on the clipboard, whole."""
        lines = [self._line_of(row) for row in self.chosen_rows()]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))
