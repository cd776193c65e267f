"""Files on their way into a prompt: chosen, pasted or dropped, and read beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.events import Media
from gemini_desktop.core.protocols.attachments import sent_bytes
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.compose.given import GivenPicture
from gemini_desktop.ui.desk import Desk


class AttachingPresenter(QObject):
    """Reads what the composer is given, in a thread, one file after the other."""

    def __init__(
        self, desk: Desk, open_captures: Callable[[Sequence[Path]], Awaitable[None]]
    ) -> None:
        """`open_captures` takes recorded streams, which are looked at and not sent."""
        super().__init__(desk.window)
        self._desk = desk
        self._open_captures = open_captures
        self._tray = desk.chat.composer.attachments
        desk.chat.composer.attach_requested.connect(self._on_choose)
        desk.window.commands.attach.triggered.connect(self._on_choose)
        desk.chat.composer.files_given.connect(self._on_files)
        desk.chat.composer.picture_given.connect(self._on_picture)
        desk.chat.files_dropped.connect(self._on_drop)

    def _on_choose(self) -> None:
        self._desk.spawn(self._choose(), "choose files to attach")

    async def _choose(self) -> None:
        settings = self._desk.session.settings
        folder = Path(settings.last_attach_folder or Path.home())
        paths = await file_dialogs.attachment_sources(self._desk.window, folder)
        if paths:
            self._desk.session.change(last_attach_folder=str(paths[0].parent))
            self._on_files(paths)
        self._desk.window.focus_prompt()

    def _on_files(self, paths: Sequence[Path]) -> None:
        self._weigh()
        files = [(path, self._tray.add(path.name)) for path in paths]
        self._tray.scroll_to_last()
        known = [(path, key) for path, key in files if key >= 0]
        if known:
            work = self._read_all(known, self._desk.conversation_id)
            self._desk.spawn(work, "read files to attach")

    async def _read_all(self, files: Sequence[tuple[Path, int]], shown: str) -> None:
        from gemini_desktop.session import attaching

        for path, key in files:
            await self._read(key, shown, lambda path=path: attaching.read(path))  # type: ignore[misc]

    def _on_picture(self, picture: GivenPicture) -> None:
        self._weigh()
        key = self._tray.add(picture.name)
        if key >= 0:
            work = self._read(key, self._desk.conversation_id, lambda: _picture(picture))
            self._desk.spawn(work, "read a pasted picture")

    def _weigh(self) -> None:
        """What the turns before it put into the same request leaves so much less room."""
        follows = self._desk.session.profile.protocol == "interactions"  # the server has them
        contents = [c for turn in self._desk.turns for step in turn.steps for c in step.contents]
        self._tray.set_carried(0 if follows else sent_bytes(contents))

    async def _read(self, key: int, shown: str, read: Callable[[], Media]) -> None:
        try:
            media = await asyncio.to_thread(read)
        except GeminiDesktopError as error:
            self._tray.fail(key, error.failure.message, error.failure.advice)
        else:
            if self._tray.resolve(key, media) or self._desk.conversation_id == shown:
                return  # it is there, or was taken off by hand
            self._desk.say(f"{media.name} is not attached: another conversation is shown by now.")

    def _on_drop(self, paths: Sequence[Path]) -> None:
        self._desk.spawn(self._sort(paths), "look at what was dropped")

    async def _sort(self, paths: Sequence[Path]) -> None:
        """Recorded streams are opened, all else is attached."""
        from gemini_desktop.session import attaching

        streams = [path for path in paths if await asyncio.to_thread(attaching.is_capture, path)]
        others = [path for path in paths if path not in streams]
        if others:
            self._on_files(others)
            self._desk.window.focus_prompt()
        if streams:
            await self._open_captures(streams)


def _picture(picture: GivenPicture) -> Media:
    from gemini_desktop.session import attaching

    return attaching.of_bytes(picture.bytes(), picture.name, picture.mime_type)
