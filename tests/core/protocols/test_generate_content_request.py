"""Golden bodies of generateContent."""

import pytest

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.events import Media, ToolResult
from gemini_desktop.core.transcript import Step, Turn, prompt
from tests.core.protocols.building import HEADERS, answered, body, built, profile

SIGNATURE = "Z2VtaW5pLWRlc2t0b3Agc2FtcGxlIHNpZ25hdHVyZSAwMSAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="


def test_a_prompt_and_nothing_else() -> None:
    request = built(profile(), "你好")
    assert request.method == "POST"
    assert request.url == (
        "https://example.test/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
    )
    assert request.headers == HEADERS
    assert request.body == '{"contents":[{"role":"user","parts":[{"text":"你好"}]}]}'.encode()


def test_without_event_stream_no_alt_is_asked_for() -> None:
    assert built(profile(event_stream=False), "hi").url.endswith(":streamGenerateContent")


def test_options_are_sent_only_where_set() -> None:
    request = built(
        profile(),
        "hi",
        system_instruction="Be brief.",
        temperature=0.0,
        top_p=0.9,
        top_k=40,
        max_output_tokens=3000,
        candidate_count=2,
        seed=0,
        stop_sequences=("END",),
        thinking_level="low",
        include_thoughts=True,
        google_search=True,
        response_modalities=("text", "IMAGE"),
    )
    assert body(request) == {
        "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "tools": [{"googleSearch": {}}],
        "generationConfig": {
            "temperature": 0.0,
            "topP": 0.9,
            "topK": 40,
            "candidateCount": 2,
            "maxOutputTokens": 3000,
            "stopSequences": ["END"],
            "seed": 0,
            "responseModalities": ["TEXT", "IMAGE"],
            "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "LOW"},
        },
    }


def test_a_budget_of_zero_is_a_budget() -> None:
    config = body(built(profile(), "hi", thinking_budget=0))["generationConfig"]
    assert config == {"thinkingConfig": {"thinkingBudget": 0}}


def test_a_level_and_a_budget_contradict_each_other() -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(profile(), "hi", thinking_budget=5, thinking_level="low")
    assert "budget" in caught.value.failure.message
    assert caught.value.failure.advice


def test_raw_options_are_sent_untouched() -> None:
    raw = {"generation_config": {"top_p": 0.9}, "contents": [{"parts": [{"text": "as typed"}]}]}
    assert body(built(profile(), "hi", raw=raw)) == raw


def test_attachments_come_before_the_text() -> None:
    picture = Media(kind="image", mime_type="image/png", data="iVBORw0=")
    film = Media(kind="video", mime_type="video/mp4", uri="gs://bucket/film.mp4")
    (content,) = body(built(profile(), prompt("What is it?", [picture, film])))["contents"]
    assert content["parts"] == [
        {"inlineData": {"mimeType": "image/png", "data": "iVBORw0="}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://bucket/film.mp4"}},
        {"text": "What is it?"},
    ]


def test_model_parts_go_back_as_they_came_with_their_signatures() -> None:
    contents = body(built(profile(), "gcd?", answered("02"), "thanks"))["contents"]
    assert [content["role"] for content in contents] == ["user", "model", "user"]
    thought, text, signed = contents[1]["parts"]
    assert thought["thought"] is True
    assert thought["text"].startswith("**Setting up Euclid**")
    assert text == {"text": "The greatest common divisor is **21**."}
    assert signed == {"text": "", "thoughtSignature": SIGNATURE}


def test_a_streamed_call_goes_back_whole_and_signed() -> None:
    contents = body(built(profile(), "book", answered("07"), "go on"))["contents"]
    (part,) = contents[1]["parts"]
    assert part["thoughtSignature"] == SIGNATURE
    assert part["functionCall"]["name"] == "book_table"
    assert part["functionCall"]["args"]["notes"] == [{"text": "window seat"}]


def test_parallel_calls_and_their_results() -> None:
    results = [
        ToolResult(kind="function_result", call_id="fc_7d1", name="get_weather", result={"c": 20}),
        ToolResult(kind="function_result", call_id="fc_7d2", name="get_weather", result="rain"),
        ToolResult(
            kind="function_result", call_id="fc_7d3", name="get_time", result="?", is_error=True
        ),
    ]
    user = Turn(role="user", steps=[Step(index=0, kind="user_input", contents=[*results])])
    contents = body(built(profile(), "weather?", answered("08"), user))["contents"]
    calls = contents[1]["parts"]
    assert [part["functionCall"]["id"] for part in calls] == ["fc_7d1", "fc_7d2", "fc_7d3"]
    assert [part.get("thoughtSignature") for part in calls] == [SIGNATURE, None, None]
    assert contents[2] == {
        "role": "user",
        "parts": [
            {"functionResponse": {"id": "fc_7d1", "name": "get_weather", "response": {"c": 20}}},
            {
                "functionResponse": {
                    "id": "fc_7d2",
                    "name": "get_weather",
                    "response": {"result": "rain"},
                }
            },
            {"functionResponse": {"id": "fc_7d3", "name": "get_time", "response": {"error": "?"}}},
        ],
    }


def test_a_generated_picture_goes_back_signed() -> None:
    parts = body(built(profile(), "draw", answered("04"), "bigger"))["contents"][1]["parts"]
    assert parts[1]["inlineData"]["mimeType"] == "image/png"
    assert parts[1]["thoughtSignature"] == SIGNATURE


def test_empty_parts_of_gateways_are_not_sent_back() -> None:
    contents = body(built(profile(), "cat", answered("19"), "more"))["contents"]
    assert contents[1]["parts"] == [{"text": "小猫坐在窗边，看着雨滴慢慢滑下玻璃。"}]


def test_one_candidate_goes_back() -> None:
    contents = body(built(profile(), "two", answered("03"), "more"))["contents"]
    assert contents[1]["parts"] == [{"text": "A: red maple leaves"}]


def test_roles_alternate_where_an_answer_failed() -> None:
    blocked = answered("11")
    contents = body(built(profile(), "one", blocked, "two"))["contents"]
    assert contents == [{"role": "user", "parts": [{"text": "one"}, {"text": "two"}]}]


def test_an_answer_of_another_protocol_goes_back_as_text_and_calls() -> None:
    turn = answered("17", "chat-completions")
    parts = body(built(profile(), "weather", turn, "and?"))["contents"][1]["parts"]
    assert parts == [
        {"text": "Checking the weather now."},
        {
            "functionCall": {
                "id": "function-call-8812",
                "name": "get_weather",
                "args": {"city": "Lisbon"},
            }
        },
        {
            "functionCall": {
                "id": "function-call-8813",
                "name": "get_weather",
                "args": {"city": "Oslo"},
            }
        },
    ]


def test_nothing_to_send_is_said_before_it_is_sent() -> None:
    with pytest.raises(ConfigurationError, match="nothing to send"):
        built(profile())


def test_a_lone_surrogate_does_not_stop_the_prompt() -> None:
    assert built(profile(), "a\ud800b").body.decode() == (
        '{"contents":[{"role":"user","parts":[{"text":"a?b"}]}]}'
    )


def test_an_answer_with_more_to_say_is_asked_to_go_on_with_the_same_request() -> None:
    said = answered("01", continuation_token="tok")
    assert body(built(profile(), "story", said)) == {
        "contents": [{"role": "user", "parts": [{"text": "story"}]}],
        "continuationToken": "tok",
    }
    assert "continuationToken" not in body(built(profile(), "story", said, "stop"))
