"""Files: a transcript or a capture is saved, a capture is opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from gemini_desktop.session.workspace import Conversation
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.library_presenter import LibraryPresenter
from gemini_desktop.ui.saver import Saver


class FilePresenter(QObject):
    """Carries what is saved and opened between the panes and the session."""

    def __init__(self, desk: Desk, library: LibraryPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        self._saver = Saver(desk.session, desk.window)
        desk.chat.save_requested.connect(self._on_save_transcript)
        desk.chat.view.save_requested.connect(self._on_save_file)
        desk.window.save_transcript_requested.connect(self._on_save_transcript)
        desk.inspector.file_offered.connect(self._on_save_file)
        desk.window.open_capture_requested.connect(self._on_open_capture)

    def _on_save_transcript(self) -> None:
        desk = self._desk
        turns = list(desk.turns)
        if desk.exchange is not None:
            turns += [desk.exchange.prompt, desk.exchange.answer.fold.turn()]
        desk.spawn(self._saver.transcript(turns, desk.title), "save the transcript")

    def _on_save_file(self, offer: Offer) -> None:
        self._desk.spawn(self._saver.file(offer), "save a file")

    def _on_open_capture(self) -> None:
        self._desk.spawn(self._open_capture(), "open a capture")

    async def _open_capture(self) -> None:
        desk = self._desk
        path = await file_dialogs.capture_source(desk.window, self._saver.folder)
        if path is not None:
            await self.open_capture(path)

    async def open_capture(self, path: Path) -> None:
        """Show a recorded stream. Raises StoreError where it cannot be read."""
        desk = self._desk
        opened = await desk.session.open_file(path)
        # Shown as a conversation that nobody keeps, for the file is the original; asking on from
        # it begins one that is kept.
        desk.show(Conversation(id="", title=path.name, turns=opened.path()))
        desk.inspector.show_capture(opened.source)
        await self._library.list()
