"""Files: a transcript is saved, a picture or a sound of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.saver import Saver


class FilePresenter(QObject):
    """Carries what is saved between the panes and the session."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._saver = Saver(desk)
        desk.chat.save_requested.connect(self._on_save_transcript)
        desk.chat.view.save_requested.connect(self._on_save_file)
        desk.window.save_transcript_requested.connect(self._on_save_transcript)
        desk.inspector.file_offered.connect(self._on_save_file)

    def _on_save_transcript(self) -> None:
        self._save(self._on_save_elsewhere)

    def _on_save_elsewhere(self) -> None:
        self._save(None)

    def _save(self, again: Callable[[], None] | None) -> None:
        desk = self._desk
        turns = list(desk.turns)
        if desk.exchange is not None:
            turns += [desk.exchange.prompt, desk.exchange.answer.fold.turn()]
        key = desk.conversation_id or next((turn.id for turn in turns), "")
        work = self._saver.transcript(turns, desk.title, key, again)
        desk.spawn(work, "save the transcript")

    def _on_save_file(self, offer: Offer) -> None:
        self._desk.spawn(self._saver.file(offer), "save a file")
