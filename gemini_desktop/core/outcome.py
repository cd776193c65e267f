"""How an exchange ended: exactly one word, a sentence, and notes on what was odd at which byte."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from gemini_desktop.core.capture import Ended
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported, InteractionFinished
from gemini_desktop.core.retry import seconds

OutcomeKind: TypeAlias = Literal[
    "complete", "incomplete", "blocked", "failed", "cancelled", "awaiting"
]


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something odd: a stable id, words, and the bytes of the body it is about (end exclusive)."""

    id: str
    message: str
    start: int | None = None
    end: int | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The end of an exchange.

    `reason` is the wire's own word where there is one (a finishReason, a status) or a failure's
    kind; `message` a whole sentence for the user; `advice` the next step.
    """

    kind: OutcomeKind
    reason: str = ""
    message: str = ""
    advice: str = ""
    failure: Failure | None = None
    notes: tuple[Note, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that bears on how an exchange ended."""

    http_status: int = 200
    ended: Ended | None = None
    """None: the program died, or the records were cut, before the end."""
    finished: tuple[InteractionFinished, ...] = ()
    errors: tuple[ErrorReported, ...] = ()
    status: str = ""
    """Of an interaction, as its events told it last."""
    first_candidate: int | None = None
    """The lowest candidate that has brought content; None where there is only one."""
    has_content: bool = False
    page: str = ""
    """The body where it is no stream at all."""
    readable: int = 0
    unreadable: int = 0
    """Events that are JSON, and that are not."""
    location: str = ""
    """Where a redirect leads."""
    received_bytes: int = 0
    requests: int = 1
    waited_s: float = 0.0
    """In all, between the attempts."""
    terminal: bool = False
    """Another end mark of the protocol was seen."""
    cut: bool = False
    """Bytes after the last whole event."""
    notes: tuple[Note, ...] = ()


BODY_CUT = "body_cut"
"""The failure's kind where the server closed before the length or last chunk that it promised."""

_KEPT = "What had come is kept."
_RETRY = "Send the prompt again, or open the inspector to see the bytes."
_LOOK = "Open the inspector to see the bytes."


def judge(evidence: Evidence) -> Outcome:
    """The outcome. The first of these that holds: cancelled, failed, blocked, awaiting, complete,
    incomplete; what the server said weighs more than how the connection closed."""
    return _cancelled(evidence) or _failed(evidence) or _finished(evidence) or _incomplete(evidence)


def _cancelled(evidence: Evidence) -> Outcome | None:
    if evidence.ended is None or evidence.ended.how != "cancelled":
        return None
    kept = " What had come is kept." if evidence.has_content else ""
    return Outcome(
        kind="cancelled",
        reason="stopped",
        message=f"Stopped.{kept}",
        advice="Send the prompt again for a whole answer.",
        notes=evidence.notes,
    )


def _failed(evidence: Evidence) -> Outcome | None:
    failure = _said_no(evidence) or _broke(evidence)
    if failure is None:
        return None
    notes = evidence.notes
    ended = evidence.ended
    if ended is not None and ended.failure is not None and ended.failure is not failure:
        notes = (*notes, Note(id=ended.failure.kind, message=ended.failure.message))
    if tried := _tried(evidence):
        stop = "" if failure.message.rstrip(")”\"'").endswith((".", "!", "?")) else "."
        failure = msgspec.structs.replace(failure, message=failure.message + stop + tried)
    return Outcome(
        kind="failed",
        reason=failure.kind,
        message=failure.message + (f" {_KEPT}" if evidence.has_content else ""),
        advice=failure.advice,
        failure=failure,
        notes=notes,
    )


_NOT_DECODED = frozenset({"content_coding", "bad_gzip"})


def _said_no(evidence: Evidence) -> Failure | None:
    """The failure where the server refused, in a status or in words."""
    status = evidence.http_status
    wire = evidence.ended.failure if evidence.ended else None
    undecoded = wire is not None and wire.kind in _NOT_DECODED
    if status < 300 and undecoded and not evidence.finished:
        return wire
    from gemini_desktop.core.failures import advice

    if 300 <= status < 400:
        return advice.for_redirect(status, evidence.location)
    if evidence.page and status < 300:
        return advice.for_page(evidence.page)
    if evidence.errors:
        return advice.for_server_error(evidence.errors[-1], status)
    return advice.for_status(status) if status >= 400 else None


def _broke(evidence: Evidence) -> Failure | None:
    """The failure of the wire, where the answer had not come to its end."""
    ended = evidence.ended
    if evidence.finished or ended is None or evidence.status in _ENDED:
        return None
    if evidence.terminal and not _is_blank(evidence):
        return None
    if ended.failure is not None and ended.failure.kind != BODY_CUT:
        return ended.failure
    from gemini_desktop.core.failures import error_table

    if not evidence.readable and _is_garbage(evidence):
        return error_table.failure("no_events")
    if not evidence.received_bytes or (ended.failure is None and _is_blank(evidence)):
        return error_table.failure("empty")
    return None


def _is_blank(evidence: Evidence) -> bool:
    """Whether nothing came but comments, line ends and an end mark."""
    return not (evidence.readable or evidence.unreadable or evidence.has_content or evidence.cut)


