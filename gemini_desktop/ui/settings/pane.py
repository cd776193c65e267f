"""The pane at the right: everything that can be set, applied at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.ui import pane_focus
from gemini_desktop.ui.controls import IconButton, PaneHeader
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before
from gemini_desktop.ui.settings.below_later import SPACING, BelowLater
from gemini_desktop.ui.settings.connection import Connection
from gemini_desktop.ui.settings.generation import Generation

if TYPE_CHECKING:  # imported when they are made
    from gemini_desktop.ui.settings.below import Below

WIDTH = 264


class SettingsPane(QWidget):
    """Shows what it is given and asks for changes; it keeps and decides nothing.

    Every edit goes out as a whole, valid Profile or Options. What is not valid stays in its field
    with the reason below it, and nothing is sent out.
    """

    profile_selected = Signal(str)
    profile_edited = Signal(object)
    profile_added = Signal(object)
    profile_removed = Signal(str)
    profile_renamed = Signal(str, str)
    options_edited = Signal(object)
    secret_entered = Signal(str, str)
    theme_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsPane")
        self.setAccessibleName(self.tr("Settings"))
        self._header = PaneHeader(self.tr("Settings"))
        fold = IconButton("panel-right", self.tr("Hide settings"), "foldSettingsButton")
        self._header.add(fold)
        self.connection = Connection()
        self.generation = Generation()
        self._below_later = BelowLater()
        self._lay_out()
        self._connect()

    # The groups below the fold.

    @Late
    def below(self) -> Below:
        """All of them, as they are to be shown now."""
        from gemini_desktop.ui.settings.below import Below

        below = Below()
        below.raw.edited.connect(self._raw_edited)
        below.reliability.timeout_edited.connect(self._timeout_edited)
        for group in (below.reliability, below.extras, below.network):
            group.edited.connect(self._profile_field_edited)
        below.appearance.theme_selected.connect(self.theme_selected)
        below.raw.show_value(self.generation.options.raw)
        self._rows.insertWidget(self._rows.indexOf(self._below_later), below)
        tab_before(below, self._below_later)
        _show_profile(below, self.connection.profile)
        self._below_later.hide()
        self._below_later.deleteLater()
        below.show()  # else the layout does, in the loop's next turn
        return below

    def _below_reached(self) -> None:
        self.below  # noqa: B018 - asking for it makes it

    def _below_entered(self, backwards: bool) -> None:
        if stops := pane_focus.tab_stops(self.below):
            stops[-1 if backwards else 0].setFocus(Qt.FocusReason.TabFocusReason)

    def show_state(
        self, profiles: Sequence[Profile], current: str, options: Options, key_state: str
    ) -> None:
        """Show all of it. `key_state` is a sentence on where the key is, or that there is none;
        empty for the usual one."""
        self.connection.show_profiles(profiles, current, key_state)
        self.generation.show_options(options)
        if (below := SettingsPane.below.made(self)) is not None:
            below.raw.show_value(options.raw)
        self._fit()

    def set_url_preview(self, url: str) -> None:
        """Show the URL that will be called."""
        self.connection.set_url_preview(url)

    def show_credentials(self, sentence: str, project: str, foreign_host: str = "") -> None:
        """Say how it stands with Google's credentials, which project they name, and which host
        they ask a yes for."""
        if sentence or project or foreign_host or Connection.cloud.made(self.connection):
            self.connection.cloud.show_state(sentence, project, foreign_host)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(WIDTH, 600)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt. Zoomed text makes the rows higher, not the pane wider."""
        return QSize(WIDTH, 200)

    def _lay_out(self) -> None:
        content = QWidget()
        # A long word must not push the right edge out of sight.
        content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._rows = rows = QVBoxLayout(content)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(SPACING)
        for group in (self.connection, self.generation, self._below_later):
            rows.addWidget(group)
        rows.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        connection = self.connection
        connection.profile_selected.connect(self.profile_selected)
        connection.profile_edited.connect(self._profile_edited)
        connection.profile_added.connect(self.profile_added)
        connection.profile_removed.connect(self.profile_removed)
        connection.profile_renamed.connect(self.profile_renamed)
        connection.secret_entered.connect(self.secret_entered)
        self.generation.options_edited.connect(self._options_edited)
        # Both come out of what Qt is in the midst of.
        queued = Qt.ConnectionType.QueuedConnection
        self._below_later.reached.connect(self._below_reached, queued)
        self._below_later.entered.connect(self._below_entered, queued)

    def _profile_edited(self, profile: Profile) -> None:
        self._fit()
        self.profile_edited.emit(profile)

    def _options_edited(self, options: Options) -> None:
        self._fit()
        self.options_edited.emit(options)

    def _raw_edited(self, value: dict[str, Any]) -> None:
        self.generation.edit(raw=value)

    def _timeout_edited(self, changes: dict[str, Any]) -> None:
        self.connection.edit_timeouts(**changes)

    def _profile_field_edited(self, changes: dict[str, Any]) -> None:
        self.connection.edit(**changes)

    def _fit(self) -> None:
        profile = self.connection.profile
        self.generation.fit(profile.model, profile.protocol)
        if (below := SettingsPane.below.made(self)) is not None:
            _show_profile(below, profile)
        else:
            self._below_later.show_demo(demo=profile.demo)


def _show_profile(below: Below, profile: Profile) -> None:
    for group in (below.reliability, below.extras, below.network):
        group.show_profile(profile)
