"""What the list of captures says of one, read from its tape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desktop.core.asking.asked import asked
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.store import packing
from gemini_desktop.store.captures import created_unix_ns
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.queries import CaptureNote

if TYPE_CHECKING:
    from gemini_desktop.store.tape import TapeReader

PROMPT_CHARACTERS = 300


def note_of(
    tape: TapeReader, context: CaptureContext | None = None, outcome: Outcome | None = None
) -> CaptureNote:
    """Read it, without the values that lie in blobs. `outcome` is what the answer came to, where
    somebody has decoded it. Raises StoreError."""
    request: RequestSent | None = None
    attempts = duration_ns = 0
    for record in tape.packed_records():
        duration_ns = max(duration_ns, record.t_ns)
        if isinstance(record, RequestSent):
            attempts += 1
            request = request or record
    return CaptureNote(
        id=tape.id,
        created_unix_ns=created_unix_ns(tape.id),
        conversation_id=context.conversation_id if context else "",
        turn_id=context.answer_id if context else "",
        protocol=request.protocol if request else "",
        profile=request.profile if request else "",
        model=request.model if request else "",
        outcome=outcome.kind if outcome else "",
        bytes=tape.size(),
        ended=tape.ended() is not None,
        prompt=beginning(asked(packing.outline(request.body))) if request else "",
        duration_ns=duration_ns,
        attempts=attempts,
        figured=True,
    )


def beginning(prompt: str) -> str:
    """So much of a prompt as the list can show, on one line."""
    return " ".join(prompt[: 2 * PROMPT_CHARACTERS].split())[:PROMPT_CHARACTERS]
