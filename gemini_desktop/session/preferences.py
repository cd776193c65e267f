"""The settings while the program runs: they hold at once and are written a moment later."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.unsaved import Unsaved
from gemini_desktop.store.settings import Settings, SettingsFile

SAVE_AFTER_S = 0.3
"""A slider that is dragged changes a setting many times a second; the disk hears of the last."""


class Preferences:
    """The settings of one home. Another program may change them too: each writes what it changed
    itself (`store.settings`), and goes by what it read when it began."""

    def __init__(self, home: Path, unsaved: Unsaved) -> None:
        self._file = SettingsFile(home)
        self.settings, self.odd = _loaded(self._file)
        """`odd` is a sentence for the user where not all could be read, else empty."""
        self._unsaved = unsaved
        self._saved: Settings = self.settings
        self._saving: asyncio.Task[None] | None = None

    def change(self, **changes: Any) -> None:
        """Change settings. Where they cannot be written `unsaved` hears it."""
        self.settings = msgspec.structs.replace(self.settings, **changes)
        if self._saving is None or self._saving.done():
            self._saving = asyncio.get_running_loop().create_task(self._save_soon(), name="save")

    async def close(self) -> None:
        """Write what is not written yet."""
        if self._saving is not None:
            self._saving.cancel()
            await asyncio.wait([self._saving])
        await self._save()

    async def _save_soon(self) -> None:
        await asyncio.sleep(SAVE_AFTER_S)
        await self._save()

    async def _save(self) -> None:
        while self._saved is not self.settings:
            settings = self.settings
            try:
                await asyncio.to_thread(self._file.save, settings)
            except StoreError as error:
                self._unsaved.missed("settings", error.failure, self._again)
            else:
                self._unsaved.settled("settings")
            self._saved = settings

    async def _again(self) -> None:
        await asyncio.to_thread(self._file.save, self.settings)


def _loaded(file: SettingsFile) -> tuple[Settings, str]:
    try:
        return file.load()
    except StoreError as error:
        kept = "All settings are as at first; the file is left as it is."
        return Settings(), f"{error.failure.message} {kept} {error.failure.advice}"
