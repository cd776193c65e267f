"""Work that is done when it is asked for, but never more often than a person can see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Paced(QObject):
    """The first `ask` does the work at once; those within `pause_ms` after it, together once."""

    def __init__(self, work: Callable[[], None], pause_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._asked = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._over)

    def ask(self) -> None:
        """Do it now, or when the pause is over."""
        if self._pause.isActive():
            self._asked = True
            return
        self._pause.start()
        self._work()

    def _over(self) -> None:
        if self._asked:
            self._asked = False
            self.ask()
