"""The inspector's head: what is shown, how it ended, and what can be done with it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.outcome import Outcome
from gemini_desktop.ui.controls import Badge, IconButton, PaneHeader
from gemini_desktop.ui.inspector import outcome_words
from gemini_desktop.ui.qt_helpers import plain_tip

State: TypeAlias = Literal["idle", "live", "recorded", "replay"]
_STATE_TONES = {"idle": "neutral", "live": "green", "recorded": "neutral", "replay": "accent"}


class InspectorHeader(PaneHeader):
    """Two badges (state, outcome) and the buttons; the title, too, opens the list of captures."""

    captures_requested = Signal()
    follow_toggled = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Inspector"))
        self._captures = IconButton("panel-left", self.tr("All captures"), "capturesButton")
        self._captures.setCheckable(True)
        self._captures.clicked.connect(self.captures_requested)
        self.add(self._captures)
        self._title.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title.setToolTip(self.tr("All captures"))
        self._state: State = "idle"
        self._state_badge = Badge("", dot=True, object_name="inspectorState")
        self._outcome_badge = Badge("", object_name="inspectorOutcome")
        self._follow = IconButton("pause", self.tr("Stop following"), "followButton")
        self.save = IconButton("download", self.tr("Save or copy the capture"), "saveCapture")
        self._clear = IconButton("trash-2", self.tr("Clear the inspector"), "clearInspector")
        self.add_badge(self._state_badge)
        self.add_badge(self._outcome_badge)
        self._follow.clicked.connect(self.follow_toggled)
        self._clear.clicked.connect(self.clear_requested)
        for button in (self._follow, self.save, self._clear):
            self.add(button)
        self.show_state("idle")

    def show_state(self, state: State) -> None:
        """Another exchange is shown (or none, when idle), whose outcome is not known yet."""
        words = {
            "idle": self.tr("Idle"),
            "live": self.tr("Live"),
            "recorded": self.tr("Recorded"),
            "replay": self.tr("Replay"),
        }
        self._state = state
        self._state_badge.set(words[state], _STATE_TONES[state])
        self._state_badge.show()
        self._outcome_badge.hide()
        self._follow.setVisible(state != "idle")
        for button in (self.save, self._clear):
            button.setEnabled(state != "idle")

    def show_outcome(self, outcome: Outcome) -> None:
        """It is over. Nothing is live any more; what can be saved stays so."""
        kind = outcome.kind
        self._outcome_badge.set(outcome_words.word(kind), outcome_words.tone(kind))
        self._outcome_badge.setToolTip(plain_tip(outcome.message))
        self._outcome_badge.show()
        self._follow.hide()
        if self._state == "live":  # the outcome says it all
            self._state_badge.hide()

    def show_captures_open(self, on: bool) -> None:
        """Whether the list of captures is in sight."""
        self._captures.setChecked(on)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self._title.geometry().contains(event.position().toPoint()):
            self.captures_requested.emit()

    def show_following(self, on: bool) -> None:
        """Whether new events scroll into sight."""
        self._follow.set_icon("pause" if on else "play")
        words = self.tr("Stop following") if on else self.tr("Follow the newest event")
        self._follow.set_tooltip(words)
