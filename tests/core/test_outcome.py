"""Every end has one word, a whole sentence, and a next step where there is one to take."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import Ended
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported, InteractionFinished
from gemini_desktop.core.failures import advice
from gemini_desktop.core.outcome import BODY_CUT, Evidence, Note, Outcome, judge

COMPLETE = Ended(t_ns=1, how="complete")
STOPPED = Ended(t_ns=1, how="cancelled")
RESET = Failure(kind="reset", message="The connection was reset.", advice="Try again.")
CUT = Failure(kind=BODY_CUT, message="The body was cut.")


def judged(**fields: Any) -> Outcome:
    usual: dict[str, Any] = {"ended": COMPLETE, "received_bytes": 9, "readable": 1}
    return judge(Evidence(**usual | fields))


def ended(failure: Failure) -> Ended:
    return Ended(t_ns=1, how="failed", failure=failure)


def finished(reason: str, **fields: Any) -> tuple[InteractionFinished, ...]:
    return (InteractionFinished(reason=reason, **fields),)


ERROR = (ErrorReported(code="503", message="busy", status="UNAVAILABLE"),)


@pytest.mark.parametrize(
    ("fields", "kind", "reason"),
    [
        ({"finished": finished("STOP")}, "complete", "STOP"),
        ({"finished": finished("MAX_TOKENS")}, "complete", "MAX_TOKENS"),
        ({"terminal": True}, "complete", "done"),
        ({"finished": finished("SAFETY", blocked=True)}, "blocked", "SAFETY"),
        ({"finished": finished("requires_action", awaiting=True)}, "awaiting", "requires_action"),
        ({"finished": finished("failed")}, "failed", "failed"),
        ({"finished": finished("budget_exceeded")}, "failed", "budget_exceeded"),
        ({"finished": finished("incomplete")}, "incomplete", "incomplete"),
        ({"finished": finished("cancelled")}, "cancelled", "cancelled"),
        ({"errors": ERROR}, "failed", "unavailable"),
        ({"errors": ERROR, "finished": finished("STOP")}, "failed", "unavailable"),
        ({"http_status": 404}, "failed", "not_found"),
        ({"http_status": 418}, "failed", "refused"),
        ({"http_status": 302}, "failed", "redirect"),
        ({"received_bytes": 0}, "failed", "empty"),
        ({"readable": 0}, "failed", "empty"),
        ({"readable": 0, "terminal": True}, "failed", "empty"),
        ({"readable": 0, "ended": ended(CUT)}, "incomplete", BODY_CUT),
        ({"status": "completed"}, "complete", "completed"),
        ({"status": "requires_action", "ended": ended(RESET)}, "awaiting", "requires_action"),
        ({"status": "failed"}, "failed", "failed"),
        ({"status": "in_progress"}, "incomplete", "no_end_mark"),
        ({"http_status": 304}, "failed", "not_modified"),
        ({"ended": ended(RESET)}, "failed", "reset"),
        ({"ended": ended(RESET), "finished": finished("STOP")}, "complete", "STOP"),
        ({"ended": ended(CUT)}, "incomplete", BODY_CUT),
        ({"ended": STOPPED, "finished": finished("STOP")}, "cancelled", "stopped"),
        ({"ended": None}, "incomplete", "interrupted"),
        ({"cut": True}, "incomplete", "cut_event"),
        ({}, "incomplete", "no_end_mark"),
    ],
)
def test_every_end(fields: dict[str, Any], kind: str, reason: str) -> None:
    outcome = judged(**fields)
    assert (outcome.kind, outcome.reason) == (kind, reason)
    assert outcome.message.endswith(".") or "busy" in outcome.message
    assert outcome.advice or kind == "complete" or outcome.reason == BODY_CUT


def test_what_is_kept_is_said() -> None:
    for fields in ({}, {"errors": ERROR}, {"ended": STOPPED}, {"finished": finished("failed")}):
        assert "What had come is kept." in judged(**fields, has_content=True).message
        assert "kept" not in judged(**fields).message


@pytest.mark.parametrize("fields", [{}, {"cut": True}, {"finished": finished("failed")}])
def test_what_nobody_knows_the_prompt_of_is_not_to_be_sent_again(fields: dict[str, Any]) -> None:
    """A body that was saved alone, as by curl, has no request before it."""
    assert judged(**fields).advice.startswith("Send the prompt again")
    assert judged(**fields, requests=0).advice == "Open the inspector to see the bytes."
    unsent = judged(ended=None, requests=0, received_bytes=0)
    assert unsent.advice.startswith("Send the prompt again"), "a program that died before it was"


def test_an_early_stop_and_a_late_break_are_noted() -> None:
    early = judged(finished=finished("MAX_TOKENS"), notes=(Note(id="bom", message="A mark."),))
    assert [note.id for note in early.notes] == ["bom", "finish_reason"]
    assert "MAX_TOKENS" in early.message
    late = judged(finished=finished("STOP"), ended=ended(RESET))
    assert [(note.id, note.message) for note in late.notes] == [("transfer_cut", RESET.message)]


def test_the_blocked_prompt_is_told_from_the_blocked_answer() -> None:
    prompt = judged(finished=finished("SAFETY", blocked=True, prompt=True, message="No."))
    assert prompt.message == "The prompt was blocked: SAFETY. No."
    assert judged(finished=finished("SAFETY", blocked=True)).message.startswith("The answer")


evidence = st.builds(
    Evidence,
    http_status=st.sampled_from([200, 302, 400, 404, 429, 503, 599]),
    ended=st.sampled_from([None, COMPLETE, STOPPED, ended(RESET), ended(CUT)]),
    finished=st.lists(
        st.builds(InteractionFinished, reason=st.sampled_from(["STOP", "failed", "SAFETY", ""])),
        max_size=2,
    ).map(tuple),
    errors=st.sampled_from([(), ERROR, (ErrorReported(),)]),
    has_content=st.booleans(),
    received_bytes=st.integers(0, 2),
    terminal=st.booleans(),
    cut=st.booleans(),
)


@given(evidence)
def test_no_end_is_without_words(seen: Evidence) -> None:
    outcome = judge(seen)
    assert outcome.message.strip()
    assert outcome.kind != "failed" or outcome.reason
    if seen.ended is STOPPED:
        assert outcome.kind == "cancelled"


# --- advice ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "status", "http", "kind"),
    [
        ("401", "UNAUTHENTICATED", 200, "unauthenticated"),
        ("", "RESOURCE_EXHAUSTED", 200, "rate_limited"),
        ("gateway_timeout", "", 200, "gateway_timeout"),
        ("invalid_request", "", 400, "bad_request"),
        ("new_word", "", 200, "new_word"),
        ("", "", 403, "forbidden"),
        ("", "", 200, "server_error"),
        ("529", "", 200, "unavailable"),
        ("9" * 5000, "", 200, "server_error"),
        ("²", "", 200, "server_error"),
        ("5", "", 404, "not_found"),
    ],
)
def test_what_a_server_said_has_its_advice(code: str, status: str, http: int, kind: str) -> None:
    error = ErrorReported(code=code, status=status, message="words")
    failure = advice.for_server_error(error, http)
    assert failure.kind == kind
    assert "words" in failure.message
    assert failure.advice


def test_a_bad_key_under_400_is_a_matter_of_the_key() -> None:
    error = ErrorReported(code="400", message="x", details=[{"reason": "API_KEY_INVALID"}])
    assert advice.for_server_error(error, 400).kind == "unauthenticated"


def test_a_long_speech_is_shortened() -> None:
    failure = advice.for_server_error(ErrorReported(message="x" * 9000), 500)
    assert len(failure.message) < 1000


def test_the_answer_that_is_shown_decides() -> None:
    """Another candidate's end is a note; its own missing end makes the answer incomplete."""
    good, bad = InteractionFinished(reason="STOP"), finished("SAFETY", candidate=1, blocked=True)
    outcome = judged(finished=(*bad, good), first_candidate=0)
    assert (outcome.kind, outcome.reason) == ("complete", "STOP")
    assert [note.id for note in outcome.notes] == ["candidate"]
    assert "Candidate 1 ended with SAFETY" in outcome.notes[0].message
    assert judged(finished=bad, first_candidate=0).kind == "incomplete"
    assert judged(finished=bad, first_candidate=1).kind == "blocked"
    assert judged(finished=bad).kind == "blocked"
    prompt = finished("OTHER", blocked=True, prompt=True)
    assert judged(finished=prompt, first_candidate=1).reason == "OTHER"


def test_an_end_that_only_a_status_told_is_noted() -> None:
    outcome = judged(status="completed")
    assert [note.id for note in outcome.notes] == ["no_end_event"]


def test_what_was_undecodable_after_the_end_is_a_note() -> None:
    spoilt = ended(Failure(kind="bad_gzip", message="Not gzip."))
    assert judged(ended=spoilt).kind == "failed"
    outcome = judged(ended=spoilt, finished=finished("STOP"))
    assert outcome.kind == "complete"
    assert [note.id for note in outcome.notes] == ["transfer_cut"]
