"""Which calls wait for a result, and what counts as one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import function_results
from gemini_desktop.core.events import FunctionCall, Text, ToolResult
from gemini_desktop.core.outcome import Outcome, OutcomeKind
from gemini_desktop.core.transcript import Step, Turn, prompt

WEATHER = FunctionCall(id="1", name="get_weather", arguments='{"city": "Paris", "days": [1, 2]}')
TIME = FunctionCall(id="2", name="get_time")


def answer(*contents: Any, outcome: OutcomeKind | None = "complete") -> Turn:
    steps = [
        Step(index=number, kind="function_call", contents=[content])
        for number, content in enumerate(contents)
    ]
    ended = Outcome(kind=outcome, reason="", message="") if outcome else None
    return Turn(role="model", steps=steps, outcome=ended)


def test_calls_without_a_result_wait() -> None:
    assert function_results.pending(answer(Text(text="Let me see."), WEATHER, TIME)) == [
        WEATHER,
        TIME,
    ]


def test_a_call_that_the_server_has_answered_does_not() -> None:
    done = ToolResult(kind="function_result", call_id="1", result={})
    assert function_results.pending(answer(WEATHER, TIME, done)) == [TIME]


@pytest.mark.parametrize("outcome", ["incomplete", "blocked", "failed", "cancelled", None])
def test_nothing_of_what_was_cut_off_waits(outcome: OutcomeKind | None) -> None:
    assert function_results.pending(answer(WEATHER, outcome=outcome)) == []


def test_a_prompt_waits_for_nothing() -> None:
    assert function_results.pending(prompt("Hi")) == []


def test_results_name_their_calls() -> None:
    first, second = function_results.results([WEATHER, TIME], [{"t": 20}, "noon"])
    assert (first.call_id, first.name, first.result) == ("1", "get_weather", {"t": 20})
    assert (second.call_id, second.name, second.result) == ("2", "get_time", "noon")
    assert first.kind == "function_result"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
)


@given(JSON)
def test_any_json_is_itself(value: Any) -> None:
    assert function_results.value_of(f" {json.dumps(value)}\n") == value


@pytest.mark.parametrize("text", ["18 °C and sunny", "true-ish", "-", '"open', "NaN", " noon "])
def test_other_text_is_text(text: str) -> None:
    assert function_results.value_of(text) == text


def test_nothing_is_an_empty_object() -> None:
    assert function_results.value_of(" \n") == {}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,}', 1, 9),
        ('{\n "a" 1}', 2, 6),
        ("[1, 2", 1, 6),
        ("{", 1, 2),
        ("[NaN]", 1, 1),
        ('{"a": 1} trailing', 1, 10),
    ],
)
def test_broken_json_is_told_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(function_results.NotJson) as caught:
        function_results.value_of(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.reason


def test_json_without_a_bottom_is_told() -> None:
    with pytest.raises(function_results.NotJson):
        function_results.value_of("[" * 200_000)


def test_calls_in_words() -> None:
    assert function_results.in_words(WEATHER) == 'get_weather(city="Paris", days=[1, 2])'
    assert function_results.in_words(TIME) == "get_time()"
    assert function_results.in_words(FunctionCall(name="f", arguments='{"a"')) == "f(…)"
    long = function_results.in_words(FunctionCall(name="f", arguments=json.dumps({"a": "x" * 999})))
    assert len(long) < 80
