"""The group that says how long a profile waits, how often it tries, and what it does by itself."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.profile import MOST_RETRIES, Profile
from gemini_desktop.ui.controls import LabeledSlider, Toggle
from gemini_desktop.ui.settings.group import Group


class Reliability(Group):
    """Hidden for the demo, which is on this computer."""

    timeout_edited = Signal(dict)
    """A field of the profile's Timeouts and its new value in seconds, None for no limit."""
    edited = Signal(dict)
    """A field of the Profile and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Reliability"))
        self._profile = Profile(name="")
        self.retries = LabeledSlider(
            self.tr("Retries"), 0, MOST_RETRIES, start=0, unset="0", object_name="retriesSlider"
        )
        self.retries.setToolTip(
            self.tr(
                "How often to try again after 408, 429, 500, 502, 503, 504, a time-out or a "
                "refused connection. Never once answer text has come, never for a daily quota."
            )
        )
        limits = {
            "silence_s": (self.tr("Idle timeout (s)"), 600.0, 60.0, "silenceSlider"),
            "connect_s": (self.tr("To connect (s)"), 120.0, 10.0, "connectSlider"),
            "first_event_s": (self.tr("First event (s)"), 600.0, 60.0, "firstEventSlider"),
            "stall_s": (self.tr("Between events (s)"), 600.0, 60.0, "stallSlider"),
            "total_s": (self.tr("In all (s)"), 3600.0, 600.0, "totalSlider"),
        }
        explained = {
            "silence_s": self.tr("The longest silence on the wire: each wait for more bytes."),
            "connect_s": self.tr("Unset, the idle timeout holds."),
            "first_event_s": self.tr("From the request on. Comments that keep alive do not count."),
            "stall_s": self.tr("For the next event. Comments that keep alive do not count."),
            "total_s": self.tr("The whole exchange, with all retries and waits."),
        }
        self.rows.addWidget(self.retries)
        self.limits: dict[str, LabeledSlider] = {}
        for name, (label, most, start, object_name) in limits.items():
            slider = LabeledSlider(
                label, 1, most, start=start, unset=self.tr("no limit"), object_name=object_name
            )
            slider.setToolTip(explained[name])
            slider.edited.connect(partial(self._limit_edited, name))
            self.limits[name] = slider
            self.rows.addWidget(slider)
        self.follow = Toggle(self.tr("Go on by itself"), "followToggle")
        self.follow.setToolTip(
            self.tr(
                "Resume what runs in the background on the server after the connection was lost, "
                "and continue an answer that is longer than one response."
            )
        )
        self.rows.addWidget(self.follow)
        self.retries.edited.connect(self._retries_edited)
        self.follow.toggled.connect(self._follow_toggled)

    def show_profile(self, profile: Profile) -> None:
        """Show what a profile says."""
        self._profile = profile
        self.setVisible(not profile.demo)
        self.retries.set_value(profile.max_retries or None)
        for name, slider in self.limits.items():
            slider.set_value(getattr(profile.timeouts, name))
        with QSignalBlocker(self.follow):
            self.follow.setChecked(profile.follow)

    def _limit_edited(self, name: str, value: float | None) -> None:
        self.timeout_edited.emit({name: None if value is None else float(value)})

    def _retries_edited(self, value: float | None) -> None:
        self.edited.emit({"max_retries": int(value or 0)})

    def _follow_toggled(self, on: bool) -> None:
        self.edited.emit({"follow": on})
