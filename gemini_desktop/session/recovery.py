"""After a crash: the answers that nobody saw the end of are read again from their tapes."""

from __future__ import annotations

import asyncio

import msgspec

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


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: the conversation that was cut off last (empty if none was), and sentences
    for the user on what was odd."""

    conversation_id: str = ""
    sentences: tuple[str, ...] = ()


async def recover(library: Library, captures: Captures) -> Recovered:
    """Bring the library up to what the tapes know."""
    rebuilt = await rebuild(library, captures, read)
    cut_off = await asyncio.to_thread(_latest, captures) if rebuilt.restored else ""
    for unfinished in await library.unfinished_turns():
        turn = await asyncio.to_thread(_finished, unfinished.turn, captures)
        if turn is not None:
            await library.save_turn(unfinished.conversation_id, turn)
            cut_off = unfinished.conversation_id
    sentences = tuple(failure.message for failure in rebuilt.failures)
    return Recovered(conversation_id=cut_off, sentences=sentences)


def _latest(captures: Captures) -> str:
    """The conversation of the latest capture."""
    for capture_id in reversed(captures.ids()):
        context = captures.context(capture_id)
        if context is not None:
            return context.conversation_id
    return ""


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
