"""What a screen reader says by itself: that an answer has ended and how, never its pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from gemini_desktop.core.capture import RetryScheduled
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.wording import number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Announcer(QObject):
    """Speaks in the name of one widget, politely: after what is being said already.

    `announced`: the words, also where no assistive technology is running.
    """

    announced = Signal(str)

    def __init__(self, speaker: QWidget) -> None:
        super().__init__(speaker)
        self._speaker = speaker

    def say(self, words: str) -> None:
        """Have this said."""
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self._speaker, words)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)
        self.announced.emit(words)

    def ended(self, turn: Turn) -> None:
        """An answer has ended."""
        self.say(_ending(turn))

    def waits(self, wait: RetryScheduled) -> None:
        """Another attempt will be made."""
        self.say(_tr("{} Trying again in {} s.").format(wait.reason, round(wait.wait_s)))

    def turns_changed(self) -> None:
        """There are other turns to read than before."""
        if QAccessible.isActive():
            event = QAccessibleEvent(self._speaker, QAccessible.Event.ObjectReorder)
            QAccessible.updateAccessibility(event)


def _ending(turn: Turn) -> str:
    outcome = turn.outcome
    if outcome is None or outcome.kind == "complete":
        tokens = turn.usage.output if turn.usage is not None else None
        if not tokens:
            return _tr("Answer complete.")
        return _tr("Answer complete, {} tokens.").format(number(tokens))
    words = {
        "incomplete": _tr("Answer incomplete: {}"),
        "blocked": _tr("Answer blocked: {}"),
        "failed": _tr("Answer failed: {}"),
        "cancelled": _tr("Stopped."),
        "awaiting": _tr("The answer waits for you: {}"),
    }[outcome.kind]
    return words.format(outcome.message)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
