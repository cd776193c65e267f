"""Turns as values: what they say, and the stream that they are."""

from __future__ import annotations

import pytest

from gemini_desktop.core.events import FunctionCall, Media, Text, ThoughtText, Usage
from gemini_desktop.core.transcript import MEASURABLE_NS, Step, Turn, prompt
from gemini_desktop.core.turn_fold import TurnFold

PNG = Media(kind="image", mime_type="image/png", data="iVBORw0=")


def test_a_prompt_has_its_attachments_first() -> None:
    turn = prompt("what?", [PNG], id="t1")
    assert (turn.role, turn.id) == ("user", "t1")
    assert turn.steps[0].contents == [PNG, Text(text="what?")]
    assert prompt("").steps[0].contents == []


def answer() -> Turn:
    """Two candidates, a repeated question, a thought."""
    said = [
        Step(index=0, kind="user_input", contents=[Text(text="what?")]),
        Step(index=1, kind="thought", contents=[ThoughtText(text="hm")]),
        Step(index=2, kind="model_output", contents=[Text(text="this"), PNG], name="n", id="i"),
        Step(index=3, kind="model_output", candidate=1, contents=[Text(text="that")]),
        Step(index=4, kind="function_call", contents=[FunctionCall(name="f", arguments="{}")]),
    ]
    return Turn(role="model", steps=said)


def test_the_answer_is_the_first_candidates() -> None:
    turn = answer()
    assert (turn.text, turn.thought_text) == ("this", "hm")
    assert [step.text for step in turn.steps] == ["what?", "", "this", "that", ""]


def test_a_stored_turn_is_shown_by_the_stream_that_folds_into_it() -> None:
    fold = TurnFold()
    for event in answer().events():
        fold.apply(event)
    assert fold.turn().steps[2].contents == answer().steps[2].contents
    assert (fold.turn().text, fold.turn().thought_text) == ("this", "hm")
    assert [step.kind for step in fold.turn().steps] == [step.kind for step in answer().steps]


@pytest.mark.parametrize(
    ("usage", "first", "elapsed", "rate"),
    [
        (Usage(output=100, thoughts=50), 10**9, 3 * 10**9, 75.0),
        (Usage(output=100), 0, MEASURABLE_NS, None),
        (Usage(), 0, 10**9, None),
        (Usage(output=100), None, 10**9, None),
        (None, 0, 10**9, None),
    ],
)
def test_a_rate_is_told_where_it_can_be_measured(
    usage: Usage | None, first: int | None, elapsed: int, rate: float | None
) -> None:
    turn = Turn(role="model", usage=usage, first_token_ns=first, elapsed_ns=elapsed)
    assert turn.tokens_per_s == rate
