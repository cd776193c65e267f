"""The link between chat and inspector: from words to the bytes that brought them, and back."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.provenance import Said
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.desk import Desk


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
        self._chosen: tuple[int, int] | None = None
        self._tracing.asked.connect(self._on_asked)
        self._words.grew.connect(self._on_grown)
        self._inspector.event_selected.connect(self._on_event)
        self._inspector.table.activated.connect(self.show_in_chat)
        desk.window.commands.trace.triggered.connect(self._on_trace)
        desk.when_shown.append(self._mark)

    # --- from words to bytes ---------------------------------------------------------------------

    def _on_trace(self) -> None:
        """From the chat to the inspector; from there to the chat."""
        focus = QApplication.focusWidget()
        if focus is not None and self._inspector.isAncestorOf(focus):
            self.show_in_chat()
        elif not self._tracing.ask():
            self._desk.say("Select words of an answer first, or click on one.")

    def _on_asked(self, turn_id: str, said: list[Said]) -> None:
        turn = next((turn for turn in self._desk.path if turn.id == turn_id), None)
        if turn is None or not self._open(turn):
            return
        self._desk.window.show_inspector()
        self._wanted = said
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
        if not turn.capture_id:
            desk.say("There is no recording of this turn.")
            return False
        try:
            self._inspector.show_capture(desk.session.capture(turn.capture_id))
        except GeminiDesktopError as error:
            desk.say(f"{error.failure.message} {error.failure.advice}".strip())
            return False
        return True

    def _on_grown(self) -> None:
        """More of the capture is known: perhaps what is waited for."""
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
        self._chosen = chosen
        self._mark()

    def _mark(self) -> None:
        """Mark the words of what is chosen, if their turn is on the page."""
        turn = self._shown_turn()
        if self._chosen is None or turn is None:
            self._tracing.clear()
        else:
            self._tracing.mark(turn.id, self._words.words_of_bytes(*self._chosen))

    def show_in_chat(self) -> None:
        """Bring the marked words into view."""
        if self._tracing.marked[1]:
            self._tracing.reveal()
        elif self._chosen is not None:
            self._desk.say("What is chosen says nothing that the conversation shows.")

    def _shown_turn(self) -> Turn | None:
        """The turn on the page whose capture the inspector shows."""
        desk, source = self._desk, self._inspector.source
        if source is None:
            return None
        exchange = desk.exchange
        if exchange is not None and exchange.source is source:
            return exchange.turn
        found = next((turn for turn in desk.turns if turn.capture_id == source.id), None)
        if found is None and not desk.conversation_id and desk.title == source.id:
            # An opened file: what came of it is its only answer without a tape.
            answers = (turn for turn in reversed(desk.turns) if turn.role == "model")
            return next((turn for turn in answers if not turn.capture_id), None)
        return found