def _is_garbage(evidence: Evidence) -> bool:
    """Whether what came is no stream, rather than the first bytes of one."""
    return bool(evidence.unreadable) or any(
        note.id in ("unknown_field", "junk") for note in evidence.notes
    )


def _tried(evidence: Evidence) -> str:
    if evidence.requests < 2:
        return ""
    waited = seconds(evidence.waited_s)
    return f" Given up after {evidence.requests} attempts and {waited} of waiting."


def _finished(evidence: Evidence) -> Outcome | None:
    if not evidence.finished and evidence.status in _ENDED:
        return _finished(_by_status(evidence))
    if not evidence.finished and not evidence.terminal:
        return None
    first = _first_answer(evidence)
    if first is None and not evidence.terminal:
        return None  # only the answers beside it have come to their end
    blocked = first if first is not None and first.blocked else None
    if blocked is not None:
        what = "The prompt" if blocked.prompt else "The answer"
        return Outcome(
            kind="blocked",
            reason=blocked.reason,
            message=f"{what} was blocked: {blocked.reason}."
            + (f" {blocked.message}" if blocked.message else ""),
            advice="Rephrase the prompt, or change the safety settings.",
            notes=evidence.notes,
        )
    awaiting = first if first is not None and first.awaiting else None
    if awaiting is not None:
        return Outcome(
            kind="awaiting",
            reason=awaiting.reason,
            message="The model waits for the result of a function call."
            if "action" in awaiting.reason
            else "The model has more to say and waits to be asked to go on.",
            advice="Answer the call, or ask to continue.",
            notes=evidence.notes,
        )
    failed = first if first is not None and first.reason in _FAILED_STATUS else None
    if failed is not None:
        return _ended_short(failed, evidence)
    reason = first.reason if first is not None else "done"
    notes = (*evidence.notes, *_beside(evidence, first))
    if evidence.ended is not None and evidence.ended.failure is not None:
        cut = Note(id="transfer_cut", message=evidence.ended.failure.message)
        notes = (*notes, cut)
    if reason not in _GOOD_ENDS:
        message = f"The model stopped early: {reason}."
        notes = (*notes, Note(id="finish_reason", message=message))
        return Outcome(kind="complete", reason=reason, message=message, notes=notes)
    return Outcome(kind="complete", reason=reason, message="Complete.", notes=notes)


def _first_answer(evidence: Evidence) -> InteractionFinished | None:
    """How the answer that is shown ended: the prompt's own end, else the lowest candidate's. None
    where that candidate has brought content and no end."""
    finished = sorted(evidence.finished, key=lambda each: (not each.prompt, each.candidate))
    first = next(iter(finished), None)
    shown = evidence.first_candidate
    if first is None or first.prompt or shown is None or first.candidate <= shown:
        return first
    return None


def _beside(evidence: Evidence, first: InteractionFinished | None) -> list[Note]:
    """Notes on the further candidates that did not end well."""
    return [
        Note(id="candidate", message=f"Candidate {each.candidate} ended with {each.reason}.")
        for each in evidence.finished
        if each is not first and each.reason not in _GOOD_ENDS
    ]


def _by_status(evidence: Evidence) -> Evidence:
    """The same where only a status between the events said that it was over."""
    end = InteractionFinished(
        reason=evidence.status, awaiting=evidence.status.startswith("requires_")
    )
    note = Note(id="no_end_event", message="The end was told by a status alone.")
    return msgspec.structs.replace(evidence, finished=(end,), notes=(*evidence.notes, note))


_ENDED = frozenset(
    {
        "completed",
        "incomplete",
        "failed",
        "cancelled",
        "budget_exceeded",
        "requires_action",
        "requires_continuation",
    }
)
"""What an interaction's status says when nothing more will come."""
_GOOD_ENDS = frozenset({"STOP", "stop", "completed", "tool_calls", "function_call", "done"})
_FAILED_STATUS = {
    "failed": "failed",
    "cancelled": "cancelled",
    "incomplete": "incomplete",
    "budget_exceeded": "failed",
}


def _ended_short(finished: InteractionFinished, evidence: Evidence) -> Outcome:
    kind: OutcomeKind = _FAILED_STATUS[finished.reason]  # type: ignore[assignment]
    return Outcome(
        kind=kind,
        reason=finished.reason,
        message=f"The server ended the interaction as {finished.reason.replace('_', ' ')}."
        + (f" {finished.message}" if finished.message else "")
        + (f" {_KEPT}" if evidence.has_content else ""),
        advice=_next_step(evidence),
        notes=evidence.notes,
    )


def _next_step(evidence: Evidence) -> str:
    """A saved stream may have come without its request: there is nothing to send again."""
    return _LOOK if evidence.received_bytes and not evidence.requests else _RETRY


def _incomplete(evidence: Evidence) -> Outcome:
    ended = evidence.ended
    if ended is None:
        reason, message = "interrupted", "The program ended before the answer was whole."
    elif ended.failure is not None:
        reason, message = ended.failure.kind, ended.failure.message
    elif evidence.cut:
        reason, message = "cut_event", "The connection closed inside an event."
    else:
        reason, message = "no_end_mark", "The stream ended without an end mark."
    if evidence.has_content:
        message += f" {_KEPT}"
    return Outcome(
        kind="incomplete",
        reason=reason,
        message=message,
        advice=_next_step(evidence),
        failure=ended.failure if ended else None,
        notes=evidence.notes,
    )
