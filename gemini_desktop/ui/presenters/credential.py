"""The files that a profile names: credentials and certificates, offered and chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gemini_desktop.session.workspace import Session
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.settings.connection import Connection
from gemini_desktop.ui.settings.pane import SettingsPane

if TYPE_CHECKING:  # imported when they are made
    from gemini_desktop.ui.settings.below import Below
    from gemini_desktop.ui.settings.cloud import Cloud

Spawn = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]


class CredentialPresenter(QObject):
    """Lists the key files that lie beside the chosen one, so that another is one click away."""

    def __init__(self, session: Session, settings: SettingsPane, spawn: Spawn) -> None:
        super().__init__(settings)
        self._session = session
        self._settings = settings
        self._spawn = spawn
        Connection.cloud.when_made(settings.connection, self._attend_cloud)
        SettingsPane.below.when_made(settings, self._attend)

    def _attend_cloud(self, cloud: Cloud) -> None:
        cloud.files_wanted.connect(self._on_files_wanted)
        cloud.browse_requested.connect(self._on_key_file)

    def _attend(self, below: Below) -> None:
        below.network.browse_requested.connect(self._on_certificates)

    def _on_files_wanted(self, path: str) -> None:
        self._spawn(self._list(self._place(path)), "list the key files")

    async def _list(self, place: Path | None) -> None:
        files = await self._session.keys.files(place) if place is not None else ()
        self._settings.connection.cloud.show_files(files)

    def _on_key_file(self) -> None:
        self._spawn(self._choose_key_file(), "choose a key file")

    async def _choose_key_file(self) -> None:
        place = self._place(self._session.profile.service_account_file)
        path = await file_dialogs.credential_source(self._settings, _folder(place))
        if path is not None:
            self._settings.connection.cloud.choose(path)

    def _on_certificates(self) -> None:
        self._spawn(self._choose_certificates(), "choose certificates")

    async def _choose_certificates(self) -> None:
        known = self._session.profile.ca_file
        folder = _folder(Path(known) if known else None)
        path = await file_dialogs.certificate_source(self._settings, folder)
        if path is not None:
            self._settings.below.network.choose(path)

    def _place(self, path: str) -> Path | None:
        """The file, else that of another profile: the folder is the same as a rule."""
        others = (profile.service_account_file for profile in self._session.profiles)
        chosen = path or next((other for other in others if other), "")
        return Path(chosen) if chosen else None


def _folder(place: Path | None) -> Path:
    try:
        folder = place.expanduser().parent if place is not None else Path.home()
    except RuntimeError:  # ~somebody who is not here
        folder = Path.home()
    return folder if folder.is_dir() else Path.home()
