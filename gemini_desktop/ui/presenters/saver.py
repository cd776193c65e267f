"""Saving what is shown: where to is asked, remembered, and told when it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.session.saving.media import save_file
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.desk import Desk

_Stamp: TypeAlias = tuple[int, int] | None


class Saver:
    """One a window; what goes wrong is raised, for whoever tells the user."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session = desk.session
        self._window = desk.window
        self._saved: dict[str, tuple[Path, _Stamp]] = {}
        """By a key of the chat, where its transcript was saved, and what the file was then."""

    async def transcript(
        self, turns: Sequence[Turn], title: str, key: str, again: Callable[[], None] | None = None
    ) -> None:
        """Save these turns in the form that the user chooses; from the second time on in the same
        file, unless another program has changed it meanwhile. `again` asks for another file."""
        if not turns:
            self._window.show_message("There is nothing to save yet.")
            return
        known = await asyncio.to_thread(self._known, key) if again is not None else None
        path = known or await file_dialogs.transcript_target(
            self._window,
            self._desk.save_folder,
            title or turns[0].text,
            self._session.settings.last_save_format,
        )
        if path is None:
            return
        await self._session.save_transcript(path, Transcript(turns=list(turns)), title)
        self._saved[key] = (path, await asyncio.to_thread(_stamp, path))
        self._session.change(last_save_folder=str(path.parent), last_save_format=path.suffix)
        if known is not None:
            self._window.show_message(f"Saved again as {path.name}.", "Save elsewhere…", again)
        else:
            self._window.show_message(
                f"Saved as {path.name}.", "Show in folder", partial(show_folder, path.parent)
            )

    def _known(self, key: str) -> Path | None:
        path, stamp = self._saved.get(key, (None, None))
        return path if path is not None and _stamp(path) == stamp else None

    async def file(self, offer: Offer) -> None:
        """Save a picture, a sound, code: the bytes as they came."""
        path = await file_dialogs.file_target(self._window, self._desk.save_folder, offer.name)
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


def show_folder(folder: Path) -> None:
    """Open it in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _stamp(path: Path) -> _Stamp:
    """By which a file that another program has changed is known; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
