"""All exchanges of one home: listing them, completing what the index lacks, deleting."""

from __future__ import annotations

import asyncio

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.noting import beginning, note_of
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import Library

__all__ = ["CaptureNote", "Exchanges", "beginning", "note_of_live"]


def note_of_live(exchange: LiveExchange) -> CaptureNote:
    """What there is to say of an exchange that goes on, or has just ended."""
    turn, answer = exchange.turn, exchange.answer
    return CaptureNote(
        id=turn.capture_id,
        created_unix_ns=turn.created_unix_ns,
        conversation_id=exchange.conversation_id,
        turn_id=turn.id,
        protocol=answer.decoder.protocol,
        profile=turn.profile,
        model=turn.model,
        outcome=answer.outcome.kind if answer.outcome else "",
        bytes=answer.received_bytes,
        ended=answer.ended is not None,
        prompt=beginning(exchange.prompt.text),
        duration_ns=answer.last_ns,
        attempts=answer.requests,
        figured=True,
    )


class Exchanges:
    """The captures of a session. `listed` reads no tape; what it could not tell (old captures, and
    those that a crash cut off) `complete` reads later, one after the other."""

    def __init__(self, library: Library, captures: Captures) -> None:
        self._library = library
        self._captures = captures
        self._unreadable: set[str] = set()

    async def listed(self) -> list[CaptureNote]:
        """All, newest first, as far as the index knows them."""
        return await self._library.captures()

    async def of_conversation(self, conversation_id: str) -> set[str]:
        """The ids of those from which its turns came."""
        return await self._library.captures_of(conversation_id)

    async def incomplete(self) -> list[str]:
        """Those that `complete` can say more of, newest first. One that is being written is among
        them: it may have ended when its turn comes."""
        on_disk = await asyncio.to_thread(self._captures.ids)
        known = await self._library.figured_captures()
        return [i for i in reversed(on_disk) if i not in known and i not in self._unreadable]

    async def complete(self, capture_id: str) -> bool:
        """Read one tape for the list; whether there is news. Another window's is left to it, and
        one that cannot be read is not tried again."""
        before = await self._library.known_capture(capture_id)
        outcome = before.outcome if before is not None else ""
        try:
            note = await asyncio.to_thread(self._read, capture_id, outcome)
        except StoreError:
            self._unreadable.add(capture_id)
            return False
        if note is None:
            return False
        await self._library.note_capture(note)
        return True

    def _read(self, capture_id: str, outcome: str) -> CaptureNote | None:
        tape = self._captures.open(capture_id)
        if tape.is_being_written():
            return None
        note = note_of(tape, self._captures.context(capture_id))
        if not outcome:
            from gemini_desktop.core.answer import read

            found = read(tape.records()).outcome
            outcome = found.kind if found is not None else ""
        return msgspec.structs.replace(note, outcome=outcome)

    async def delete(self, capture_id: str) -> None:
        """Take a capture out of the list; `restore` brings it back until the program ends. Raises
        StoreError where an answer came from it."""
        await self._library.delete_capture(capture_id)

    async def restore(self, capture_id: str) -> None:
        """Undo `delete`."""
        await self._library.restore_capture(capture_id)
