"""Every option reaches the wire in each protocol's own words, or is named as left out."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.protocols import carrying
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import FunctionDeclaration, HttpRequest, Options
from tests.core.protocols.building import body, built, profile

WEATHER = FunctionDeclaration(
    name="get_weather",
    description="The weather at a place",
    parameters={"type": "object", "properties": {"place": {"type": "string"}}},
)
SCHEMA = {"type": "object", "properties": {"answer": {"type": "integer"}}}
SAMPLES: dict[str, Any] = {
    "system_instruction": "Be brief.",
    "temperature": 0.0,
    "top_p": 0.9,
    "top_k": 40,
    "max_output_tokens": 1024,
    "candidate_count": 2,
    "seed": 7,
    "stop_sequences": ("END",),
    "thinking_level": "low",
    "thinking_budget": 0,
    "include_thoughts": False,
    "google_search": True,
    "response_modalities": ("text", "image"),
    "presence_penalty": 0.5,
    "frequency_penalty": -0.5,
    "response_logprobs": True,
    "logprobs": 5,
    "response_mime_type": "application/json",
    "response_schema": SCHEMA,
    "response_format": ({"type": "text"},),
    "media_resolution": "low",
    "image_aspect_ratio": "16:9",
    "image_size": "2K",
    "speech_voice": "Kore",
    "speech_language": "de-DE",
    "speakers": {"Ann": "Kore", "Bob": "Puck"},
    "audio_timestamp": True,
    "safety_settings": {"harassment": "block_none", "HARM_CATEGORY_JAILBREAK": "OFF"},
    "google_search_types": ("web_search", "image_search"),
    "url_context": True,
    "code_execution": True,
    "google_maps": True,
    "functions": (WEATHER,),
    "tools": ({"type": "mcp_server", "url": "https://example.test/mcp"},),
    "function_calling": "any",
    "allowed_functions": ("get_weather",),
    "tool_config": {"retrievalConfig": {"languageCode": "de"}},
    "cached_content": "cachedContents/1",
    "labels": {"team": "blue"},
    "service_tier": "flex",
    "store": False,
    "background": True,
    "agent_config": {"visualization": "off"},
    "environment": "env_1",
    "stream": False,
    "raw": {"x": 1},
}
NAMES: tuple[ProtocolName, ...] = get_args(ProtocolName)
FIELDS = [field.name for field in msgspec.structs.fields(Options)]


def request(protocol: ProtocolName, model: str = "gemini-3.8-flash", **options: Any) -> HttpRequest:
    return built(profile(protocol, model=model), "Hi", **options)


def left_out(protocol: ProtocolName, model: str = "gemini-3.8-flash", **options: Any) -> list[str]:
    return PROTOCOLS[protocol].left_out(profile(protocol, model=model), Options(**options))


def test_each_option_has_a_sample() -> None:
    assert set(SAMPLES) == set(FIELDS)
    assert carrying.set_fields(Options(**SAMPLES)) == FIELDS


@pytest.mark.parametrize("model", ["gemini-3.8-flash", "deep-research-preview-04-2026"])
@pytest.mark.parametrize("protocol", NAMES)
@pytest.mark.parametrize("field", FIELDS)
def test_an_option_is_sent_or_named(protocol: ProtocolName, field: str, model: str) -> None:
    """Neither silently dropped, nor named although it was sent."""
    options = {field: SAMPLES[field]}
    if field == "allowed_functions":
        options["function_calling"] = "any"
        without = request(protocol, model, function_calling="any")
    else:
        without = request(protocol, model)
    if field == "background" and model.startswith("deep"):
        options = {"background": False}  # True is what an agent has anyway
    sent = request(protocol, model, **options) != without
    assert sent is (field not in left_out(protocol, model, **options))


def test_nothing_is_sent_that_was_not_set() -> None:
    text = {"role": "user", "parts": [{"text": "Hi"}]}
    assert body(request("generate-content")) == {"contents": [text]}
    assert body(request("interactions")) == {
        "model": "gemini-3.8-flash",
        "input": "Hi",
        "stream": True,
    }
    assert body(request("chat-completions")) == {
        "model": "gemini-3.8-flash",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_all_in_the_words_of_generate_content() -> None:
    options = SAMPLES | {"thinking_budget": None, "raw": {}, "speech_voice": ""}
    sent = request("generate-content", **options)
    assert sent.url == "https://example.test/v1beta/models/gemini-3.8-flash:generateContent"
    assert dict(sent.headers)["Accept"] == "application/json"
    got = body(sent)
    assert got.pop("contents")
    assert got == {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "tools": [
            {"googleSearch": {"searchTypes": {"webSearch": {}, "imageSearch": {}}}},
            {"urlContext": {}},
            {"codeExecution": {}},
            {"googleMaps": {}},
            {
                "functionDeclarations": [
                    {
                        "name": "get_weather",
                        "description": "The weather at a place",
                        "parametersJsonSchema": WEATHER.parameters,
                    }
                ]
            },
            {"type": "mcp_server", "url": "https://example.test/mcp"},
        ],
        "toolConfig": {
            "functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["get_weather"]},
            "retrievalConfig": {"languageCode": "de"},
        },
        "safetySettings": [
            {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"},
            {"category": "HARM_CATEGORY_JAILBREAK", "threshold": "OFF"},
        ],
        "generationConfig": {
            "temperature": 0.0,
            "topP": 0.9,
            "topK": 40,
            "candidateCount": 2,
            "maxOutputTokens": 1024,
            "stopSequences": ["END"],
            "seed": 7,
            "presencePenalty": 0.5,
            "frequencyPenalty": -0.5,
            "responseLogprobs": True,
            "logprobs": 5,
            "responseMimeType": "application/json",
            "responseJsonSchema": SCHEMA,
            "responseModalities": ["TEXT", "IMAGE"],
            "mediaResolution": "MEDIA_RESOLUTION_LOW",
            "audioTimestamp": True,
            "speechConfig": {
                "languageCode": "de-DE",
                "multiSpeakerVoiceConfig": {
                    "speakerVoiceConfigs": [
                        {
                            "speaker": "Ann",
                            "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
                        },
                        {
                            "speaker": "Bob",
                            "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Puck"}},
                        },
                    ]
                },
            },
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
            "thinkingConfig": {"includeThoughts": False, "thinkingLevel": "LOW"},
        },
        "cachedContent": "cachedContents/1",
        "labels": {"team": "blue"},
        "serviceTier": "flex",
        "store": False,
    }


def test_all_in_the_words_of_interactions() -> None:
    got = body(request("interactions", **SAMPLES | {"raw": {}, "speech_voice": ""}))
    assert got == {
        "model": "gemini-3.8-flash",
        "input": "Hi",
        "background": True,
        "system_instruction": "Be brief.",
        "tools": [
            {"type": "google_search", "search_types": ["web_search", "image_search"]},
            {"type": "url_context"},
            {"type": "code_execution"},
            {"type": "google_maps"},
            {
                "type": "function",
                "name": "get_weather",
                "description": "The weather at a place",
                "parameters": WEATHER.parameters,
            },
            {"type": "mcp_server", "url": "https://example.test/mcp"},
        ],
        "response_format": [
            {"type": "text", "mime_type": "application/json", "schema": SCHEMA},
            {"type": "image", "aspect_ratio": "16:9", "image_size": "2K"},
        ],
        "service_tier": "flex",
        "safety_settings": [
            {"type": "harassment", "threshold": "block_none"},
            {"type": "jailbreak", "threshold": "off"},
        ],
        "labels": {"team": "blue"},
        "environment": "env_1",
        "store": False,
        "generation_config": {
            "temperature": 0.0,
            "top_p": 0.9,
            "max_output_tokens": 1024,
            "seed": 7,
            "stop_sequences": ["END"],
            "thinking_level": "low",
            "thinking_summaries": "none",
            "tool_choice": {"allowed_tools": {"mode": "any", "tools": ["get_weather"]}},
            "speech_config": [
                {"voice": "Kore", "language": "de-DE", "speaker": "Ann"},
                {"voice": "Puck", "language": "de-DE", "speaker": "Bob"},
            ],
        },
        "cached_content": "cachedContents/1",
    }


def test_all_in_the_words_of_chat_completions() -> None:
    options = SAMPLES | {"thinking_budget": None, "raw": {}, "response_format": ()}
    got = body(request("chat-completions", **options))
    assert got.pop("messages")[0] == {"role": "system", "content": "Be brief."}
    assert got == {
        "model": "gemini-3.8-flash",
        "temperature": 0.0,
        "top_p": 0.9,
        "max_tokens": 1024,
        "n": 2,
        "seed": 7,
        "stop": ["END"],
        "presence_penalty": 0.5,
        "frequency_penalty": -0.5,
        "logprobs": True,
        "top_logprobs": 5,
        "modalities": ["text", "image"],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": SCHEMA},
        },
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "get_weather",
                    "description": "The weather at a place",
                    "parameters": WEATHER.parameters,
                },
            },
            {"type": "mcp_server", "url": "https://example.test/mcp"},
        ],
        "tool_choice": {"type": "function", "function": {"name": "get_weather"}},
        "service_tier": "flex",
        "extra_body": {
            "google": {
                "thinking_config": {"include_thoughts": False, "thinking_level": "low"},
                "safety_settings": [
                    {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"},
                    {"category": "HARM_CATEGORY_JAILBREAK", "threshold": "OFF"},
                ],
                "cached_content": "cachedContents/1",
            }
        },
        "web_search_options": {},
    }


def test_a_word_for_some_values_only() -> None:
    assert left_out("chat-completions", function_calling="validated") == ["function_calling"]
    assert left_out("chat-completions", function_calling="any") == []
    assert left_out("chat-completions", response_mime_type="text/x.enum") == ["response_mime_type"]
    assert left_out("chat-completions", allowed_functions=("a", "b")) == ["allowed_functions"]
    assert left_out("interactions", allowed_functions=("a",)) == ["allowed_functions"]
    assert left_out("interactions", "antigravity-preview-09-2026", include_thoughts=True) == [
        "include_thoughts"
    ]


def test_the_format_follows_from_the_type() -> None:
    for mime, kind in (("application/json", "json_object"), ("text/plain", "text")):
        got = body(request("chat-completions", response_mime_type=mime))
        assert got["response_format"] == {"type": kind}
    got = body(request("generate-content", response_schema=SCHEMA))
    assert got["generationConfig"]["responseMimeType"] == "application/json"


def test_an_agent_is_told_apart() -> None:
    got = body(request("interactions", "antigravity-preview-09-2026", temperature=1.0))
    assert got["agent"] == "antigravity-preview-09-2026"
    assert got["agent_config"] == {"type": "antigravity"}
    assert not got.keys() & {"model", "generation_config"}
    agent = "deep-research-preview-04-2026"
    assert left_out("interactions", agent, temperature=1.0) == ["temperature"]
    got = body(request("interactions", agent, background=False, agent_config={"x": 1}))
    assert got["background"] is False
    assert got["agent_config"] == {"type": "deep-research", "x": 1}


def test_a_misspelt_name_is_found_at_once() -> None:
    with pytest.raises(ValueError, match="temprature"):
        carrying.carried("temprature")
    with pytest.raises(ValueError, match="temprature"):
        carrying.all_but("temprature")
