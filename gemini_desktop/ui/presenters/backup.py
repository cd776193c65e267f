"""Backing up and restoring from the window: asked on a sheet, done in a thread, told there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QDate, QLocale, QObject, Qt, QTimer, Signal

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.session import backups
from gemini_desktop.session.backups import Job
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.presenters.library import LibraryPresenter
from gemini_desktop.ui.presenters.saver import show_folder

if TYPE_CHECKING:
    from gemini_desktop.session.backups import Restored
    from gemini_desktop.ui.backup_sheet import BackupSheet, Kind

T = TypeVar("T")
_LOOK_EVERY_MS = 100


class BackupPresenter(QObject):
    """One sheet at a time."""

    restored = Signal()
    """There is more in the library."""

    def __init__(
        self,
        desk: Desk,
        library: LibraryPresenter,
        show_profiles: Callable[[], None],
        opened: Callable[[], Awaitable[None]],
    ) -> None:
        """`opened` waits until the library can be read."""
        super().__init__(desk.window)
        self._opened = opened
        self._desk = desk
        self._library = library
        self._show_profiles = show_profiles
        self._sheet: BackupSheet | None = None
        self._file = Path()
        self._job: Job | None = None
        self._asked = False
        """Whether the user knows that closing the window stops it."""
        self._words = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._tell)
        desk.window.commands.back_up.triggered.connect(self._on_back_up)
        desk.window.commands.restore.triggered.connect(self._on_restore)

    def stop(self) -> None:
        """End what is being done; all is left as it was."""
        if self._job is not None:
            self._job.stop = True

    def holds_window(self) -> bool:
        """Whether closing the window would end what is being done; said once."""
        if self._asked or not self._goes_on():
            return False
        self._asked = True
        self._tell()
        return True

    # --- a backup --------------------------------------------------------------------------------

    def _on_back_up(self) -> None:
        if self._goes_on():
            return
        self._file = self._desk.save_folder / backups.file_name(date.today())  # noqa: DTZ011 - the user's day
        self._open("back up").show_offer(self.tr("Counting…"), str(self._file))
        self._desk.spawn(self._offer_backup(), "count what there is to back up")

    async def _offer_backup(self) -> None:
        await self._opened()
        session = self._desk.session
        chats = len(await session.chats.listed())
        size = size_text(await session.backups.size())
        if self._sheet is not None and self._job is None:
            holds = self.tr("{0}, about {1}").format(_count(chats, "chat"), size)
            self._sheet.show_offer(holds, str(self._file))

    async def _choose_target(self) -> None:
        path = await file_dialogs.backup_target(
            self._desk.window, self._file.parent, self._file.name
        )
        if path is not None:
            self._file = path
            await self._offer_backup()

    async def _back_up(self) -> None:
        path = self._file
        made = await self._done(
            lambda job: self._desk.session.backups.back_up(path, job), self.tr("Writing")
        )
        if made is not None:
            self._desk.session.change(last_save_folder=str(path.parent))
            size = size_text(path.stat().st_size)
            self._end(
                self.tr("Written and read back: {0}, {1}.").format(path.name, size), has_file=True
            )

    # --- and back --------------------------------------------------------------------------------

    def _on_restore(self) -> None:
        if not self._goes_on():
            self._desk.spawn(self._begin_restore(), "choose a backup")

    async def _begin_restore(self) -> None:
        path = await file_dialogs.backup_source(self._desk.window, self._desk.save_folder)
        if path is not None:
            await self.offer(path)

    async def offer(self, path: Path) -> None:
        """Ask whether this backup is to be restored. Raises StoreError where it is none."""
        manifest = await self._desk.session.backups.look(path)
        if self._goes_on():
            return
        self._file = path
        counts = manifest.counts
        holds = self.tr("Made on {0}: {1}, {2}").format(
            _day(manifest.created),
            _count(counts.conversations, "chat"),
            _count(counts.captures, "recording"),
        )
        self._open("restore").show_offer(holds, str(path))

    async def _choose_source(self) -> None:
        path = await file_dialogs.backup_source(self._desk.window, self._file.parent)
        if path is not None:
            await self.offer(path)

    async def _restore(self) -> None:
        await self._opened()
        path, session = self._file, self._desk.session
        restored = await self._done(
            lambda job: session.backups.restore(path, job), self.tr("Unpacking")
        )
        if restored is not None:
            if restored.profiles:
                mine = [profile for profile in session.profiles if not profile.demo]
                session.change(profiles=(*mine, *restored.profiles))
                self._show_profiles()
            self._end(self._outcome(restored))
            self.restored.emit()
            await self._library.list()

    def _outcome(self, restored: Restored) -> str:
        taken = restored.taken
        parts = [
            self.tr("{0} came back").format(_count(taken.added, "chat")) if taken.added else "",
            self.tr("{0} came in beside what differs").format(_count(taken.beside, "chat"))
            if taken.beside
            else "",
            self.tr("{0} here already").format(_count(taken.skipped, "chat"))
            if taken.skipped
            else "",
        ]
        if not taken.added and not taken.beside:
            parts = [self.tr("Nothing was missing: all its chats are here")]
        said = ", ".join(part for part in parts if part) + "."
        if restored.profiles:
            names = ", ".join(profile.name for profile in restored.profiles)
            said += " " + self.tr("New profiles: {0}.").format(names)
        return said

    # --- both ------------------------------------------------------------------------------------

    def _goes_on(self) -> bool:
        """Whether one is being done; then it is shown."""
        if self._job is not None and self._sheet is not None:
            self._sheet.open()
        return self._job is not None

    def _open(self, kind: Kind) -> BackupSheet:
        from gemini_desktop.ui.backup_sheet import BackupSheet

        if self._sheet is not None:
            if self._sheet.kind == kind:
                return self._sheet
            self._sheet.hide()  # drops it
        sheet = self._sheet = BackupSheet(self._desk.window, kind)
        sheet.choose_requested.connect(self._on_choose)
        sheet.start_requested.connect(self._on_start)
        sheet.stop_requested.connect(self.stop)
        sheet.folder_requested.connect(self._on_folder)
        sheet.closed.connect(self._on_closed)
        return sheet

    def _on_choose(self) -> None:
        restoring = self._sheet is not None and self._sheet.kind == "restore"
        work = self._choose_source() if restoring else self._choose_target()
        self._desk.spawn(work, "choose the file of a backup")

    def _on_start(self) -> None:
        restoring = self._sheet is not None and self._sheet.kind == "restore"
        self._desk.spawn(self._restore() if restoring else self._back_up(), "do a backup")

    def _on_closed(self) -> None:
        """What is being done goes on, and the sheet can be opened again."""
        self._desk.window.focus_prompt()
        if self._job is None:
            self._drop()

    def _drop(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def _on_folder(self) -> None:
        show_folder(self._file.parent)

    async def _done(self, work: Callable[[Job], Coroutine[Any, Any, T]], words: str) -> T | None:
        """What the work gives; None where it was stopped, or failed and that has been told."""
        if self._job is not None:
            return None
        self._job, self._words, self._asked = Job(), words, False
        self._timer.start()
        self._tell()
        try:
            return await work(self._job)
        except backups.Stopped:
            self._end(self.tr("Stopped. All is as it was."), well=False)
        except GeminiDesktopError as error:
            failure = error.failure
            self._end(failure.in_words, well=False)
        except BaseException:
            self._job = None
            if self._sheet is not None:
                self._sheet.hide()  # the user is told of it as of any fault
            raise
        finally:
            self._job = None
            self._timer.stop()
        return None

    def _tell(self) -> None:
        if self._job is not None and self._sheet is not None:
            job = self._job
            share = min(1.0, job.done / job.total) if job.total else 0.0
            locale = QLocale()
            percent = locale.toString(int(100 * share))
            words = self.tr("{0}… {1} %").format(self._words, percent)
            if self._asked:
                words += " " + self.tr("Close the window again to stop it.")
            self._sheet.show_progress(share, words)

    def _end(self, words: str, *, well: bool = True, has_file: bool = False) -> None:
        """On the sheet, or where it was closed meanwhile, below."""
        self._job = None
        if self._sheet is not None and not self._sheet.isHidden():
            self._sheet.show_end(words, well=well, has_file=has_file)
            return
        self._drop()
        action = self.tr("Show in folder") if has_file else ""
        self._desk.window.show_message(words, action, self._on_folder if has_file else None)


def _count(number: int, what: str) -> str:
    """`1 chat`, `1,204 recordings`."""
    return f"{QLocale().toString(number)} {what if number == 1 else what + 's'}"


def _day(created: str) -> str:
    """The day of a backup as the user writes days; as it stands there where it is none."""
    day = QDate.fromString(created[:10], Qt.DateFormat.ISODate)
    return QLocale().toString(day, "d MMMM yyyy") if day.isValid() else created[:10]
