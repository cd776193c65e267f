"""Copying and saving captures: asked in the inspector, done in a thread, told when it is done.

What writes all the forms is imported when something is copied.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject

from gemini_desktop.core.export.forms import FORMS, Form
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.copies.ask import Ask
from gemini_desktop.ui.presenters.writing import Writing


class CopyPresenter(QObject):
    """The strip under the inspector's head tells how far it is."""

    def __init__(self, desk: Desk, writing: Writing) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._writing = writing
        desk.inspector.copies.asked.connect(self._on_asked)
        desk.window.commands.save_capture.triggered.connect(self._on_save)

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

        self._writing.check_free()
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
        await self._writing.to_file(
            path, lambda job: copying.save(source, form, path, picked=ask.picked, job=job)
        )
        session.change(last_capture_form=form)

    async def _save_together(self, sources: list[CaptureSource]) -> None:
        from gemini_desktop.session.saving import copying

        self._writing.check_free()
        folder = self._desk.save_folder
        path = await file_dialogs.file_target(self._desk.window, folder, "captures.har")
        if path is None:
            return
        await self._writing.to_file(path, lambda job: copying.save_together(sources, path, job))

    async def _copy(self, source: CaptureSource, ask: Ask) -> None:
        from gemini_desktop.session.saving import copying

        form: Form = ask.form or "raw"
        wanted = source.size() if ask.picked is None else sum(e.end - e.start for e in ask.picked)
        await self._writing.to_clipboard(
            lambda job: copying.text(source, form, ask.picked, job), wanted
        )

    def _last_form(self) -> Form:
        last = self._desk.session.settings.last_capture_form
        return next((form for form in FORMS if form == last), "gcap")
