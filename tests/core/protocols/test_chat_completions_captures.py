"""Every Chat Completions capture means what its text says, however it was cut into reads."""

import pytest

from gemini_desktop.core import arguments
from gemini_desktop.core.events import FunctionCall
from tests.core.reading import found, kinds, outcome, turn

SIGNATURE = "Z2VtaW5pLWRlc2t0b3Agc2FtcGxlIHNpZ25hdHVyZSAwMSAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_thought_tags_and_calls_without_numbers(seed: int | None) -> None:
    said = turn("17", seed=seed)
    assert kinds(said) == ["thought", "model_output", "function_call", "function_call"]
    assert said.thought_text == "I should look up both cities."
    assert said.text == "Checking the weather now."
    first, second = found(said, FunctionCall)
    assert (first.id, first.name, arguments.value(first)) == (
        "function-call-8812",
        "get_weather",
        {"city": "Lisbon"},
    )
    assert first.extra == {"google": {"thought_signature": SIGNATURE}}
    assert (second.id, arguments.value(second), second.extra) == (
        "function-call-8813",
        {"city": "Oslo"},
        None,
    )
    assert [(s.id, s.name) for s in said.steps[2:]] == [
        ("function-call-8812", "get_weather"),
        ("function-call-8813", "get_weather"),
    ]
    assert outcome(said) == ("complete", "stop")
    usage = said.usage
    assert usage is not None
    assert (usage.input, usage.output, usage.total) == (81, 47, 271)
    assert (usage.thoughts, usage.cached) == (143, 0)
    assert (said.model, said.interaction_id) == ("gemini-3.8-flash", "S7Utad-9Lp6i1MkPkq7sAQ")


def test_text_on_vertex() -> None:
    said = turn("18")
    assert kinds(said) == ["model_output"]
    assert said.text == "The sky is blue due to **Rayleigh scattering**."
    assert outcome(said) == ("complete", "stop")
    assert said.usage is not None
    assert said.usage.total == 18
    assert said.usage.raw["extra_properties"] == {"google": {"traffic_type": "ON_DEMAND"}}


def test_an_error_in_the_stream_keeps_what_came() -> None:
    said = turn("18b")
    assert said.text == "Half an ans"
    assert outcome(said) == ("failed", "unavailable")
