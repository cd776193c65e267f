"""What is done with single turns: editing, asking again, switching variants, inspecting."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.session.workspace import DeletedTurns
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Delete,
    Edit,
    Inspect,
    OpenSettings,
    Retry,
    Switch,
    TurnAction,
)
from gemini_desktop.ui.chat.turns.next_steps import can_edit, can_go_on
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.presenters.asking import AskingPresenter
from gemini_desktop.ui.presenters.library import LibraryPresenter

CONTINUE = "Continue from where you stopped."
"""Sent as a prompt like any other, so that what was asked for stands in the conversation."""


class TurnPresenter(QObject):
    """Carries what is asked of a turn to the session. No id means the last turn that fits."""

    def __init__(self, desk: Desk, library: LibraryPresenter, asking: AskingPresenter) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._library = library
        self._asking = asking
        desk.chat.turn_asked.connect(self._on_asked)
        desk.chat.prompt_edited.connect(self._on_edited)

    def _on_asked(self, action: TurnAction, turn_id: str) -> None:
        desk = self._desk
        if isinstance(action, OpenSettings):
            desk.window.show_settings("secretEdit")
            return
        if desk.refuses():
            return
        if desk.exchange is not None and not isinstance(action, Edit | Switch | Inspect):
            desk.say("Stop the answer first.")
            return
        match action:
            case Edit():
                self._edit(turn_id)
            case Retry():
                self._retry(turn_id)
            case Continue():
                self._continue(turn_id)
            case Switch():
                self._switch(turn_id, action.step)
            case Inspect():
                self._inspect(turn_id)
            case Delete():
                self._delete(turn_id)

    # --- which turn ------------------------------------------------------------------------------

    def _index(self, turn_id: str) -> int:
        """Where the turn stands in the path; the last one without an id, -1 where there is none."""
        turns = self._desk.path
        if not turn_id:
            return len(turns) - 1
        return next((i for i, turn in enumerate(turns) if turn.id == turn_id), -1)

    def _prompt_of(self, turn_id: str) -> int:
        """Where the prompt stands that is this turn or that this turn answers; -1 for none."""
        index = self._index(turn_id)
        while index >= 0 and self._desk.path[index].role != "user":
            index -= 1
        return index

    # --- deleting --------------------------------------------------------------------------------

    def _delete(self, turn_id: str) -> None:
        desk = self._desk
        index = self._index(turn_id)
        if not desk.conversation_id:
            desk.say("This is shown from a file, which stays as it is.")
        elif desk.goes_on(desk.conversation_id):
            desk.say("Stop the answer first: it comes in on another branch.")
        elif index >= 0:
            work = self._take_away(desk.conversation_id, desk.turns[index].id)
            desk.spawn(work, "delete a turn")

    async def _take_away(self, conversation_id: str, turn_id: str) -> None:
        desk = self._desk
        deleted = await desk.session.chats.delete_turn(conversation_id, turn_id)
        await self._show_again(conversation_id)
        count = len(deleted.ids)
        desk.window.show_message(
            "One turn deleted." if count == 1 else f"{count} turns deleted.",
            "Undo",
            lambda: self._on_undo(conversation_id, deleted),
        )

    def _on_undo(self, conversation_id: str, deleted: DeletedTurns) -> None:
        self._desk.spawn(self._bring_back(conversation_id, deleted), "bring turns back")

    async def _bring_back(self, conversation_id: str, deleted: DeletedTurns) -> None:
        await self._desk.session.chats.restore_turns(conversation_id, deleted)
        await self._show_again(conversation_id)

    async def _show_again(self, conversation_id: str) -> None:
        """Show what the conversation has become, if it is still the one that is shown."""
        if self._desk.conversation_id == conversation_id:
            await self._library.reload()

    # --- asking ----------------------------------------------------------------------------------

    def _edit(self, turn_id: str) -> None:
        index = self._prompt_of(turn_id)
        if index < 0:
            self._desk.say("There is no prompt to edit yet.")
            return
        prompt = self._desk.path[index]
        if can_edit(prompt):
            self._desk.chat.edit_prompt(prompt)
        else:
            self._desk.say("What functions gave back is not edited; delete it, and answer anew.")

    def _on_edited(self, turn_id: str, words: str) -> None:
        """Send the new words in the place of the old: another branch."""
        desk = self._desk
        index = self._index(turn_id)
        if index < 0:
            return
        path = desk.turns[:index]
        media = desk.chat.composer.take_media()
        self._asking.begin(
            desk.session.question(
                words, path=path, media=media, conversation_id=desk.conversation_id
            )
        )

    def _retry(self, turn_id: str) -> None:
        """Ask for another answer to the prompt of this turn."""
        desk = self._desk
        index = self._prompt_of(turn_id)
        if index < 0:
            desk.say("The file does not say what was asked, so it cannot be asked again.")
            return
        path, question = desk.turns[:index], desk.turns[index]
        self._asking.begin(
            desk.session.again(question, path=path, conversation_id=desk.conversation_id)
        )

    def _continue(self, turn_id: str) -> None:
        desk = self._desk
        index = self._index(turn_id)
        if index < 0 or desk.turns[index].role != "model":
            desk.say("There is no answer to continue yet.")
            return
        if not can_go_on(desk.turns[index]):
            desk.say("This answer was not cut off. Ask on in your own words.")
            return
        path = desk.turns[: index + 1]
        self._asking.begin(
            desk.session.question(CONTINUE, path=path, conversation_id=desk.conversation_id)
        )

    # --- showing ---------------------------------------------------------------------------------

    def _switch(self, turn_id: str, step: int) -> None:
        desk = self._desk
        branching = [turn.id for turn in desk.path if turn.id in desk.variants]
        turn_id = turn_id or next(reversed(branching), "")
        family = desk.variants.get(turn_id, ())
        place = family.index(turn_id) + step if turn_id in family else -1
        if 0 <= place < len(family):
            desk.spawn(self._show_branch(turn_id, family[place]), "show another variant")

    async def _show_branch(self, shown: str, wanted: str) -> None:
        desk = self._desk
        conversation = await desk.session.chats.choose(desk.conversation_id, wanted)
        index = self._index(shown)
        if conversation.id != desk.conversation_id or index < 0:
            return  # something else is shown by now
        desk.show_branch(conversation, index)

    def _inspect(self, turn_id: str) -> None:
        desk = self._desk
        index = self._index(turn_id)
        exchange = desk.exchange
        if exchange is not None and index == len(desk.path) - 1:
            desk.inspect_live()
            desk.window.show_inspector()
            return
        try:
            source = desk.recording_of(desk.path[index]) if index >= 0 else None
        except GeminiDesktopError as error:
            desk.say(error.failure.in_words)
            return
        if source is None:
            desk.say("There is no recording of this turn.")
            return
        desk.inspector.show_capture(source)
        desk.window.show_inspector()
