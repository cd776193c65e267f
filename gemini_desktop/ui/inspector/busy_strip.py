"""A strip that tells of long work behind the inspector, with a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import Hairline, IconButton, Label

_PATIENCE_MS = 400
"""What takes no longer is not worth a strip that comes and goes."""
_TICK_MS = 100


class BusyStrip(QWidget):
    """Hidden while nothing is done, and for what is done at once."""

    stop_requested = Signal()

    def __init__(self, name: str, stop_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Strip")
        self._words = ""
        self._progress: Callable[[], tuple[int, int]] = lambda: (0, 0)
        self._label = Label("", size=12, tone="2", elide=True)
        stop = IconButton("x", stop_words, f"{name}Stop", size=24)
        stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self._label, 1)
        row.addWidget(stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(row)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_up)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._refresh)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._label.text()

    def begin(self, words: str, progress: Callable[[], tuple[int, int]]) -> None:
        """Something begins; `progress` gives how much of how much, 0 where nobody knows."""
        self._words, self._progress = words, progress
        self._patience.start()

    def end(self) -> None:
        """It is done, or will not be."""
        self._patience.stop()
        self._tick.stop()
        self.hide()

    def _show_up(self) -> None:
        self._refresh()
        self._tick.start()
        self.show()

    def _refresh(self) -> None:
        done, total = self._progress()
        percent = f" {min(99, 100 * done // total)} %" if total else ""
        self._label.setText(f"{self._words}{percent}")
