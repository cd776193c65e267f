"""Turns on their way into the library. What it does not take waits in memory, in its order, and is
brought again later; nobody has to handle an error for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.conversation_rows import ConversationSummary
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.titles import title_from, title_of
from gemini_desktop.store.transcripts import Conversation, Library

PATIENCE_S = 1.0
"""How long an exchange waits for the library; what takes longer is brought behind it."""
BUSY_REST_S = 10.0
"""After another program kept the library busy for long, it is left alone for so long."""


class _Waiting(msgspec.Struct):
    conversation_id: str
    turn: Turn
    change: int
    """Counts up: a turn that has changed while it was written is written again."""
    refused: bool = False
    """It is not on the disk."""
    absent: bool = False
    """It is not even in what stands in for the library."""


class Keeping:
    """One a session. `changed` is called when more or less waits, or for another reason."""

    def __init__(self, library: Library, changed: Callable[[], None]) -> None:
        self._library = library
        self._changed = changed
        self._turns: dict[str, _Waiting] = {}
        self._notes: dict[str, CaptureNote] = {}
        self._lock = asyncio.Lock()
        self._changes = 0
        self._flushes: set[asyncio.Task[None]] = set()
        self._rest_until_s = 0.0
        self.failure: Failure | None = None
        """Why something waits; None while nothing does."""

    @property
    def waiting(self) -> list[tuple[str, Turn]]:
        """The turns that the library did not take, each after its conversation's id, in order."""
        return [(each.conversation_id, each.turn) for each in self._turns.values() if each.refused]

    @property
    def _absent(self) -> list[tuple[str, Turn]]:
        return [(each.conversation_id, each.turn) for each in self._turns.values() if each.absent]

    def waits(self, turn_id: str) -> bool:
        """Whether the library has not taken this turn."""
        return turn_id in self._turns and self._turns[turn_id].refused

    async def turn(self, conversation_id: str, turn: Turn) -> None:
        """Save the turn, or have it wait. Where earlier ones of its conversation wait, they go
        first: the one that comes last is where the conversation goes on."""
        self._changes += 1
        before = self._turns.get(turn.id)
        if before is None:
            self._turns[turn.id] = _Waiting(conversation_id, turn, self._changes)
        else:
            before.turn, before.change = turn, self._changes
        if not await self._flushed() and turn.id in self._turns:
            self._turns[turn.id].absent = True

    async def note(self, note: CaptureNote) -> None:
        """Enter a capture in the index, or have it wait."""
        self._notes[note.id] = note
        await self._flushed()

    async def finish(self) -> None:
        """Wait for what is being written."""
        if self._flushes:
            await asyncio.wait(self._flushes)

    async def _flushed(self) -> bool:
        """Bring what waits; False where that takes too long, and goes on."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._rest_until_s:
            for each in self._turns.values():
                each.refused = True
            return False
        flush = loop.create_task(self.flush(), name="save turns")
        self._flushes.add(flush)
        flush.add_done_callback(self._flushes.discard)
        done, _ = await asyncio.wait([flush], timeout=PATIENCE_S)
        for ended in done:
            ended.result()
        return bool(done) or not self._turns

    async def flush(self) -> None:
        """Bring all that waits."""
        async with self._lock:
            failures = [await self._bring_turns(), await self._bring_notes()]
            before, self.failure = self.failure, next(filter(None, failures), None)
            if before is not None or self.failure is not None:
                self._changed()

    async def _bring_turns(self) -> Failure | None:
        failure: Failure | None = None
        stuck: set[str] = set()
        for turn_id, each in list(self._turns.items()):
            if each.conversation_id in stuck:
                each.refused = each.absent = True
                continue
            change = each.change
            try:
                await self._library.save_turn(each.conversation_id, each.turn)
            except StoreError as error:
                failure = error.failure
                each.refused = each.absent = True
                stuck.add(each.conversation_id)
                if failure.kind == "database_busy":  # each would wait as long again
                    self._rest_until_s = asyncio.get_running_loop().time() + BUSY_REST_S
                    stuck.update(other.conversation_id for other in self._turns.values())
                continue
            each.absent = False
            if self._library.refused is not None:  # it stands in memory only
                failure = self._library.refused
                each.refused = True
            elif each.change == change:
                del self._turns[turn_id]
        return failure

    async def _bring_notes(self) -> Failure | None:
        """The index only: what waits here is found again from the tapes in any case."""
        for capture_id, note in list(self._notes.items()):
            try:
                await self._library.note_capture(note)
            except StoreError as error:
                return error.failure if self._turns else None
            if self._library.refused is None:
                self._notes.pop(capture_id, None)
        return None

    # --- shown with what the library has ---------------------------------------------------------

    def listed(self, known: Sequence[ConversationSummary]) -> list[ConversationSummary]:
        """With the conversations of which the library knows nothing yet, on top."""
        if not self._absent:
            return [*known]
        ids = {each.id for each in known}
        new: dict[str, ConversationSummary] = {}
        for conversation_id, turn in self._absent:
            if conversation_id not in ids:
                before = new.get(conversation_id)
                title = before.title if before else ""
                if not title:
                    title = title_of(turn)
                new[conversation_id] = ConversationSummary(
                    id=conversation_id,
                    title=title,
                    updated_unix_ns=turn.created_unix_ns,
                    turn_count=(before.turn_count if before else 0) + 1,
                )
        return [*reversed(new.values()), *known]

    def has(self, conversation_id: str) -> bool:
        """Whether the library lacks something of this conversation."""
        return any(known == conversation_id for known, _ in self._absent)

    def completed(self, conversation: Conversation) -> Conversation:
        """With the turns that wait at their places: the last of them is where it goes on."""
        turns = list(conversation.turns)
        for conversation_id, turn in self._absent:
            if conversation_id != conversation.id:
                continue
            places = {each.id: number for number, each in enumerate(turns)}
            if turn.id in places:
                turns[places[turn.id]] = turn
            else:
                turns = [*turns[: places.get(turn.parent_id, -1) + 1], turn]
        title = conversation.title or title_from(turns)
        return msgspec.structs.replace(conversation, turns=turns, title=title)
