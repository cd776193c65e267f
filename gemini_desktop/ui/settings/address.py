"""The fields of a profile that say where a server is and who asks."""

from __future__ import annotations

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gemini_desktop.core.profile import AuthKind
from gemini_desktop.ui.controls import ComboBox, Field, SecretEdit, TextArea


class Address(QWidget):
    """Shows them; what is typed and chosen is for its group to take."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.url = QLineEdit()
        self.url.setObjectName("baseUrlEdit")
        self.auth = ComboBox("authChoice")
        for value, label in (
            ("none", self.tr("None")),
            ("api-key", self.tr("API key")),
            ("bearer", self.tr("Bearer token")),
            ("service-account", self.tr("Google service account")),
            ("adc", self.tr("Google default login")),
        ):
            self.auth.addItem(label, value)
        self.secret = SecretEdit("secretEdit")
        self.secret.set_placeholder(self.tr("Paste it here"))
        self.url_field = Field(self.tr("Base URL"), self.url)
        self.auth_field = Field(self.tr("Authentication"), self.auth)
        self.secret_field = Field(self.tr("API key"), self.secret)
        self.preview = TextArea("urlPreview", least=1, most=8, mono=True)
        self.preview.setAccessibleName(self.tr("The URL that will be called"))
        self.preview.setReadOnly(True)
        self.preview.setProperty("field", "quiet")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for widget in (self.url_field, self.preview, self.auth_field, self.secret_field):
            rows.addWidget(widget)

    def show_preview(self, url: str) -> None:
        """Show the URL that will be called, or why there is none; empty hides the line."""
        wrap = QTextOption.WrapMode.WrapAnywhere if "://" in url else QTextOption.WrapMode.WordWrap
        self.preview.setWordWrapMode(wrap)
        self.preview.set_text(url)
        self.preview.setVisible(bool(url))

    def show_auth(self, auth: AuthKind, key_state: str | None) -> None:
        """Ask for the key that this wants, if any. `key_state`: a sentence on where the key is,
        empty for the usual one, None to leave it as it is."""
        self.secret_field.setVisible(auth in ("api-key", "bearer"))
        bearer = auth == "bearer"
        self.secret_field.set_label(self.tr("Bearer token") if bearer else self.tr("API key"))
        if key_state is not None:
            kept = self.tr("It is kept in the system's keyring, never in a file of this program.")
            self.secret_field.set_hint(key_state or kept)
