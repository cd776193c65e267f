"""The fields of a profile that asks Vertex AI: whose credentials, which project, where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.session.credentials import CredentialFile
from gemini_desktop.ui.controls import ComboBox, Field, IconButton, Label
from gemini_desktop.ui.qt_helpers import plain_tip
from gemini_desktop.ui.settings import check
from gemini_desktop.ui.settings.group import beside

LOCATIONS = (
    *("global", "us", "eu", "us-central1", "us-east1", "us-east4", "us-east5", "us-south1"),
    *("us-west1", "us-west4", "northamerica-northeast1", "southamerica-east1", "europe-central2"),
    *("europe-north1", "europe-southwest1", "europe-west1", "europe-west2", "europe-west3"),
    *("europe-west4", "europe-west6", "europe-west8", "europe-west9", "asia-east1", "asia-east2"),
    *("asia-northeast1", "asia-northeast3", "asia-south1", "asia-southeast1"),
    *("australia-southeast1", "me-central1", "me-central2", "me-west1"),
)
"""Where Gemini was served when this was written; any other may be typed."""

_WIDEST = 480


class Cloud(QWidget):
    """Shows only what the profile's authentication has a use for."""

    edited = Signal(dict)
    """Fields of the Profile and their new values."""
    browse_requested = Signal()
    files_wanted = Signal(str)
    """The path of the profile's credential file (empty: none yet), whenever another is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = Profile(name="")
        self._files: tuple[CredentialFile, ...] = ()
        self._asked: tuple[str, str] | None = None
        self._foreign_host = ""
        self._make_fields()
        self._lay_out()
        self._connect()

    def show_profile(self, profile: Profile, *, wanted: bool) -> None:
        """Show its fields; `wanted`: it goes to Vertex AI with a key too."""
        if (profile.name, profile.auth) != (self._profile.name, self._profile.auth):
            self._foreign_host = ""
        self._profile = profile
        account = profile.auth == "service-account"
        cloud = profile.auth in TOKEN_AUTH
        self.setVisible(not profile.demo and (cloud or wanted))
        self.file_field.setVisible(account)
        self.state.setVisible(cloud)
        self.quota_field.setVisible(cloud)
        for edit, text in (
            (self.project, profile.project),
            (self.quota, profile.quota_project),
            (self.host, profile.allow_token_host),
        ):
            if edit.text() != text:
                edit.setText(text)
        with QSignalBlocker(self.location):
            self.location.setEditText(profile.location)
        asked = (profile.name, profile.service_account_file)
        if account and asked != self._asked:
            self._asked = asked
            self.files_wanted.emit(profile.service_account_file)
        self._show_file()

    def show_files(self, files: Sequence[CredentialFile]) -> None:
        """Offer these; the profile's own is among them or not."""
        self._files = tuple(files)
        self._show_file()

    def show_state(self, sentence: str, project: str, foreign_host: str = "") -> None:
        """Say how it stands with the credentials, which project they name, and which host they
        ask a yes for, if they do: its name is to be typed, not clicked away."""
        self._foreign_host = foreign_host
        self._show_host()
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence) and self._profile.auth in TOKEN_AUTH)
        hint = project if not self._profile.project else ""
        self.project.setPlaceholderText(hint or self.tr("my-project-123456"))
        self.project_field.set_hint(self.tr("Taken from the credentials.") if hint else "")

    def choose(self, path: Path) -> None:
        """Take a file that was chosen in a dialog."""
        self.edited.emit({"service_account_file": str(path)})

    def _make_fields(self) -> None:
        self.file = ComboBox("serviceAccountBox")
        self.file.setPlaceholderText(self.tr("Choose a key file"))
        browse = IconButton(
            "folder-open", self.tr("Choose a key file in a folder"), "browseCredentialsButton"
        )
        browse.clicked.connect(self.browse_requested)
        self.file_field = Field(self.tr("Service account"), beside(self.file, browse))
        self.file.setAccessibleName(self.tr("Service account"))
        self.project = QLineEdit()
        self.project.setObjectName("projectEdit")
        self.project_field = Field(self.tr("Project"), self.project)
        self.location = ComboBox("locationBox", editable=True)
        self.location.addItems(LOCATIONS)
        self.location_field = Field(self.tr("Location"), self.location)
        line = self.location.lineEdit()
        if line is not None:
            line.setPlaceholderText("global")
            line.setAccessibleName(self.tr("Location"))
        self.quota = QLineEdit()
        self.quota.setObjectName("quotaProjectEdit")
        self.quota.setPlaceholderText(self.tr("the project itself"))
        self.quota_field = Field(self.tr("Quota project"), self.quota)
        self.host = QLineEdit()
        self.host.setObjectName("tokenHostEdit")
        self.host_field = Field(
            self.tr("Allowed token host"),
            self.host,
            self.tr("The credentials may prove themselves to this host, which is not Google's."),
        )
        self.state = Label("", size=11.5, tone="3", wrap=True)
        self.state.setObjectName("credentialState")

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for widget in (
            self.file_field,
            self.state,
            self.host_field,
            self.project_field,
            self.location_field,
            self.quota_field,
        ):
            rows.addWidget(widget)

    def _connect(self) -> None:
        self.file.activated.connect(self._file_chosen)
        self.project.editingFinished.connect(self._project_typed)
        self.quota.editingFinished.connect(self._quota_typed)
        self.host.editingFinished.connect(self._host_typed)
        self.location.activated.connect(self._location_typed)
        line = self.location.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._location_typed)

    def _show_file(self) -> None:
        path = self._profile.service_account_file
        files = self._files
        if path and path not in {file.path for file in files}:
            files = (CredentialFile(path=path), *files)
        with QSignalBlocker(self.file):
            self.file.clear()
            for file in files:
                words = " · ".join(word for word in (Path(file.path).name, file.project) if word)
                self.file.addItem(words, file.path)
                tip = plain_tip(file.trouble or file.path)
                self.file.setItemData(self.file.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            self.file.setCurrentIndex(self.file.findData(path) if path else -1)
        view = self.file.view()  # names are longer than the pane is wide
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + 24, _WIDEST) if files else 0)
        self.file.setToolTip(plain_tip(path))
        self._show_host()

    def _show_host(self) -> None:
        profile = self._profile
        chosen = next((f for f in self._files if f.path == profile.service_account_file), None)
        account = profile.auth == "service-account"
        asks = bool(self._foreign_host) or (account and chosen is not None and chosen.foreign)
        self.host.setPlaceholderText(self._foreign_host)
        self.host_field.setVisible(
            profile.auth in TOKEN_AUTH and (asks or bool(profile.allow_token_host))
        )

    def _file_chosen(self, index: int) -> None:
        path = self.file.itemData(index)
        if path != self._profile.service_account_file:
            self.edited.emit({"service_account_file": path})

    def _project_typed(self) -> None:
        self._typed(self.project_field, "project", self.project.text(), check.project)

    def _quota_typed(self) -> None:
        self._typed(self.quota_field, "quota_project", self.quota.text(), check.project)

    def _host_typed(self) -> None:
        self._typed(self.host_field, "allow_token_host", self.host.text(), check.host)

    def _location_typed(self) -> None:
        text = self.location.currentText().lower()
        self._typed(self.location_field, "location", text, check.location)

    def _typed(self, field: Field, name: str, text: str, wrong: check.Check) -> None:
        text = text.strip()
        error = wrong(text)
        field.set_error(error)
        if not error and text != getattr(self._profile, name):
            self.edited.emit({name: text})
