"""A turn written in pieces is the JSON that msgspec writes in one go."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.events import FunctionCall, Text, ThoughtText
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.store import turn_json

LONG = 'A "reed" in the\nwind \\ bends; \u2028 風の中の葦 🌾 \x00\x7f' * 20_000


def turn(text: str) -> Turn:
    return Turn(
        role="model",
        steps=[
            Step(index=0, kind="thought", contents=[ThoughtText(text=text)]),
            Step(
                index=1,
                kind="model_output",
                contents=[Text(text=text), FunctionCall(name=text), Text(text="short")],
                parts=[{"thoughtSignature": "s", "text": text}, {"text": "short"}, {"text": 7}, 8],
            ),
        ],
        id="t",
    )


@pytest.mark.parametrize("text", ["short", LONG, "x" * 300_000])
def test_it_is_the_same_json(text: str) -> None:
    whole = turn(text)
    write = turn_json.writer(whole)
    assert write() == msgspec.json.encode(whole)
    assert write() == msgspec.json.encode(whole), "a second time too"
    assert whole == turn(text), "nothing was changed"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9))
def test_no_place_of_a_cut_matters(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    assert msgspec.json.decode(turn_json.writer(turn(text))(), type=Turn) == turn(text)


def test_it_is_the_turn_as_it_was() -> None:
    growing = turn("short")
    write = turn_json.writer(growing)
    growing.steps[0].contents.append(Text(text="later"))
    growing.steps.append(Step(index=2, kind="model_output"))
    assert msgspec.json.decode(write(), type=Turn) == turn("short")
