"""Conversations to files and to paper, from the window."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.export.wanted import CHAT_FORMS, ChatForm
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.session.saving.exporting import Choice, Job, Stopped, free_path, stem_of
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.presenters.saver import show_folder

if TYPE_CHECKING:  # imported when something is exported
    from gemini_desktop.core.export.document import Document
    from gemini_desktop.ui.export.sheet import ExportSheet

_LOOK_EVERY_MS = 100


class ExportPresenter(QObject):
    """One export at a time; the sheet tells of it."""

    def __init__(self, desk: Desk, opened: Callable[[], Awaitable[None]]) -> None:
        """`opened` waits until the library can be read."""
        super().__init__(desk.window)
        self._desk = desk
        self._opened = opened
        self._exporting = desk.session.exporting
        self._ids: list[str] = []
        self._all: list[str] = []
        self._current: Document | None = None
        self._shown: Document | None = None
        """The one whose beginning is previewed."""
        self._job: Job | None = None
        self._asked = False
        """Whether the user knows that closing the window stops it."""
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._show_progress)
        desk.window.drawer.export_wanted.connect(self.ask_about)
        desk.window.commands.export.triggered.connect(self.ask)
        desk.window.commands.print_.triggered.connect(self._on_print)

    @Late
    def sheet(self) -> ExportSheet:
        """Where one says what to export."""
        from gemini_desktop.ui.export.sheet import ExportSheet

        sheet = ExportSheet(self._desk.window)
        sheet.changed.connect(self._on_changed)
        sheet.folder_requested.connect(self._on_folder)
        sheet.export_requested.connect(self._on_export)
        sheet.stop_requested.connect(self.stop)
        sheet.closed.connect(self._desk.window.focus_prompt)
        return sheet

    def stop(self) -> None:
        """End what is being written; what was there before stays."""
        if self._job is not None:
            self._job.stop = True

    def holds_window(self) -> bool:
        """Whether closing the window would end what is being written; said once."""
        if self._job is None or self._asked:
            return False
        self._asked = True
        self.sheet.open()
        self.sheet.say(self.tr("Not written yet. Close the window again to stop it."))
        return True

    def ask(self) -> None:
        """Ask about the chat that is shown, all others, and those chosen in the list if it is
        more than one."""
        chosen = self._desk.window.drawer.view.chosen()
        self.ask_about(chosen if len(chosen) > 1 else ())

    def ask_about(self, ids: Sequence[str]) -> None:
        """Ask about these conversations, which are chosen in the list."""
        if self._job is not None:
            self.sheet.open()
            return
        self._desk.spawn(self._ask(list(ids)), "ask how to export")

    async def _ask(self, ids: list[str]) -> None:
        await self._opened()
        self._ids = ids
        self._current = self._shown = await self._in_view()
        known = await self._desk.session.chats.listed()
        self._all = [each.id for each in known]
        if self._current is None and not self._all:
            self._desk.say(self.tr("There is nothing to export yet."))
            return
        self.sheet.ask(
            _remembered(self._desk.session),
            _folder(self._desk),
            this=self._current is not None,
            selected=len(ids),
            everything=len(self._all),
        )
        await self._refresh()

    async def _in_view(self) -> Document | None:
        """The chat that is shown, with an answer that comes in as far as it has come."""
        from gemini_desktop.core.export import document

        desk = self._desk
        if desk.exchange is not None:
            turns = [*desk.turns, desk.exchange.prompt, desk.exchange.answer.fold.turn()]
            return document.of(Transcript(turns=turns), desk.title)
        if desk.conversation_id:
            return await self._exporting.document(desk.conversation_id)
        return document.of(Transcript(turns=desk.turns), desk.title) if desk.turns else None

    # --- the sheet -------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._desk.spawn(self._refresh(), "preview an export")

    async def _refresh(self) -> None:
        """Name and preview for what is chosen now, until something else is."""
        sheet, choice, ids = self.sheet, self.sheet.choice(), self._chosen_ids()
        shown = self._shown
        if ids is None and self._current is not None:
            shown = self._current
            sheet.suggest(stem_of(self._current), choice.suffix)
        elif ids:
            name = self.tr("Chats {0}").format(datetime.now().astimezone().date().isoformat())
            folder = sheet.target.parent
            suffix = choice.suffix_of_many if choice.as_one else ""
            sheet.suggest(free_path(folder / f"{name}{suffix}").stem, suffix)
            if shown is None or shown.id not in ids:
                shown = await self._exporting.document(ids[0])
        if shown is not None:
            text = await asyncio.to_thread(self._exporting.preview, shown, choice)
            if (sheet.choice(), self._chosen_ids()) == (choice, ids):
                self._shown = shown
                sheet.show_preview(text)

    def _chosen_ids(self) -> list[str] | None:
        """The conversations of the scope; None for the one in view."""
        match self.sheet.chosen_scope():
            case "this":
                return None
            case "selected":
                return self._ids
            case "all":
                return self._all

    def _on_folder(self) -> None:
        self._desk.spawn(self._choose_folder(), "choose a folder")

    async def _choose_folder(self) -> None:
        folder = await file_dialogs.folder_target(
            self._desk.window, self.tr("Export into"), self.sheet.target.parent
        )
        if folder is not None:
            self.sheet.set_folder(folder)

    def _on_export(self) -> None:
        if self._job is None:
            self._desk.spawn(self._export(), "export")

    async def _export(self) -> None:
        from gemini_desktop.ui.export import paper

        sheet, choice, target = self.sheet, self.sheet.choice(), self.sheet.target
        ids = self._chosen_ids()
        job = self._job = Job()
        self._asked = False
        sheet.begin(self.tr("Writing {0}…").format(target.name))
        self._look.start()
        try:
            if ids is None:
                current = await self._in_view() or self._current
                if current is not None:
                    await self._exporting.save(current, target, choice, job, paper.pdf)
            else:
                await self._exporting.save_many(ids, target, choice, job, paper.pdf)
        except Stopped:
            self._end(self.tr("Stopped: nothing was written."))
            return
        except StoreError as error:
            self._end(error.failure.in_words)
            return
        except BaseException:
            sheet.end(self.tr("It was not written."))
            raise
        finally:
            self._job = None
            self._look.stop()
        sheet.end()
        self._desk.session.change(
            export_form=choice.form,
            export_wanted=sheet.parts.wanted(),
            export_as_one=choice.as_one,
            export_folder=str(target.parent),
        )
        folder = target.parent if target.is_file() else target
        self._desk.window.show_message(
            self.tr("Exported as {0}.").format(target.name),
            self.tr("Show in folder"),
            partial(show_folder, folder),
        )

    def _end(self, problem: str) -> None:
        """In place, or where the sheet was closed meanwhile, below."""
        closed = self.sheet.isHidden()
        self.sheet.end(problem)
        if closed:
            self._desk.say(problem)

    def _show_progress(self) -> None:
        if self._job is not None:
            self.sheet.show_progress(self._job.done, self._job.total)

    # --- paper -----------------------------------------------------------------------------------

    def _on_print(self) -> None:
        self._desk.spawn(self._print(), "print")

    async def _print(self) -> None:
        from gemini_desktop.ui.export import printing

        await self._opened()
        current = await self._in_view()
        if current is None:
            self._desk.say(self.tr("There is nothing to print yet."))
            return
        wanted = self._desk.session.settings.export_wanted
        said = await printing.ask_and_print(self._desk.window, current, wanted)
        if said:
            self._desk.say(said)


def _remembered(session: Session) -> Choice:
    """What was chosen last; a form that is not known (of a later version) counts as Markdown."""
    settings = session.settings
    form: ChatForm = next((each for each in CHAT_FORMS if each == settings.export_form), "markdown")
    return Choice(form=form, wanted=settings.export_wanted, as_one=settings.export_as_one)


def _folder(desk: Desk) -> Path:
    """Where something was exported or saved last, if that is still there."""
    wanted = desk.session.settings.export_folder
    return Path(wanted) if wanted and Path(wanted).is_dir() else desk.save_folder
