"""The group that says where and as whom to connect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.protocols import vertex
from gemini_desktop.ui.controls import ComboBox, Field, Label, Segmented
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_after
from gemini_desktop.ui.settings.group import Group
from gemini_desktop.ui.settings.models import known_models
from gemini_desktop.ui.settings.profile_bar import ProfileBar

if TYPE_CHECKING:  # imported when they are made
    from gemini_desktop.ui.settings.address import Address
    from gemini_desktop.ui.settings.cloud import Cloud


class Connection(Group):
    """Edits one Profile; each valid change goes out at once as a whole new Profile."""

    profile_selected = Signal(str)
    profile_edited = Signal(object)
    profile_added = Signal(object)
    profile_removed = Signal(str)
    profile_renamed = Signal(str, str)
    """Old and new name, for whoever keeps a key by the name; `profile_edited` follows."""
    secret_entered = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(first=True, parent=parent)
        self._profiles: tuple[Profile, ...] = ()
        self._profile = Profile(name="")
        self._preview = ""
        self.set_title(self.tr("Connection"))
        self.bar = ProfileBar()
        self._demo = Label(
            self.tr(
                "The demo is a server inside this program: it answers from recorded streams, and "
                "nothing leaves this computer. Add a profile to reach a model."
            ),
            size=12,
            tone="2",
            wrap=True,
        )
        self._add = QPushButton(self.tr("Add profile"))
        self._add.setObjectName("addProfileButton")
        self._make_fields()
        self._connect()

    @property
    def profile(self) -> Profile:
        """The profile as it is shown."""
        return self._profile

    def show_profiles(self, profiles: Sequence[Profile], current: str, key_state: str) -> None:
        """Show the one named `current`, the first where none has that name."""
        self._profiles = tuple(profiles)
        chosen = [p for p in self._profiles if p.name == current] or list(self._profiles[:1])
        switched = bool(chosen) and chosen[0].name != self._profile.name
        self._profile = chosen[0] if chosen else Profile(name="")
        self.bar.show_profiles(
            [p.name for p in self._profiles], self._profile.name, fixed=self._profile.demo
        )
        self._fill(key_state, switched=switched)

    def set_url_preview(self, url: str) -> None:
        """Show the URL that will be called, or why there is none; empty hides the line."""
        self._preview = url
        if (address := Connection.address.made(self)) is not None:
            address.show_preview(url)

    @Late
    def address(self) -> Address:
        """Where, and as whom: the demo has a use for neither."""
        from gemini_desktop.ui.settings.address import Address

        address = Address()
        address.auth.activated.connect(self._auth_chosen)
        address.url.editingFinished.connect(self._url_typed)
        address.secret.entered.connect(self._secret_entered)
        address.show_preview(self._preview)
        self.rows.addWidget(address)
        tab_after(address, self.protocol)
        return address

    @Late
    def cloud(self) -> Cloud:
        """What Vertex AI wants to know besides."""
        from gemini_desktop.ui.settings.cloud import Cloud

        cloud, above = Cloud(), self.address
        cloud.edited.connect(self._cloud_edited)
        self.rows.addWidget(cloud)
        tab_after(cloud, above)
        return cloud

    def _make_fields(self) -> None:
        self.protocol = Segmented(
            [
                ("generate-content", "Generate"),
                ("interactions", "Interactions"),
                ("chat-completions", "Chat"),
            ],
            "protocolChoice",
            font_size=12,
        )
        self.protocol.set_tooltip("generate-content", "generateContent")
        self.protocol.set_tooltip("interactions", "Interactions")
        self.protocol.set_tooltip("chat-completions", "Chat Completions")
        self.model = ComboBox("modelBox", editable=True)
        self.model.addItems([model.id for model in known_models() if model.kind != "agent"])
        self.protocol_field = Field(self.tr("Protocol"), self.protocol)
        self.model_field = Field(self.tr("Model"), self.model)
        for widget in (
            self.bar,
            self._demo,
            self._add,
            self.model_field,
            self.protocol_field,
        ):
            self.rows.addWidget(widget)

    def _connect(self) -> None:
        self.bar.selected.connect(self.profile_selected)
        self.bar.add_requested.connect(self._add_profile)
        self.bar.duplicate_requested.connect(self._duplicate_profile)
        self.bar.remove_requested.connect(self._remove_profile)
        self.bar.renamed.connect(self._rename_profile)
        self._add.clicked.connect(self._add_profile)
        self.protocol.chosen.connect(self._protocol_chosen)
        self.model.activated.connect(self._model_typed)
        line = self.model.lineEdit()
        if line is not None:
            line.setAccessibleName(self.tr("Model"))
            line.editingFinished.connect(self._model_typed)

    def _fill(self, key_state: str, *, switched: bool) -> None:
        profile = self._profile
        demo = profile.demo
        self._demo.setVisible(demo)
        self._add.setVisible(demo)
        self.protocol.set_value(profile.protocol)
        with QSignalBlocker(self.model):
            if self.model.currentText() != profile.model:
                self.model.setEditText(profile.model)
        if switched:
            self.model_field.set_error("")
        # The demo speaks all three protocols; where it is and who asks is its own affair.
        if not demo or Connection.address.made(self) is not None:
            self.address.setVisible(not demo)
            self._fill_address(switched=switched)
        self._show_secret(key_state)

    def _fill_address(self, *, switched: bool) -> None:
        address, profile = self.address, self._profile
        address.auth.setCurrentIndex(address.auth.findData(profile.auth))
        _set_text(address.url, profile.base_url)
        if switched:
            address.secret.clear()
            address.url_field.set_error("")

    def _show_secret(self, key_state: str | None = None) -> None:
        profile = self._profile
        if (address := Connection.address.made(self)) is not None:
            here = self.tr("Google's, for the location") if profile.auth in TOKEN_AUTH else ""
            address.url.setPlaceholderText(here)
            address.show_auth(profile.auth, key_state)
            address.url_field.set_hint(self._danger())
        vertex_wanted = vertex.serves(profile)
        asked = not profile.demo and (vertex_wanted or profile.auth in TOKEN_AUTH)
        if asked or Connection.cloud.made(self) is not None:
            self.cloud.show_profile(profile, wanted=vertex_wanted)

    def _danger(self) -> str:
        """What could be read on its way to this address."""
        from gemini_desktop.ui.settings import check

        profile = self._profile
        if check.sends_in_the_clear(profile.base_url) and profile.auth != "none":
            return self.tr("Without https the key can be read on its way.")
        if profile.insecure and not profile.demo:
            return self.tr("Any certificate is accepted (see Network): the line is not safe.")
        return ""

    def _edit(self, **changes: Any) -> None:
        edited = msgspec.structs.replace(self._profile, **changes)
        if edited != self._profile:
            self._profile = edited
            self._show_secret()
            self.profile_edited.emit(edited)

    def edit(self, **changes: Any) -> None:
        """Change fields of the profile that another group shows."""
        self._edit(**changes)

    def edit_timeouts(self, **changes: Any) -> None:
        """Change the profile's limits of time, which another group shows."""
        self._edit(timeouts=msgspec.structs.replace(self._profile.timeouts, **changes))

    def _protocol_chosen(self, value: str) -> None:
        self._edit(protocol=value)

    def _auth_chosen(self, index: int) -> None:
        """Google's credentials know where to go; a key needs an address again."""
        address = self.address
        auth, base_url = address.auth.itemData(index), self._profile.base_url
        usual = Profile(name="").base_url
        if auth in TOKEN_AUTH and base_url == usual:
            base_url = ""
        elif auth not in TOKEN_AUTH and not base_url:
            base_url = usual
        _set_text(address.url, base_url)
        address.url_field.set_error("")
        self._edit(auth=auth, base_url=base_url)

    def _cloud_edited(self, changes: dict[str, Any]) -> None:
        self._edit(**changes)

    def _url_typed(self) -> None:
        from gemini_desktop.ui.settings import check

        address = self.address
        text = address.url.text().strip().rstrip("/")
        optional = not text and self._profile.auth in TOKEN_AUTH
        error = "" if optional else check.base_url(text)
        address.url_field.set_error(error)
        if not error:
            _set_text(address.url, text)
            self._edit(base_url=text)

    def _model_typed(self) -> None:
        from gemini_desktop.ui.settings import check

        text = self.model.currentText().strip()
        error = check.model(text)
        self.model_field.set_error(error)
        if not error:
            self._edit(model=text)

    def _secret_entered(self, secret: str) -> None:
        if self._profile.secret != "keyring":
            self._edit(secret="keyring")  # noqa: S106 - where it is kept, not what it is
        self.secret_entered.emit(self._profile.name, secret)

    def _add_profile(self) -> None:
        self.profile_added.emit(Profile(name=self._free_name(self.tr("Gemini"))))

    def _duplicate_profile(self) -> None:
        name = self._free_name(self._profile.name)
        copy = msgspec.structs.replace(self._profile, name=name, demo=False)
        if self._profile.demo:  # its server has another address at each start
            copy = msgspec.structs.replace(Profile(name=name), model=self._profile.model)
        self.profile_added.emit(copy)

    def _rename_profile(self, old: str, new: str) -> None:
        self.profile_renamed.emit(old, new)
        self._edit(name=new)

    def _remove_profile(self) -> None:
        self.profile_removed.emit(self._profile.name)

    def _free_name(self, wanted: str) -> str:
        taken = {profile.name for profile in self._profiles}
        names = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)


def _set_text(edit: QLineEdit, text: str) -> None:
    """Set the text only where it differs: setting it moves the cursor."""
    if edit.text() != text:
        edit.setText(text)
        edit.setCursorPosition(0)  # a URL is known by its beginning
