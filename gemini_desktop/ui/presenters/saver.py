"""Saving what is shown: where to is asked, remembered, and told when it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.session.saving.media import save_file
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.main_window import MainWindow


class Saver:
    """One a window; what goes wrong is raised, for whoever tells the user."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        self._session = session
        self._window = window

    @property
    def folder(self) -> Path:
        """Where the user saved something last."""
        last = self._session.settings.last_save_folder
        return Path(last) if last else Path.home()

    async def transcript(self, turns: Sequence[Turn], title: str) -> None:
        """Save these turns in the form that the user chooses."""
        if not turns:
            self._window.show_message("There is nothing to save yet.")
            return
        path = await file_dialogs.transcript_target(
            self._window,
            self.folder,
            title or turns[0].text,
            self._session.settings.last_save_format,
        )
        if path is None:
            return
        await self._session.save_transcript(path, Transcript(turns=list(turns)), title)
        self._session.change(last_save_folder=str(path.parent), last_save_format=path.suffix)
        self._window.show_message(f"Saved as {path.name}.")

    async def file(self, offer: Offer) -> None:
        """Save a picture, a sound, code: the bytes as they came."""
        path = await file_dialogs.file_target(self._window, self.folder, offer.name)
        if path is None:
            return
        try:
            data = await asyncio.to_thread(offer.data)
        except ValueError:
            self._window.show_message(
                "The server's data are no valid base64, so there is no file to save. They are kept "
                "in the capture, as they came."
            )
            return
        await asyncio.to_thread(save_file, path, data)
        self._session.change(last_save_folder=str(path.parent))
        self._window.show_message(f"Saved as {path.name}.")
