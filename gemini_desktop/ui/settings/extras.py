"""The group for what a gateway wants besides: headers, query parameters, the form of the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.asking.extras import Pairs
from gemini_desktop.core.profile import Profile
from gemini_desktop.ui.controls import Field, TextArea, Toggle
from gemini_desktop.ui.settings import check
from gemini_desktop.ui.settings.group import Group


class Extras(Group):
    """Hidden for the demo, which wants nothing."""

    edited = Signal(dict)
    """A field of the Profile and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Gateway"))
        self._profile = Profile(name="")
        self.headers = TextArea("headersEdit", least=2, most=8, mono=True)
        self.headers.setPlaceholderText("X-Team: search")
        self.headers_field = Field(
            self.tr("Extra headers"),
            self.headers,
            self.tr("One a line. The value env:NAME is taken from the environment."),
        )
        self.query = TextArea("queryEdit", least=1, most=6, mono=True)
        self.query.setPlaceholderText("tenant=search")
        self.query_field = Field(self.tr("Extra query"), self.query)
        self.event_stream = Toggle(self.tr("Ask for events (alt=sse)"), "eventStreamToggle")
        self.event_stream.setToolTip(
            self.tr("Without it a JSON array comes in pieces, where the server does so.")
        )
        for widget in (self.headers_field, self.query_field, self.event_stream):
            self.rows.addWidget(widget)
        self.headers.textChanged.connect(self._check)
        self.query.textChanged.connect(self._check)
        self.headers.edited.connect(self._headers_typed)
        self.query.edited.connect(self._query_typed)
        self.event_stream.toggled.connect(self._event_stream_toggled)

    def show_profile(self, profile: Profile) -> None:
        """Show what a profile says, unless it stands there already (blanks are the user's own)."""
        switched = profile.name != self._profile.name
        self._profile = profile
        self.setVisible(not profile.demo)
        for area, pairs, mark, read in (
            (self.headers, profile.headers, ": ", check.headers),
            (self.query, profile.query, "=", check.query),
        ):
            if switched or read(area.toPlainText())[0] not in (None, pairs):
                area.set_text("\n".join(f"{name}{mark}{value}" for name, value in pairs))
        self.event_stream.setVisible(profile.protocol == "generate-content")
        with QSignalBlocker(self.event_stream):
            self.event_stream.setChecked(profile.event_stream)

    def _check(self) -> None:
        self.headers_field.set_error(check.headers(self.headers.toPlainText())[1])
        self.query_field.set_error(check.query(self.query.toPlainText())[1])

    def _headers_typed(self, text: str) -> None:
        self._typed("headers", text, check.headers)

    def _query_typed(self, text: str) -> None:
        self._typed("query", text, check.query)

    def _typed(self, name: str, text: str, read: Callable[[str], tuple[Pairs | None, str]]) -> None:
        pairs, _ = read(text)
        if pairs is not None and pairs != getattr(self._profile, name):
            self.edited.emit({name: pairs})

    def _event_stream_toggled(self, on: bool) -> None:
        self.edited.emit({"event_stream": on})
