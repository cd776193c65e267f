"""The bodies of Google's page on streaming interactions, value for value, from our options
(004-1 to 004-8)."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_desktop.core.events import ToolResult
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.request import FunctionDeclaration
from gemini_desktop.core.transcript import Step, Turn
from tests.core.protocols.building import body, built, profile

FLASH = "gemini-3-flash-preview"
PARAMETERS = {
    "type": "object",
    "properties": {
        "location": {
            "type": "string",
            "description": "The city and state, e.g. San Francisco, CA",
        }
    },
    "required": ["location"],
}
WEATHER = FunctionDeclaration(
    name="get_weather",
    description="Get the current weather in a given location",
    parameters=PARAMETERS,
)
WEATHER_TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "Get the current weather in a given location",
    "parameters": PARAMETERS,
}
MOUNTAIN = "Search what it the largest mountain in Europe and what the weather is there right now?"
STORY = (
    "Search for the history of the Colosseum and write a short illustrated story about a "
    "gladiator named Marcus. Interleave text and generated images."
)
COUNT: dict[str, Any] = {"model": FLASH, "input": "Count to from 1 to 25.", "stream": True}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "count": ({}, COUNT),
    "weather": (
        {"functions": (WEATHER,)},
        {
            "model": FLASH,
            "input": "What is the weather in Paris right now?",
            "stream": True,
            "tools": [WEATHER_TOOL],
        },
    ),
    "mountain": (
        {"google_search": True, "functions": (WEATHER,)},
        {
            "model": FLASH,
            "input": MOUNTAIN,
            "stream": True,
            "tools": [{"type": "google_search"}, WEATHER_TOOL],
        },
    ),
    "divisor": (
        {"include_thoughts": True},
        {
            "model": FLASH,
            "input": "What is the greatest common divisor of 1071 and 462?",
            "stream": True,
            "generation_config": {"thinking_summaries": "auto"},
        },
    ),
    "research": (
        {"include_thoughts": True},
        {
            "agent": "deep-research-preview-04-2026",
            "input": "Research the latest advances in quantum computing.",
            "stream": True,
            "background": True,
            "agent_config": {"type": "deep-research", "thinking_summaries": "auto"},
        },
    ),
    "story": (
        {
            "google_search_types": ("web_search", "image_search"),
            "include_thoughts": True,
            "response_modalities": ("text", "image"),
        },
        {
            "model": "gemini-3.1-flash-image-preview",
            "input": STORY,
            "stream": True,
            "tools": [{"type": "google_search", "search_types": ["web_search", "image_search"]}],
            "generation_config": {"thinking_summaries": "auto"},
            "response_format": [{"type": "text"}, {"type": "image"}],
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_sample_is_what_its_options_give(name: str) -> None:
    options, wanted = CASES[name]
    asked = profile("interactions", model=wanted.get("model") or wanted["agent"])
    assert body(built(asked, wanted["input"], **options)) == wanted


def test_the_second_turn_brings_the_result_alone() -> None:
    answer = Turn(
        role="model",
        steps=[Step(index=0, kind="function_call", raw={}, contents=[])],
        interaction_id="v1_first",
        outcome=Outcome(kind="awaiting"),
    )
    answer.steps[0].contents.append(ToolResult(kind="google_search_result"))
    value = {"content": [{"type": "text", "text": '{"weather": "Sunny and 22°C"}'}]}
    result = ToolResult(kind="function_result", name="get_weather", call_id="CALL_ID", result=value)
    given = Turn(role="user", steps=[Step(index=0, kind="user_input", contents=[result])])
    asked = profile("interactions", model=FLASH)
    assert body(built(asked, "What is the weather in Paris right now?", answer, given)) == {
        "model": FLASH,
        "previous_interaction_id": "v1_first",
        "stream": True,
        "input": [
            {
                "type": "function_result",
                "name": "get_weather",
                "call_id": "CALL_ID",
                "result": value,
            }
        ],
    }


def test_not_streamed_says_nothing_of_a_stream() -> None:
    request = built(profile("interactions", model=FLASH), COUNT["input"], stream=False)
    assert body(request) == {"model": FLASH, "input": COUNT["input"]}
    assert dict(request.headers)["Accept"] == "application/json"


def test_what_the_server_does_not_keep_is_sent_whole_and_continued_whole() -> None:
    """`store: false`: the original input goes again with the token, and no id to follow."""
    answer = Turn(
        role="model",
        steps=[Step(index=0, kind="model_output", raw={})],
        interaction_id="v1_first",
        continuation_token="tok",
    )
    asked = profile("interactions", model=FLASH)
    got = body(built(asked, "Tell all.", answer, store=False))
    assert got == {
        "model": FLASH,
        "input": "Tell all.",
        "stream": True,
        "continuation_token": "tok",
        "store": False,
    }
