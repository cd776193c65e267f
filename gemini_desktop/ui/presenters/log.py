"""The log of the inspector: saved, copied, and written to a file while it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gemini_desktop.session.saving import naming
from gemini_desktop.session.saving.job import Job
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.pages import Pages
from gemini_desktop.ui.presenters.writing import Writing

if TYPE_CHECKING:
    from gemini_desktop.session.live import CaptureSource
    from gemini_desktop.ui.inspector.log.log_page import LogPage

_LIVE_NAME = "gemini-stream.log"


class LogPresenter(QObject):
    """Carries what is asked on the log's page to the session."""

    def __init__(self, desk: Desk, writing: Writing) -> None:
        super().__init__(desk.window)
        self._writing = writing
        self._desk = desk
        self._pages = desk.inspector.pages
        self._log = desk.session.stream_log
        self._log.changed = self._show_file
        Pages.log.when_made(self._pages, self._attend)

    def _attend(self, page: LogPage) -> None:
        page.copy_requested.connect(self._on_copy)
        page.save_requested.connect(self._on_save)
        page.tools.file_toggled.connect(self._on_file)
        page.tools.show_file(self._log.path, self._log.trouble)

    # --- once ----------------------------------------------------------------------------------

    def _on_copy(self) -> None:
        source = self._desk.inspector.source
        if source is not None:
            self._desk.spawn(self._copy(source), "copy the log")

    async def _copy(self, source: CaptureSource) -> None:
        hidden = self._pages.log_model.hidden
        await self._writing.to_clipboard(lambda job: _text(source, hidden, job), source.size())

    def _on_save(self, lines: Sequence[str] | None) -> None:
        source = self._desk.inspector.source
        if source is not None:
            self._desk.spawn(self._save(source, lines), "save the log")

    async def _save(self, source: CaptureSource, lines: Sequence[str] | None) -> None:
        self._writing.check_free()
        hidden = self._pages.log_model.hidden
        name = file_dialogs.file_name(await asyncio.to_thread(naming.name_of, source))
        path = await file_dialogs.file_target(
            self._desk.window, self._desk.save_folder, f"{name}.log"
        )
        if path is None:
            return

        from gemini_desktop.session.saving import log as log_saving

        def write(job: Job) -> None:
            if lines is None:
                log_saving.save(source, path, hidden, job)
            else:
                log_saving.write(lines, path)

        await self._writing.to_file(path, write, source.size())

    # --- while it comes --------------------------------------------------------------------------

    def _on_file(self, on: bool) -> None:
        if on:
            self._desk.spawn(self._choose_file(), "choose a file for the log")
        else:
            self._write_to(None)

    async def _choose_file(self) -> None:
        path = await file_dialogs.log_target(self._desk.window, self._desk.save_folder, _LIVE_NAME)
        if path is not None:
            self._write_to(path)

    def _write_to(self, path: Path | None) -> None:
        self._log.write_to(path)
        self._desk.session.change(stream_log=str(path) if path is not None else "")

    def _show_file(self) -> None:
        if (page := Pages.log.made(self._pages)) is not None:
            page.tools.show_file(self._log.path, self._log.trouble)


def _text(source: CaptureSource, hidden: frozenset[str], job: Job) -> str:
    from gemini_desktop.session.saving import log as log_saving

    return "".join(f"{line}\n" for line in log_saving.lines(source, hidden, job))
