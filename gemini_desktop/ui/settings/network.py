"""The group that says how a profile leaves this computer: proxy and certificates."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gemini_desktop.core.profile import Profile
from gemini_desktop.ui.controls import Field, IconButton, Label, Toggle
from gemini_desktop.ui.settings import check
from gemini_desktop.ui.settings.group import Group, beside


class Network(Group):
    """All of it holds for the requests for tokens too."""

    edited = Signal(dict)
    """Fields of the Profile and their new values."""
    browse_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Network"))
        self._profile = Profile(name="")
        self.proxy = QLineEdit()
        self.proxy.setObjectName("proxyEdit")
        self.proxy.setPlaceholderText(self.tr("as the environment says"))
        self.proxy_field = Field(
            self.tr("Proxy"), self.proxy, self.tr("http://host:port, or “direct” for none.")
        )
        self.ca_file = QLineEdit()
        self.ca_file.setObjectName("caFileEdit")
        self.ca_file.setPlaceholderText(self.tr("the system's alone"))
        self.insecure = Toggle(self.tr("Accept any certificate"), "insecureToggle")
        self._warning = Label(
            self.tr(
                "Certificates are not checked: whoever sits on the line can read the key and "
                "change the answers."
            ),
            size=11.5,
            tone="red",
            wrap=True,
        )
        self._warning.setObjectName("insecureWarning")
        self.rows.addWidget(self.proxy_field)
        self.rows.addWidget(self._ca_row())
        self.rows.addWidget(self.insecure)
        self.rows.addWidget(self._warning)
        self.proxy.editingFinished.connect(self._proxy_typed)
        self.ca_file.editingFinished.connect(self._ca_typed)
        self.insecure.toggled.connect(self._insecure_toggled)

    def show_profile(self, profile: Profile) -> None:
        """Show what a profile says."""
        if profile.name != self._profile.name:
            self.proxy_field.set_error("")
        self._profile = profile
        for edit, text in ((self.proxy, profile.proxy), (self.ca_file, profile.ca_file)):
            if edit.text() != text and not edit.hasFocus():
                edit.setText(text)
        with QSignalBlocker(self.insecure):
            self.insecure.setChecked(profile.insecure)
        self._warning.setVisible(profile.insecure)
        self.setVisible(not profile.demo)

    def choose(self, path: Path) -> None:
        """Take a file that was chosen in a dialog."""
        self.ca_file.setText(str(path))
        self._ca_typed()

    def _ca_row(self) -> Field:
        browse = IconButton(
            "folder-open", self.tr("Choose a certificate file"), "browseCertificatesButton"
        )
        browse.clicked.connect(self.browse_requested)
        row = beside(self.ca_file, browse)
        field = Field(self.tr("Certificates (PEM)"), row, self.tr("Trusted besides the system's."))
        self.ca_file.setAccessibleName(self.tr("Certificates (PEM)"))
        return field

    def _proxy_typed(self) -> None:
        text = self.proxy.text().strip()
        error = check.proxy(text)
        self.proxy_field.set_error(error)
        if not error and text != self._profile.proxy:
            self.edited.emit({"proxy": text})

    def _ca_typed(self) -> None:
        text = self.ca_file.text().strip()
        if text != self._profile.ca_file:
            self.edited.emit({"ca_file": text})

    def _insecure_toggled(self, on: bool) -> None:
        self.edited.emit({"insecure": on})
