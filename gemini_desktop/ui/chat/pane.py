"""The chat pane: header, conversation or empty state, composer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent, RetryScheduled
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.announcing import Announcer
from gemini_desktop.ui.chat.compose import given
from gemini_desktop.ui.chat.compose.composer import Composer
from gemini_desktop.ui.chat.compose.drop_zone import DropZone
from gemini_desktop.ui.chat.compose.editing import Editing
from gemini_desktop.ui.chat.empty_state import EmptyState
from gemini_desktop.ui.chat.hands.turn_actions import TurnAction
from gemini_desktop.ui.chat.replay_strip import ReplayStrip
from gemini_desktop.ui.chat.spacing import COLUMN, margin
from gemini_desktop.ui.chat.strips import PaneWithStrips
from gemini_desktop.ui.chat.turns.blocks import Variant
from gemini_desktop.ui.chat.view import ChatView
from gemini_desktop.ui.controls.icon_button import IconButton
from gemini_desktop.ui.controls.pane_header import PaneHeader

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

_TITLE_LENGTH = 80
_INSET = 14  # the composer's frame stands so far outside the column of text


class ChatPane(PaneWithStrips):
    """Shows what it is told and asks for what the user wants; it sends nothing itself.

    While an answer streams, `take` only keeps each chunk, and `flush`, connected to the bridge's
    frame, shows what came since the last one.
    """

    prompt_submitted = Signal(str)
    turn_asked = Signal(object, str)
    """A `TurnAction` is wanted of the turn of this id; empty for the last one that fits."""
    prompt_edited = Signal(str, str)
    """The id of a prompt, and the words that shall stand in its place, on another branch."""
    save_requested = Signal()
    settings_requested = Signal(str)
    filled = Signal(bool)
    """There is something to read, or nothing."""
    files_dropped = Signal(list)
    """Paths, as `Path`; a recorded stream among them is to be opened, not sent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatPane")
        self._pending: list[Chunk] = []
        self._unread = 0
        self._answer: AnswerBlocks | None = None
        self._turns = 0
        self._streaming = False
        self.header = PaneHeader(self.tr("New chat"))
        self._find = IconButton("search", self.tr("Find in conversation"), "findButton")
        self._find.set_tooltip(self.tr("Find in conversation"), "Ctrl+F")
        self._find.clicked.connect(self.open_find)
        self.header.add(self._find)
        self._save = IconButton("download", self.tr("Save transcript"), "saveButton")
        self._save.clicked.connect(self.save_requested)
        self.header.add(self._save)
        self.view = ChatView()
        self.announcer = Announcer(self.view)
        self.empty = EmptyState()
        self.composer = Composer()
        self.composer.attachments.told.connect(self.announcer.say)
        self.replay_strip = ReplayStrip()
        self.header.add_badge(self.replay_strip.badge)
        self._drop_zone = DropZone(self)
        self.setAcceptDrops(True)
        self.editing = Editing(self.composer, self.view)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self._lay_out()
        self.editing.turned.connect(self._show_banner)
        self.edit_cancelled.connect(self.editing.cancel)
        self.editing.submitted.connect(self.prompt_submitted)
        self.editing.edited.connect(self.prompt_edited)
        self.composer.stop_requested.connect(self.stop_requested)
        self.composer.settings_requested.connect(self.settings_requested)
        self.view.turn_asked.connect(self.turn_asked)
        self.view.hands.deeds.links.mail_asked.connect(self._ask_about_mail)
        self.empty.prompt_chosen.connect(self.prompt_submitted)
        self.clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt: who opens the window can type at once."""
        super().showEvent(event)
        if not event.spontaneous() and self.window().focusWidget() is None:
            self.composer.edit.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt: the composer lines up with the text above, also in a narrow pane."""
        super().resizeEvent(event)
        self._drop_zone.setGeometry(self.rect())
        side = round(margin(self.width())) - _INSET
        self._foot.setContentsMargins(side, 0, side, 14)

    def _lay_out(self) -> None:
        self._foot = QHBoxLayout()
        foot = QWidget()
        foot.setMaximumWidth(round(COLUMN) + 2 * _INSET)
        self._rows = rows = QVBoxLayout(foot)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.composer)
        rows.addWidget(self.replay_strip)
        self._foot.addWidget(foot, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addLayout(self._foot)

    # --- the conversation ------------------------------------------------------------------------

    def show_conversation(self, turns: Sequence[Turn]) -> None:
        """Show these turns, as they were stored, instead of what was there."""
        if not turns:
            self.clear()
            return
        self._forget_stream()
        self.view.show_turns(turns)
        self._stack.setCurrentWidget(self.view)
        self.ask_for_results(turns[-1])
        prompts = [turn for turn in turns if turn.role == "user"]
        self._count(len(turns))
        if prompts:
            self._name_after(prompts[0])
            self.composer.edit.history.begin_with(prompts[-1].text)

    def show_from(
        self,
        number: int,
        turns: Sequence[Turn],
        variants: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Show these in the place of the turns from this one on; what is above stays."""
        self._forget_stream()
        self.view.replace_from(number, turns, None if variants is None else _counted(variants))
        self.ask_for_results(turns[-1] if turns else None)
        self._count(number + len(turns))

    def set_variants(self, variants: Mapping[str, Sequence[str]]) -> None:
        """The turns that stand beside others: the ids of all that share their place, in order."""
        self.view.set_variants(_counted(variants))

    def edit_prompt(self, prompt: Turn) -> None:
        """Let this prompt be written anew."""
        self.editing.begin(prompt)

    def ask(self, action: TurnAction) -> None:
        """Want this of the turn that the keyboard has come to, else of the last."""
        self.turn_asked.emit(action, self.view.marked_turn)

    def clear(self, *, expecting: bool = False) -> None:
        """Begin anew: one sentence and three prompts to try; nothing while `expecting` a chat that
        comes at once. A draft is kept."""
        self._forget_stream()
        self.view.show_turns([])
        if self.view.hasFocus():  # else the keys go to the first sample
            self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self.view if expecting else self.empty)
        self.header.set_title("" if expecting else self.tr("New chat"))
        self.ask_for_results(None)
        self.composer.edit.history.begin_with("")
        self._count(0)

    def begin(self, prompt: Turn, answer: Turn) -> AnswerBlocks:
        """A prompt was sent and its answer begins. `answer` says who answers, and when. Gives what
        grows: `resume` shows it again."""
        from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

        blocks = AnswerBlocks(answer, live=True)
        self.resume(prompt, blocks)
        return blocks

    def leave(self) -> None:
        """The answer that streams goes on unseen."""
        self._forget_stream()
        self._stop_waiting()
        self.set_streaming(False)

    def resume(self, prompt: Turn, answer: AnswerBlocks) -> None:
        """Show a prompt and its answer, which streams, at the end."""
        from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks

        self._forget_stream()
        self.ask_for_results(None)
        if not self._turns:
            self.view.show_turns([])
            self._name_after(prompt)
        self._stack.setCurrentWidget(self.view)
        self.view.append(PromptBlocks(prompt))
        self._answer = answer
        self.view.append(answer)
        self._count(self._turns + 2)
        self.set_streaming(True)

    def replay(self, before: int, answer: AnswerBlocks) -> None:
        """Show an answer that is played again, in the place of the turns after so many."""
        self._forget_stream()
        self._stack.setCurrentWidget(self.view)
        self.view.replace_from(before, [])
        self._answer = answer
        self.view.append(answer)
        self._count(before + 1)

    def take_record(self, record: Record) -> None:
        """Tell of a wait for another attempt, and of its end; count what is not whole yet."""
        match record:
            case RetryScheduled() if not self.replay_strip.active:
                self.retry_bar.show_wait(record)
                self.announcer.waits(record)
            case BytesReceived():
                self._unread += len(record.data)
            case RequestSent() | Ended():
                self._unread = 0
                self._stop_waiting()

    def take(self, chunk: Chunk) -> None:
        """Keep a chunk until the next frame."""
        self._pending.append(chunk)
        self._unread = 0

    def flush(self) -> None:
        """Show what came since the last frame."""
        answer = self._answer
        if answer is None or not (answer.arriving(self._unread) or self._pending):
            return
        pending, self._pending = self._pending, []
        for chunk in pending:
            for event in chunk.events:
                answer.apply(event, chunk.t_ns)
        self.view.flush()

    def end(self, answer: Turn) -> None:
        """The answer has ended; its outcome says how."""
        self.flush()
        if self._answer is not None:
            self._answer.finish(answer)
            self.view.flush()
            self._answer = None
            self.announcer.ended(answer)
        self.ask_for_results(None if self.replay_strip.active else answer)
        self.set_streaming(False)

    # --- state -----------------------------------------------------------------------------------

    def set_streaming(self, streaming: bool) -> None:
        """Offer Stop instead of Send."""
        self._streaming = streaming
        self.composer.set_streaming(streaming)

    def set_model(self, name: str) -> None:
        """Name the model that will answer the next prompt."""
        self.composer.set_model(name)

    def set_thinking(self, level: str) -> None:
        """Say how much it will think; empty where nothing was chosen."""
        self.composer.set_thinking(level)

    def set_demo(self, demo: bool) -> None:
        """Say plainly that the built-in demo answers."""
        self.empty.set_demo(demo)

    def set_title(self, title: str) -> None:
        """Name the conversation."""
        self.header.set_title(title)

    @property
    def is_filled(self) -> bool:
        """Whether there is something to read."""
        return bool(self._turns)

    def open_find(self) -> None:
        """Ask what to look for in the conversation; what is selected is the first answer."""
        self.find_bar.open(self.view.hands.deeds.selected_words())

    def show_caret(self, shown: bool) -> None:
        """Let the arrows move a caret through the conversation, or scroll it."""
        self.view.hands.caret.show(shown=shown)
        if shown:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the find bar, then ends editing, then the answer, wherever in the pane the
        focus is."""
        if event.key() == Qt.Key.Key_Escape and self.close_find():
            return
        if event.key() == Qt.Key.Key_Escape and self.editing.active:
            self.editing.cancel()
            return
        if event.key() == Qt.Key.Key_Escape and self._streaming:
            self.stop_requested.emit()
            return
        super().keyPressEvent(event)

    # --- dropping --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Called by Qt: something hangs over the pane."""
        if given.has_any(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._drop_zone.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Called by Qt: it went away again."""
        del event
        self._drop_zone.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Called by Qt: it was let go."""
        self._drop_zone.hide()
        mime = event.mimeData()
        event.setDropAction(Qt.DropAction.CopyAction)  # a file that is moved would be gone
        event.accept()
        if paths := given.files(mime):
            self.files_dropped.emit(paths)
        elif (picture := given.picture(mime)) is not None:
            self.composer.picture_given.emit(picture)

    # --- inside ----------------------------------------------------------------------------------

    def _forget_stream(self) -> None:
        self._stop_asking()
        self.editing.cancel()
        self._pending = []
        self._answer = None

    def _turns_in_words(self) -> str:
        match self._turns:
            case 0:
                return ""
            case 1:
                return self.tr("1 turn")
        return self.tr("{} turns").format(self._turns)

    def _name_after(self, prompt: Turn) -> None:
        first_line = next(iter(prompt.text.strip().splitlines()), "")
        self.header.set_title(first_line[:_TITLE_LENGTH] or self.tr("New chat"))

    def _count(self, turns: int) -> None:
        self._turns = turns
        self.filled.emit(bool(turns))
        self.announcer.turns_changed()
        self.header.set_subtitle(self._turns_in_words())
        find, save = self.tr("Find in conversation"), self.tr("Save transcript")
        for button, words, why, keys in (
            (self._find, find, self.tr("nothing to search yet"), "Ctrl+F"),
            (self._save, save, self.tr("nothing to save yet"), "Ctrl+S"),
        ):
            button.setEnabled(bool(turns))
            button.set_tooltip(words if turns else f"{words}: {why}", keys if turns else "")
        self.composer.set_follow_up(follow_up=bool(turns))


def _counted(variants: Mapping[str, Sequence[str]]) -> dict[str, Variant]:
    return {
        turn_id: Variant(family.index(turn_id) + 1, len(family))
        for turn_id, family in variants.items()
    }
