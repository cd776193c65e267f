"""Golden bodies of the Interactions API."""

from typing import Any

import pytest

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.events import Media, ToolResult
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Step, Turn, prompt
from tests.core.protocols.building import HEADERS, answered, body, built
from tests.core.protocols.building import profile as any_profile

SIGNATURE = "Z2VtaW5pLWRlc2t0b3Agc2FtcGxlIHNpZ25hdHVyZSAwMSAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="
PICTURE = Media(kind="image", mime_type="image/png", data="iVBORw0=")


def profile(**fields: Any) -> Profile:
    return any_profile("interactions", **fields)


def answer(name: str, **fields: Any) -> Turn:
    return answered(name, "interactions", **fields)


def test_a_prompt_is_a_string() -> None:
    request = built(profile(model="gemini-3-flash-preview"), "Count from 1 to 25.")
    assert (request.method, request.url) == ("POST", "https://example.test/v1beta/interactions")
    assert request.headers == HEADERS
    assert request.body == (
        b'{"model":"gemini-3-flash-preview","input":"Count from 1 to 25.","stream":true}'
    )


def test_pictures_make_it_a_list_of_contents() -> None:
    linked = Media(kind="video", mime_type="video/mp4", uri="https://example.test/f.mp4")
    assert body(built(profile(), prompt("What?", [PICTURE, linked])))["input"] == [
        {"type": "image", "data": "iVBORw0=", "mime_type": "image/png"},
        {"type": "video", "uri": "https://example.test/f.mp4", "mime_type": "video/mp4"},
        {"type": "text", "text": "What?"},
    ]


def test_options_are_sent_only_where_set_and_known() -> None:
    request = built(
        profile(model="models/gemini-3.8-flash"),
        "hi",
        system_instruction="Be brief.",
        temperature=0.5,
        top_p=0.9,
        top_k=40,
        candidate_count=2,
        thinking_budget=1,
        max_output_tokens=100,
        seed=7,
        stop_sequences=("END",),
        thinking_level="high",
        include_thoughts=True,
        google_search=True,
        response_modalities=("TEXT", "image"),
    )
    assert body(request) == {
        "model": "gemini-3.8-flash",
        "generation_config": {
            "temperature": 0.5,
            "top_p": 0.9,
            "max_output_tokens": 100,
            "seed": 7,
            "stop_sequences": ["END"],
            "thinking_level": "high",
            "thinking_summaries": "auto",
        },
        "input": "hi",
        "stream": True,
        "system_instruction": "Be brief.",
        "tools": [{"type": "google_search"}],
        "response_format": [{"type": "text"}, {"type": "image"}],
    }


def test_agents_work_in_the_background() -> None:
    request = built(
        profile(model="deep-research-preview-04-2026"), "Tides.", include_thoughts=True, seed=7
    )
    assert body(request) == {
        "agent": "deep-research-preview-04-2026",
        "background": True,
        "agent_config": {"type": "deep-research", "thinking_summaries": "auto"},
        "input": "Tides.",
        "stream": True,
    }
    other = body(built(profile(model="antigravity-preview-09-2026"), "Fix.", include_thoughts=True))
    assert other["agent_config"] == {"type": "antigravity"}


def test_the_server_remembers_the_turns_before() -> None:
    request = built(profile(), "count", answer("20"), "go on")
    assert body(request) == {
        "model": "gemini-3.8-flash",
        "input": "go on",
        "stream": True,
        "previous_interaction_id": "v1_aGVsbG8wMQ",
    }


def test_the_result_of_a_call() -> None:
    value = {"content": [{"type": "text", "text": '{"weather": "Sunny"}'}]}
    result = ToolResult(
        kind="function_result", call_id="un6k8t18", name="get_weather", result=value
    )
    user = Turn(role="user", steps=[Step(index=0, kind="user_input", contents=[result])])
    assert body(built(profile(), "weather?", answer("24"), user)) == {
        "model": "gemini-3.8-flash",
        "input": [
            {
                "type": "function_result",
                "call_id": "un6k8t18",
                "name": "get_weather",
                "result": value,
            }
        ],
        "stream": True,
        "previous_interaction_id": "v1_aGVsbG8wNQ",
    }


