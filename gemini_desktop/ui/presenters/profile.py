"""The settings pane's other half: profiles, parameters, keys, theme, kept as they change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui import theme
from gemini_desktop.ui.presenters.credential import CredentialPresenter
from gemini_desktop.ui.settings.pane import SettingsPane

Spawn = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]


class ProfilePresenter(QObject):
    """Carries edits of the settings pane to the session, and back what they made of it."""

    trouble = Signal(str)
    """A sentence for the user."""

    def __init__(
        self,
        session: Session,
        settings: SettingsPane,
        shown: Callable[[Profile], None],
        spawn: Spawn,
    ) -> None:
        """`shown` hears of the profile in use whenever it changes."""
        super().__init__(settings)
        self._session = session
        self._settings = settings
        self._shown = shown
        self._spawn = spawn
        settings.profile_selected.connect(self._on_profile)
        settings.profile_edited.connect(self._on_profile_edited)
        settings.profile_added.connect(self._on_profile_added)
        settings.profile_removed.connect(self._on_profile_removed)
        settings.profile_renamed.connect(self._on_profile_renamed)
        settings.options_edited.connect(self._on_options)
        settings.secret_entered.connect(self._on_secret)
        settings.theme_selected.connect(self.choose_theme)
        self._files = CredentialPresenter(session, settings, spawn)

    def show(self, key_state: str = "") -> None:
        """Show the profiles, the one in use, and what is known of its key."""
        session = self._session
        profile = session.profile
        self._settings.show_state(
            session.profiles, profile.name, session.settings.options, key_state
        )
        if profile.auth not in TOKEN_AUTH:  # else its credentials may know the project
            self._settings.set_url_preview(_url_preview(profile))
        self._shown(profile)

    async def show_key_state(self) -> None:
        """The same, after the keyring or the credentials have been asked."""
        profile = self._session.profile
        sentence = await self._session.keys.state(profile)
        completed = await self._session.keys.completed(profile)
        foreign = (
            await self._session.keys.foreign_host(profile) if profile.auth in TOKEN_AUTH else ""
        )
        if profile != self._session.profile:
            return  # another edit came in between, and has its own
        self.show(sentence)
        if profile.auth in TOKEN_AUTH:
            self._settings.show_credentials(sentence, completed.project, foreign)
            self._settings.set_url_preview(_url_preview(completed))

    def _profile_changed(self, **changes: Any) -> None:
        self._session.change(**changes)
        self.show()
        self._spawn(self.show_key_state(), "look for the key")

    def _on_profile(self, name: str) -> None:
        self._profile_changed(current_profile=name)

    def _on_profile_edited(self, profile: Profile) -> None:
        current = self._session.profile.name
        replaced = tuple(profile if p.name == current else p for p in self._session.profiles)
        self._profile_changed(profiles=replaced, current_profile=profile.name)

    def _on_profile_added(self, profile: Profile) -> None:
        profiles = (*self._session.profiles, profile)
        self._profile_changed(profiles=profiles, current_profile=profile.name)

    def _on_profile_removed(self, name: str) -> None:
        kept = tuple(p for p in self._session.profiles if p.name != name)
        self._profile_changed(profiles=kept, current_profile=kept[0].name if kept else "")

    def _on_profile_renamed(self, old: str, new: str) -> None:
        """The profile itself comes right after, as an edited one."""
        self._spawn(self._move_secret(old, new), "move a key")

    async def _move_secret(self, old: str, new: str) -> None:
        if sentence := await self._session.keys.move(old, new):
            self.trouble.emit(sentence)
        await self.show_key_state()

    def _on_options(self, options: Options) -> None:
        self._session.change(options=options)

    def _on_secret(self, name: str, secret: str) -> None:
        self._spawn(self._keep_secret(name, secret), "keep a key")

    async def _keep_secret(self, name: str, secret: str) -> None:
        if sentence := await self._session.keys.keep(name, secret):
            self.trouble.emit(sentence)
        await self.show_key_state()

    def choose_theme(self, mode: str) -> None:
        """Wear another theme, and remember it."""
        theme.manager().set_mode(mode)
        self._session.change(theme=mode)


def _url_preview(profile: Profile) -> str:
    """The address that a prompt would go to, or why there is none."""
    if profile.demo:
        return ""
    from gemini_desktop.core.asking.preview import preview  # with all protocols

    try:
        shown = preview(profile, Transcript(turns=[prompt("…")]), Options())
    except GeminiDesktopError as error:
        return error.failure.message
    return shown.url
