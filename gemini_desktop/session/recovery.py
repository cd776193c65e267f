"""After a crash: the answers that nobody saw the end of are read again from their tapes."""

from __future__ import annotations

import asyncio

from gemini_desktop.core.answer import Answer, read
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.rebuild import rebuild
from gemini_desktop.store.transcripts import Library

_NO_TAPE = Outcome(
    kind="incomplete",
    reason="interrupted",
    message="The program ended before this prompt was sent.",
    advice="Send it again.",
)


async def recover(library: Library, captures: Captures) -> list[str]:
    """Bring the library up to what the tapes know; sentences for the user on what was odd."""
    rebuilt = await rebuild(library, captures, read)
    for unfinished in await library.unfinished_turns():
        turn = await asyncio.to_thread(_finished, unfinished.turn, captures)
        if turn is not None:
            await library.save_turn(unfinished.conversation_id, turn)
    return [failure.message for failure in rebuilt.failures]


def _finished(turn: Turn, captures: Captures) -> Turn | None:
    """The turn as far as its tape goes; None while another window still records it."""
    if not turn.capture_id:
        turn.outcome = _NO_TAPE
        return turn
    try:
        tape = captures.open(turn.capture_id)
        if tape.is_being_written():
            return None
        turn.steps = []
        answer = Answer(turn=turn)
        for record in tape.records():
            answer.feed(record)
        return answer.finish()
    except StoreError as error:
        turn.outcome = Outcome(
            kind="incomplete",
            reason=error.failure.kind,
            message=error.failure.message,
            advice=error.failure.advice,
        )
        return turn
