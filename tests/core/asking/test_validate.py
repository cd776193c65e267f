"""Options out of their range are found before they are sent; what is not known is let through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop import resources
from gemini_desktop.core.asking.models import Model, ModelTable, Thinking, parsed
from gemini_desktop.core.asking.validate import problems
from gemini_desktop.core.request import FunctionDeclaration, Options

TABLE = parsed(resources.path("models.json").read_bytes())
NAN = float("nan")


def fields(model: str = "", **options: Any) -> list[str]:
    return [problem.field for problem in problems(Options(**options), TABLE.find(model))]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("temperature", [0.0, 1.0, 2.0], [-0.1, 2.1, NAN]),
        ("top_p", [0.0, 0.95, 1.0], [-0.1, 1.1]),
        ("top_k", [1, 64], [0]),
        ("max_output_tokens", [1, 65536], [0]),
        ("candidate_count", [1, 8], [0, 9]),
        ("logprobs", [0, 20], [-1, 21]),
        ("seed", [0, -1, 2**31 - 1], [2**31]),
        ("presence_penalty", [-2.0, 1.99], [-2.1, 2.0]),
        ("frequency_penalty", [-2.0, 1.99], [-2.1, 2.0]),
        ("thinking_budget", [-1, 0, 1024], [-2]),
        ("stop_sequences", [("a",) * 5], [("a",) * 6, ("",)]),
        ("image_size", ["512", "4K"], ["3K"]),
        ("image_aspect_ratio", ["16:9", "1:8"], ["7:5"]),
        ("service_tier", ["flex", "deferred"], ["cheap"]),
        ("response_modalities", [("TEXT", "image")], [("smell",)]),
        ("safety_settings", [{"harassment": "off"}], [{"harassment": "maybe"}]),
        ("speakers", [{"A": "Kore", "B": "Puck"}], [{"A": "Kore"}]),
        ("functions", [(FunctionDeclaration(name="f"),)], [(FunctionDeclaration(name=""),)]),
        ("labels", [{"a": "b" * 63}], [{"a": "b" * 64}]),
    ],
)
def test_ranges_that_hold_for_all(field: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        assert fields(**{field: value}) == []
    for value in bad:
        found = problems(Options(**{field: value}))
        assert [problem.field for problem in found] == [field]
        assert found[0].message.endswith(".")


@pytest.mark.parametrize(
    ("model", "good", "bad"),
    [
        ("gemini-2.5-pro", [-1, 128, 32768], [0, 127, 32769]),
        ("gemini-2.5-flash", [-1, 0, 1, 24576], [24577]),
        ("models/gemini-2.5-flash-lite", [-1, 0, 512, 24576], [1, 511, 24577]),
        ("google/gemini-2.5-pro", [128], [127]),
    ],
)
def test_budgets_by_family(model: str, good: list[int], bad: list[int]) -> None:
    for budget in good:
        assert fields(model, thinking_budget=budget) == []
    for budget in bad:
        assert fields(model, thinking_budget=budget) == ["thinking_budget"]


@pytest.mark.parametrize(
    ("model", "good", "bad"),
    [
        ("gemini-3.5-flash", ["minimal", "low", "medium", "high"], ["xhigh"]),
        ("gemini-3-flash-preview", ["minimal", "high"], ["xhigh"]),
        ("gemini-3.1-pro-preview", ["low", "high"], ["minimal"]),
        ("gemini-3.7-flash", ["low", "medium", "high"], ["minimal"]),
        ("gemini-3.8-flash", ["low"], ["minimal"]),
        ("gemini-4-argon", ["high"], ["minimal", "xhigh"]),
        ("gemini-2.5-flash", [], ["low"]),
    ],
)
def test_levels_by_family(model: str, good: list[Any], bad: list[Any]) -> None:
    for level in good:
        assert fields(model, thinking_level=level) == []
    for level in bad:
        assert fields(model, thinking_level=level) == ["thinking_level"]


def test_a_row_that_no_document_confirms_refuses_nothing() -> None:
    assert fields("gemini-4-carbon", thinking_level="minimal") == []
    assert fields("somebody-elses-model", thinking_level="xhigh", thinking_budget=None) == []


def test_a_level_beside_a_budget() -> None:
    assert fields(thinking_level="low", thinking_budget=0) == ["thinking_budget"]


def test_more_tokens_than_the_model_gives() -> None:
    assert fields("gemini-2.5-pro", max_output_tokens=65537) == ["max_output_tokens"]
    assert fields("gemini-4-argon", max_output_tokens=1_000_000) == []
    assert fields("gemini-4-carbon", max_output_tokens=10**9) == []


def test_a_voice_beside_speakers() -> None:
    assert fields(speech_voice="Kore", speakers={"A": "x", "B": "y"}) == ["speech_voice"]


def test_raw_is_not_looked_at() -> None:
    assert fields("gemini-2.5-pro", raw={"generationConfig": {"temperature": 99}}) == []


def test_the_words_name_what_would_do() -> None:
    found = problems(Options(thinking_budget=1), TABLE.find("gemini-2.5-flash-lite"))
    assert found[0].message == (
        "gemini-2.5-flash-lite takes 512 to 24,576 tokens, -1 (dynamic), 0 (off)."
    )


def test_each_row_of_the_table_is_read() -> None:
    assert len(TABLE.models) > 30
    assert all(model.id and model.name for model in TABLE.models)
    assert ModelTable().find("gemini-2.5-pro") is None


@given(
    st.integers(-5, 40000),
    st.integers(0, 600),
    st.integers(600, 30000),
    st.booleans(),
    st.booleans(),
)
def test_a_budget_fits_or_the_sentence_says_why(
    budget: int, low: int, high: int, dynamic: bool, can_be_off: bool
) -> None:
    thinking = Thinking(control="budget", min=low, max=high, dynamic=dynamic, can_be_off=can_be_off)
    found = problems(Options(thinking_budget=budget), Model(id="m", thinking=thinking))
    allowed = (
        max(low, 1) <= budget <= high or (budget == -1 and dynamic) or (budget == 0 and can_be_off)
    )
    assert (not found) is allowed
