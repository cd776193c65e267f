"""Tells the moment of the first painting inside a program that does not know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class _Watched(QApplication):
    """Sees all events until the first painting of a window; what comes after it is not slowed."""

    painted: Callable[[], None]

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Called by Qt. The picture is flushed once the event has been dealt with."""
        if (
            event.type() == QEvent.Type.Paint
            and isinstance(watched, QWidget)
            and watched.isWindow()
        ):
            self.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        type(self).painted()


def watch(painted: Callable[[], None]) -> None:
    """Call `painted` once the first window of the application that is made next is drawn."""
    _Watched.painted = staticmethod(painted)
    QtWidgets.QApplication = _Watched  # type: ignore[misc, assignment]


def close_windows() -> None:
    """Ask every window to close, as its close button does."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.close()