def test_prompts_whose_answer_failed_go_with_the_next() -> None:
    request = body(built(profile(), "one", answer("20"), "two", answer("39"), "three"))
    assert request["previous_interaction_id"] == "v1_aGVsbG8wMQ"
    assert request["input"] == "two\n\nthree"
    assert body(built(profile(), "one", answer("39"), "two"))["input"] == "one\n\ntwo"


@pytest.mark.parametrize(
    "fields",
    [
        {"interaction_id": ""},
        {"profile": "another"},
        {"demo": True},
        {"outcome": Outcome(kind="cancelled")},
    ],
)
def test_what_the_server_does_not_know_is_sent_again(fields: dict[str, Any]) -> None:
    request = body(built(profile(), "count", answer("20", **fields), "go on"))
    assert "previous_interaction_id" not in request
    assert request["input"] == [
        {"type": "user_input", "content": [{"type": "text", "text": "count"}]},
        {"type": "thought", "signature": SIGNATURE},
        {
            "type": "model_output",
            "content": [{"type": "text", "text": "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."}],
        },
        {"type": "user_input", "content": [{"type": "text", "text": "go on"}]},
    ]


def test_tool_steps_go_back_as_they_stood() -> None:
    steps = body(built(profile(), "elbrus", answer("25", interaction_id=""), "more"))["input"]
    assert [step["type"] for step in steps][1:5] == [
        "google_search_call",
        "google_search_result",
        "url_context_call",
        "url_context_result",
    ]
    assert steps[1]["id"] == "gs_1"
    assert steps[1]["arguments"] == {"queries": ["highest mountain in Europe"]}
    assert steps[1]["signature"] == SIGNATURE
    assert steps[2]["call_id"] == "gs_1"
    assert steps[7]["server_name"] == "atlas"
    assert steps[7]["arguments"] == {"q": "Elbrus"}


def test_calls_thoughts_and_pictures_go_back() -> None:
    calls = body(built(profile(), "x", answer("24", interaction_id=""), "y"))["input"]
    assert calls[2] == {
        "type": "function_call",
        "id": "un6k8t18",
        "name": "get_weather",
        "arguments": {"location": "San Francisco, CA", "unit": "c"},
    }
    polled = body(built(profile(), "x", answer("26e", profile="another"), "y"))["input"]
    assert polled[1] == {
        "type": "thought",
        "summary": [{"type": "text", "text": "***Plan***"}],
        "signature": SIGNATURE,
    }
    assert len([step for step in polled if step["type"] == "user_input"]) == 2
    pictures = body(built(profile(), "x", answer("22", interaction_id=""), "y"))["input"]
    kinds = [item["type"] for item in pictures[1]["content"]]
    assert kinds == ["text", "image", "text"]
    assert pictures[3]["content"][1] == {
        "type": "image",
        "uri": "https://example.test/generated/noon.png",
        "mime_type": "image/png",
    }


def test_an_answer_of_another_protocol_is_no_interaction() -> None:
    request = body(built(profile(), "x", answered("08"), "y"))
    assert "previous_interaction_id" not in request
    assert request["input"][1] == {
        "type": "function_call",
        "id": "fc_7d1",
        "name": "get_weather",
        "arguments": {"city": "Lisbon"},
        "signature": SIGNATURE,
    }


def test_nothing_to_send_is_said_before_it_is_sent() -> None:
    for turns in ((), ("",)):
        with pytest.raises(ConfigurationError, match="nothing to send"):
            built(profile(), *turns)
    with pytest.raises(ConfigurationError, match="No model"):
        built(profile(model=" "), "hi")


def test_an_answer_with_more_to_say_is_asked_to_go_on_without_input() -> None:
    assert body(built(profile(model="gemini-4-argon"), "story", answer("29"))) == {
        "model": "gemini-4-argon",
        "stream": True,
        "previous_interaction_id": "v1_Y29udDAx",
        "continuation_token": "tok_end_1",
    }
    other = body(built(profile(), "story", answer("29"), "another"))
    assert "continuation_token" not in other
    assert other["input"] == "another"
