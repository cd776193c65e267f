"""Files and links on macOS, which hands them over as events and not as arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class OpeningApplication(QApplication):
    """Gathers what the system asks to open until somebody answers, for the first ones come while
    the window is not there yet.

    Only events to the program itself pass through here, a handful in its life.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        super().__init__(list(argv))
        self._waiting: list[str] = []
        self._answer: Callable[[str], None] = self._waiting.append

    def event(self, event: QEvent) -> bool:
        """Called by Qt."""
        if isinstance(event, QFileOpenEvent):
            self._answer(event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded))
            return True
        return super().event(event)

    def answer_with(self, answer: Callable[[str], None]) -> None:
        """Hand over what came so far, and from now on what comes: each a URL, of a file or of our
        own scheme, as it could stand among the arguments."""
        self._answer = answer
        for url in self._waiting:
            answer(url)
        self._waiting.clear()
