"""Chats from elsewhere: chosen in a dialog or dropped on the list, and taken into the library."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.captures.intake import Intake
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.presenters.library import LibraryPresenter

if TYPE_CHECKING:  # imported when chats are
    from gemini_desktop.session.importing.chats import Report
    from gemini_desktop.ui.library.import_sheet import ImportSheet


class ImportingPresenter(QObject):
    """One import at a time; the sheet tells of it."""

    ended = Signal()
    """There is more in the library, or less again."""

    def __init__(
        self, desk: Desk, library: LibraryPresenter, opened: Callable[[], Awaitable[None]]
    ) -> None:
        """`opened` waits until the library can be written to."""
        super().__init__(desk.window)
        self._opened = opened
        self._desk = desk
        self._library = library
        self._task: asyncio.Task[None] | None = None
        self._asks = False
        """Whether files are being read, and the user does not know yet that closing the window
        ends that."""
        self._report: Report | None = None
        desk.window.commands.import_chats.triggered.connect(self._on_choose)
        self._intake = Intake(
            desk.window.drawer,
            title=self.tr("Drop to import"),
            hint=self.tr("Exports of ChatGPT, Claude, AI Studio and others"),
            icon="download",
        )
        self._intake.dropped.connect(self.take_in)

    @Late
    def sheet(self) -> ImportSheet:
        """Where it is told how an import goes on, and what came of it."""
        from gemini_desktop.ui.library.import_sheet import ImportSheet

        sheet = ImportSheet(self._desk.window)
        sheet.stop_requested.connect(self._on_stop)
        sheet.undo_requested.connect(self._on_undo)
        sheet.show_requested.connect(self._on_show)
        sheet.closed.connect(self._desk.window.focus_prompt)
        return sheet

    def take_in(self, paths: Sequence[Path]) -> None:
        """Import these files."""
        if self._task is not None and not self._task.done():
            self.sheet.open()
            self._desk.say(self.tr("An import goes on. Wait for its end, or stop it."))
            return
        self.sheet.begin()
        self._asks = True
        self._task = self._desk.spawn(self._take_in(list(paths)), "import chats")

    def holds_window(self) -> bool:
        """Whether closing the window would end an import; said once."""
        if not self._asks:
            return False
        self._asks = False
        self.sheet.open()
        self.sheet.say(self.tr("Importing… Close the window again to stop it."))
        return True

    def _on_choose(self) -> None:
        self._desk.spawn(self._choose(), "choose files to import")

    async def _choose(self) -> None:
        folder = self._desk.save_folder
        if paths := await file_dialogs.import_sources(self._desk.window, folder):
            self.take_in(paths)

    async def _read(self, paths: Sequence[Path]) -> Report:
        try:
            await self._opened()
            return await self._desk.session.importing.run(paths, self.sheet.show_progress)
        finally:
            self._asks = False

    async def _take_in(self, paths: Sequence[Path]) -> None:
        session = self._desk.session
        try:
            self._report = await self._read(paths)
        except asyncio.CancelledError:
            self.sheet.show_stopped()
            await self._library.list()  # of the files before it
            raise
        except BaseException:
            self.sheet.hide()  # the user is told of it as of any fault
            raise
        self.sheet.show_report(self._report)
        if self.sheet.isHidden():
            from gemini_desktop.ui.library.import_sheet import headline

            self._desk.window.show_message(
                headline(self._report), self.tr("Details"), self.sheet.open
            )
        session.searching.wake()
        session.chat_search.wake()
        grown = {each.earlier.id for file in self._report.files for each in file.grown}
        self.ended.emit()
        if self._desk.conversation_id in grown:
            await self._library.reload()
        await self._library.list()

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_undo(self) -> None:
        if self._report is not None:
            self._desk.spawn(self._undo(self._report), "undo an import")

    async def _undo(self, report: Report) -> None:
        ids = await self._desk.session.importing.undo(report)
        self.sheet.show_undone()
        self.ended.emit()
        shown = self._desk.conversation_id
        known = {each.id for each in await self._desk.session.chats.listed()}
        if shown in ids and shown in known:  # it is only as short again as it was
            await self._library.reload()
        elif shown in ids and self._desk.exchange is None:
            self._library.show_none()
        await self._library.list()

    def _on_show(self) -> None:
        first = self._report.first if self._report is not None else ""
        if first:
            self.sheet.hide()
            self._desk.spawn(self._library.load(first), "show an imported chat")
