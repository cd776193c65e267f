"""Copying and saving captures: asked in the inspector, done in a thread, told when it is done.

What writes all the forms is imported when something is copied.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from gemini_desktop.core.export.forms import FORMS, Form
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.saving.job import Job, Stopped
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.copies.ask import Ask

_MOST_ON_CLIPBOARD = 64 * 1024 * 1024


class CopyPresenter(QObject):
    """One thing at a time; the strip under the inspector's head tells how far it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._job: Job | None = None
        desk.inspector.copies.asked.connect(self._on_asked)
        desk.window.commands.save_capture.triggered.connect(self._on_save)
        desk.inspector.saving.stop_requested.connect(self.stop)

    def stop(self) -> None:
        """End what is being written; what was there before stays."""
        if self._job is not None:
            self._job.stop = True

    def _on_save(self) -> None:
        if self._desk.inspector.source is None:
            self._desk.say("The inspector shows no capture that could be saved.")
        else:
            self._on_asked(Ask("save", None))

    def _on_asked(self, ask: Ask) -> None:
        source = self._desk.inspector.source
        if source is not None:
            self.do(source, ask)

    def do(self, source: CaptureSource, ask: Ask) -> None:
        """Copy or save a capture, whichever is shown."""
        if self._job is not None:
            self._desk.say("A copy is still being written. Wait for it, or stop it.")
            return
        if ask.together:
            work = self._save_together(list(self._desk.inspector.open.sources))
        elif ask.deed == "save":
            work = self._save(source, ask)
        else:
            work = self._copy(source, ask)
        self._desk.spawn(work, f"{ask.deed} a capture")

    async def _save(self, source: CaptureSource, ask: Ask) -> None:
        from gemini_desktop.session.saving import copying, naming
        from gemini_desktop.ui import capture_dialog

        session, window = self._desk.session, self._desk.window
        chosen = await capture_dialog.target(
            window,
            self._desk.save_folder,
            name=await asyncio.to_thread(naming.name_of, source),
            form=ask.form or self._last_form(),
            body_suffix=copying.suffix(source, "raw"),
        )
        if chosen is None:
            return
        path, form = chosen
        job = self._begin(self.tr("Writing {0}…").format(path.name))
        try:
            await asyncio.to_thread(copying.save, source, form, path, picked=ask.picked, job=job)
        except Stopped:
            self._desk.say(f"Stopped: {path.name} was not written.")
            return
        finally:
            self._end()
        session.change(last_save_folder=str(path.parent), last_capture_form=form)
        self._desk.say(f"Saved as {path.name}.")

    async def _save_together(self, sources: list[CaptureSource]) -> None:
        from gemini_desktop.session.saving import copying

        session = self._desk.session
        folder = self._desk.save_folder
        path = await file_dialogs.file_target(self._desk.window, folder, "captures.har")
        if path is None:
            return
        job = self._begin(self.tr("Writing {0}…").format(path.name))
        try:
            await asyncio.to_thread(copying.save_together, sources, path, job)
        except Stopped:
            self._desk.say(f"Stopped: {path.name} was not written.")
            return
        finally:
            self._end()
        session.change(last_save_folder=str(path.parent))
        self._desk.say(f"Saved as {path.name}.")

    async def _copy(self, source: CaptureSource, ask: Ask) -> None:
        from gemini_desktop.session.saving import copying

        form: Form = ask.form or "raw"
        wanted = source.size() if ask.picked is None else sum(e.end - e.start for e in ask.picked)
        if wanted > _MOST_ON_CLIPBOARD:
            self._desk.say("This is too much for the clipboard. Save it as a file instead.")
            return
        job = self._begin(self.tr("Copying…"))
        try:
            text = await asyncio.to_thread(copying.text, source, form, ask.picked, job)
        except Stopped:
            self._desk.say("Stopped: the clipboard is as it was.")
            return
        finally:
            self._end()
        QGuiApplication.clipboard().setText(text)
        self._desk.say("Copied.")

    def _last_form(self) -> Form:
        last = self._desk.session.settings.last_capture_form
        return next((form for form in FORMS if form == last), "gcap")

    def _begin(self, words: str) -> Job:
        job = self._job = Job()
        self._desk.inspector.saving.begin(words, lambda: (job.done, job.total))
        return job

    def _end(self) -> None:
        self._job = None
        self._desk.inspector.saving.end()
