"""What leaves the inspector for a file or the clipboard: one thing at a time, told on its strip."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.session.saving.job import Job, Stopped
from gemini_desktop.ui.desk import Desk

T = TypeVar("T")
_MOST_ON_CLIPBOARD = 64 * 1024 * 1024


class Writing(QObject):
    """One a window, for all who write."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._strip = desk.inspector.saving
        self._strip.stop_requested.connect(self.stop)
        self._job: Job | None = None

    def stop(self) -> None:
        """End what is being written; what was there before stays."""
        if self._job is not None:
            self._job.stop = True

    def check_free(self) -> None:
        """Before anything is asked for. Raises StoreError while something is being written."""
        if self._job is not None:
            message = self.tr("A copy is still being written.")
            advice = self.tr("Wait for it, or stop it.")
            raise StoreError(Failure(kind="busy", message=message, advice=advice))

    async def to_file(self, path: Path, work: Callable[[Job], None], total: int = 0) -> None:
        """Write it in a thread, and say so; `total` bytes, where that is known. Raises StoreError
        also while something else is being written, and where the user stops it."""
        stopped = self.tr("Stopped: {0} was not written.").format(path.name)
        await self._do(self.tr("Writing {0}…").format(path.name), stopped, work, total)
        self._desk.session.change(last_save_folder=str(path.parent))
        self._desk.say(self.tr("Saved as {0}.").format(path.name))

    async def to_clipboard(self, work: Callable[[Job], str], total: int) -> None:
        """The same with a text for the clipboard, which cannot take too much."""
        if total > _MOST_ON_CLIPBOARD:
            message = self.tr("This is too much for the clipboard.")
            advice = self.tr("Save it as a file instead.")
            raise StoreError(Failure(kind="too_large", message=message, advice=advice))
        stopped = self.tr("Stopped: the clipboard is as it was.")
        text = await self._do(self.tr("Copying…"), stopped, work, total)
        QGuiApplication.clipboard().setText(text)
        self._desk.say(self.tr("Copied."))

    async def _do(self, words: str, stopped: str, work: Callable[[Job], T], total: int) -> T:
        self.check_free()
        job = self._job = Job()
        job.total = total
        self._strip.begin(words, lambda: (job.done, job.total))
        try:
            return await asyncio.to_thread(work, job)
        except Stopped:
            raise StoreError(Failure(kind="stopped", message=stopped)) from None
        finally:
            self._job = None
            self._strip.end()
