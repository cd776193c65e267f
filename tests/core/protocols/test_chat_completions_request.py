"""Golden bodies of Chat Completions."""

from typing import Any

import pytest

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.events import Media, ToolResult
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Step, Turn, prompt
from tests.core.protocols.building import HEADERS, answered, body, built
from tests.core.protocols.building import profile as any_profile

SIGNATURE = "Z2VtaW5pLWRlc2t0b3Agc2FtcGxlIHNpZ25hdHVyZSAwMSAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="


def profile(**fields: Any) -> Profile:
    base = "https://example.test/v1beta/openai/"
    return any_profile("chat-completions", **{"base_url": base, **fields})


def test_a_prompt() -> None:
    request = built(profile(model="google/gemini-1.5-flash-002"), "hi")
    assert request.url == "https://example.test/v1beta/openai/chat/completions"
    assert request.headers == HEADERS
    assert request.body == (
        b'{"model":"google/gemini-1.5-flash-002","messages":[{"role":"user","content":"hi"}],'
        b'"stream":true,"stream_options":{"include_usage":true}}'
    )


def test_options() -> None:
    request = built(
        profile(),
        "hi",
        system_instruction="Be brief.",
        temperature=0.7,
        top_p=0.9,
        top_k=40,
        max_output_tokens=100,
        candidate_count=2,
        seed=7,
        stop_sequences=("END",),
        thinking_level="low",
        google_search=True,
        response_modalities=("TEXT", "IMAGE"),
    )
    assert body(request) == {
        "model": "gemini-3.8-flash",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "hi"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 100,
        "n": 2,
        "seed": 7,
        "stop": ["END"],
        "modalities": ["text", "image"],
        "reasoning_effort": "low",
        "web_search_options": {},
    }


def test_thoughts_are_asked_for_in_googles_words_never_in_both() -> None:
    request = body(built(profile(), "hi", include_thoughts=True, thinking_level="low"))
    assert "reasoning_effort" not in request
    assert request["extra_body"] == {
        "google": {"thinking_config": {"include_thoughts": True, "thinking_level": "low"}}
    }
    budget = body(built(profile(), "hi", thinking_budget=0))
    assert budget["extra_body"] == {"google": {"thinking_config": {"thinking_budget": 0}}}
    with pytest.raises(ConfigurationError, match="budget"):
        built(profile(), "hi", thinking_budget=1, thinking_level="low")


def test_attachments() -> None:
    media = [
        Media(kind="image", mime_type="image/png", data="iVBORw0="),
        Media(kind="image", mime_type="", uri="gs://bucket/a.png"),
        Media(kind="audio", mime_type="audio/wav", data="UklGRg=="),
    ]
    (message,) = body(built(profile(), prompt("What?", media)))["messages"]
    assert message["content"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0="}},
        {"type": "image_url", "image_url": {"url": "gs://bucket/a.png"}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "text", "text": "What?"},
    ]


def test_calls_go_back_with_their_signature_and_results_after_them() -> None:
    results = [
        ToolResult(kind="function_result", call_id="function-call-8812", result={"c": 20}),
        ToolResult(kind="function_result", call_id="function-call-8813", result="rain"),
    ]
    user = Turn(role="user", steps=[Step(index=0, kind="user_input", contents=[*results])])
    turn = answered("17", "chat-completions")
    assert body(built(profile(), "weather?", turn, user))["messages"] == [
        {"role": "user", "content": "weather?"},
        {
            "role": "assistant",
            "content": "Checking the weather now.",
            "tool_calls": [
                {
                    "id": "function-call-8812",
                    "type": "function",
                    "function": {"name": "get_weather", "arguments": '{"city":"Lisbon"}'},
                    "extra_content": {"google": {"thought_signature": SIGNATURE}},
                },
                {
                    "id": "function-call-8813",
                    "type": "function",
                    "function": {"name": "get_weather", "arguments": '{"city":"Oslo"}'},
                },
            ],
        },
        {"role": "tool", "tool_call_id": "function-call-8812", "content": '{"c": 20}'},
        {"role": "tool", "tool_call_id": "function-call-8813", "content": "rain"},
    ]


def test_answers_go_back_as_text() -> None:
    turn = answered("18", "chat-completions")
    messages = body(built(profile(), "sky?", turn, "why?"))["messages"]
    assert messages[1] == {
        "role": "assistant",
        "content": "The sky is blue due to **Rayleigh scattering**.",
    }


def test_a_streamed_call_of_vertex_goes_back_whole() -> None:
    messages = body(built(profile(), "book", answered("07"), "go on"))["messages"]
    (call,) = messages[1]["tool_calls"]
    assert call["function"]["name"] == "book_table"
    assert '"guests": 4' in call["function"]["arguments"]


def test_roles_alternate_where_an_answer_failed() -> None:
    messages = body(built(profile(), "one", answered("39"), "two"))["messages"]
    assert messages == [{"role": "user", "content": "one\n\ntwo"}]


def test_nothing_to_send_is_said_before_it_is_sent() -> None:
    with pytest.raises(ConfigurationError, match="nothing to send"):
        built(profile(), system_instruction="Be brief.")
