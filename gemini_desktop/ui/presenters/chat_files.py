"""Chats as files that grow with them: switched on and off in the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.settings.pane import SettingsPane

if TYPE_CHECKING:  # imported when they are made
    from gemini_desktop.ui.settings.below import Below
    from gemini_desktop.ui.settings.chat_files import ChatFiles


class ChatFilesPresenter(QObject):
    """Carries what is asked in the settings' group to the session; trouble is told once, and
    stands in the group until it is over."""

    def __init__(self, desk: Desk, settings: SettingsPane) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._group: ChatFiles | None = None
        self._files = desk.session.kept_files
        self._told = ""
        self._files.changed = self._show
        SettingsPane.below.when_made(settings, self._attend)
        self._show()

    def _attend(self, below: Below) -> None:
        self._group = group = below.chat_files
        group.toggled.connect(self._on_toggled)
        group.folder_requested.connect(self._on_folder)
        group.form_selected.connect(self._on_form)
        self._show()

    def _show(self) -> None:
        files = self._files
        if self._group is not None:
            self._group.show_state(files.folder, files.form, files.trouble)
        if files.trouble and files.trouble != self._told:
            self._desk.say(files.trouble)
        self._told = files.trouble

    def _on_toggled(self, on: bool) -> None:
        if on:
            self._on_folder()
        else:
            self._keep_in(None, self._files.form)

    def _on_folder(self) -> None:
        self._desk.spawn(self._choose(), "choose a folder for chats")

    async def _choose(self) -> None:
        settings = self._desk.session.settings
        start = self._files.folder or Path(settings.export_folder or Path.home())
        title = self.tr("Keep chats as files in")
        folder = await file_dialogs.folder_target(self._desk.window, title, start)
        if folder is None:
            self._show()  # the switch goes back
            return
        self._keep_in(folder, self._files.form)
        if self._desk.conversation_id and self._desk.exchange is None:
            await self._files.write(self._desk.conversation_id)

    def _on_form(self, form: str) -> None:
        self._keep_in(self._files.folder, form)

    def _keep_in(self, folder: Path | None, form: str) -> None:
        self._files.keep_in(folder, form)
        self._desk.session.change(
            keep_folder=str(folder) if folder is not None else "", keep_form=self._files.form
        )
