"""The link between chat and inspector: from words to the bytes that brought them, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.provenance.trace import Said
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.pages import Pages

if TYPE_CHECKING:
    from gemini_desktop.core.json.spans import Path
    from gemini_desktop.ui.inspector.raw.raw_page import RawPage


class LinkPresenter(QObject):
    """Finds the turn to the capture that is shown, and the capture to a turn."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._tracing = desk.chat.view.hands.tracing
        self._inspector = desk.inspector
        self._words = desk.inspector.pages.words
        self._wanted: list[Said] = []
        """What is to be shown in the inspector as soon as it has come so far."""
        self._source: object = None
        """Of which capture all this is."""
        self._chosen: tuple[int, int] | None = None
        """The bytes of the chosen event; within them, or beyond, what else was chosen last."""
        self._part: tuple[int, int] | None = None
        self._tracing.asked.connect(self._on_asked)
        self._words.grew.connect(self._on_grown)
        self._inspector.event_selected.connect(self._on_event)
        self._inspector.table.activated.connect(self.show_in_chat)
        self._inspector.detail.path_changed.connect(self._on_path)
        Pages.raw.when_made(desk.inspector.pages, self._watch_raw)
        self._inspector.detail.bytes_selected.connect(self._on_bytes)
        self._to_chat = QAction(self.tr("Show in chat"), self)
        self._to_chat.setShortcut("Return")
        self._to_chat.setShortcutContext(
            Qt.ShortcutContext.WidgetShortcut
        )  # only told, not acted on
        self._to_chat.triggered.connect(self.show_in_chat)
        desk.inspector.copies.leading.append(self._to_chat)
        desk.window.commands.trace.triggered.connect(self._on_trace)
        desk.when_shown.append(self._mark)

    # --- from words to bytes ---------------------------------------------------------------------

    def _on_trace(self) -> None:
        """From the chat to the inspector; from there to the chat."""
        focus = QApplication.focusWidget()
        is_there = focus is not None and self._inspector.isAncestorOf(focus)
        if is_there and (self._part or self._chosen):
            self.show_in_chat()
        elif not self._tracing.ask():
            self._desk.say("Select words of an answer first, or click on one.")

    def _on_asked(self, turn_id: str, said: list[Said]) -> None:
        path = self._desk.path
        shown = self._replayed()
        turn = next((turn for turn in (*shown, *path) if turn.id == turn_id), None)
        if turn is None or not self._open(turn):
            return
        self._desk.window.show_inspector()
        self._wanted, self._source = said, self._inspector.source
        self._on_grown()

    def _open(self, turn: Turn) -> bool:
        """Let the inspector show the capture of a turn; False where there is none."""
        desk = self._desk
        if self._shown_turn() is turn:
            return True
        exchange = desk.exchange
        if exchange is not None and exchange.turn is turn:
            desk.inspect_live()
            return True
        try:
            source = desk.recording_of(turn)
        except GeminiDesktopError as error:
            desk.say(error.failure.in_words)
            return False
        if source is None:
            desk.say("There is no recording of this turn.")
            return False
        self._inspector.show_capture(source)
        return True

    def _on_grown(self) -> None:
        """More of the capture is known: perhaps what is waited for."""
        if self._inspector.source is not self._source:
            self._wanted, self._chosen, self._part = [], None, None
            self._source = self._inspector.source
            self._mark()
        if not self._wanted:
            return
        found = self._words.find(self._wanted)
        if found is not None:
            self._wanted = []
            self._inspector.select_bytes(found.start, found.end)
            self._inspector.detail.tree.choose_path(found.path)
        elif not self._inspector.loading and self._desk.exchange is None:
            self._wanted = []
            self._desk.say("The recording does not have these words.")

    # --- from bytes to words ---------------------------------------------------------------------

    def _on_event(self, chosen: tuple[int, int] | None) -> None:
        self._chosen, self._part = chosen, None
        self._mark()

    def _watch_raw(self, page: RawPage) -> None:
        page.view.selection_changed.connect(self._on_raw_bytes)

    def _on_raw_bytes(self) -> None:
        self._on_bytes(*self._inspector.pages.raw.view.selection())

    def _on_path(self, path: Path) -> None:
        """A value was chosen in the event's tree."""
        event = self._inspector.table.chosen_event()
        if not path or event < 0:
            self._on_bytes(0, 0)
            return
        from gemini_desktop.core.json.spans import EventJson

        model = self._inspector.model
        start = model.columns.starts[event]
        found = EventJson(model.raw(event)).span(path)
        self._on_bytes(*((start + found[0], start + found[1]) if found else (0, 0)))

    def _on_bytes(self, start: int, end: int) -> None:
        """These bytes are selected; none, if both are the same."""
        part = (start, end) if start < end else None
        if part != self._part:
            self._part = part
            self._mark()

    def _mark(self) -> None:
        """Mark the words of what is chosen, if their turn is on the page."""
        turn = self._shown_turn()
        chosen = self._part or self._chosen
        if chosen is None or turn is None:
            self._tracing.clear()
        else:
            self._tracing.mark(turn.id, self._words.words_of_bytes(*chosen))
        self._to_chat.setEnabled(bool(self._tracing.marked[1]))

    def show_in_chat(self) -> None:
        """Bring the marked words into view; where the inspector has the room of the chat, in its
        place."""
        if self._tracing.marked[1]:
            if self._desk.chat.isHidden():
                self._desk.window.commands.inspector.trigger()
            self._tracing.reveal()
        elif self._part or self._chosen:
            self._desk.say("What is chosen says nothing that the conversation shows.")

    def _shown_turn(self) -> Turn | None:
        """The turn on the page whose capture the inspector shows."""
        if replayed := self._replayed():
            return replayed[0]
        source = self._inspector.source
        return self._desk.turn_of(source) if source is not None else None

    def _replayed(self) -> list[Turn]:
        """The answer that is played again, which is in no conversation."""
        rows = self._desk.chat.view.page.rows
        return [rows[-1].shown_turn] if self._desk.replaying and rows else []
