"""Over a real socket, every scenario in every protocol and framing: the same words come out."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from gemini_desktop.core.events import FunctionCall, Media
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.demo import tapes
from tests.net.demo_support import (
    ARRAY,
    CHAT,
    INTERACTIONS,
    MODEL,
    SSE,
    UNARY,
    contents,
    interaction,
    messages,
    read,
    with_client,
)

_VERTEX = "/v1beta1/projects/p/locations/global/publishers/google"
_PROMPTS = {
    "stream-guide": "read a stream",
    "kyoto": "kyoto",
    "seed1-story": "讲个300个字的故事",
    "seed2-sky": "why is the sky blue?",
    "seed3-learning": "machine learning",
    "seed4-count": "count",
    "seed4-divisor": "gcd",
    "seed4-mountain": "mountain",
    "seed4-research": "research",
    "seed4-story": "an illustrated story",
    "seed4-weather": "weather",
}
_WAYS: dict[str, tuple[str, Any]] = {
    "generate-content": (SSE, contents),
    "interactions": (INTERACTIONS, interaction),
    "chat-completions": (CHAT, messages),
}


def _text_of(name: str) -> str:
    tape = tapes.load(name)
    return read(b"".join(data for _, data in tape.reads), tape.protocol).text


def _count(turn: Turn, kind: type[Any]) -> int:
    return sum(isinstance(c, kind) for step in turn.steps for c in step.contents)


@pytest.mark.parametrize("protocol", _WAYS)
@pytest.mark.parametrize("name", _PROMPTS)
def test_each_scenario_is_whole_in_each_protocol(name: str, protocol: str) -> None:
    path, body = _WAYS[protocol]
    calls = name == "seed4-weather"
    pictures = {"stream-guide": 1, "seed4-story": 2}.get(name, 0)

    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(path, json=body(_PROMPTS[name]))
        assert response.headers["content-type"] == "text/event-stream"
        turn = read(response.content, protocol)
        assert turn.outcome is not None
        assert turn.outcome.kind in ({"awaiting", "complete"} if calls else {"complete"})
        assert not turn.outcome.notes
        assert _count(turn, FunctionCall) == calls
        if protocol == "chat-completions" and pictures:
            assert turn.text.count("image/jpeg: this protocol cannot carry it") == pictures
        else:
            assert turn.text == _text_of(name)
            assert _count(turn, Media) == pictures

    with_client(promise)


@pytest.mark.parametrize("name", ["stream-guide", "seed1-story", "seed2-sky", "seed3-learning"])
def test_a_tape_in_its_own_protocol_and_framing_is_played_byte_for_byte(name: str) -> None:
    path, body = {"seed2-sky": (CHAT, messages), "seed3-learning": (ARRAY, contents)}.get(
        name, (SSE, contents)
    )

    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(path, json=body(_PROMPTS[name]))
        assert response.content == b"".join(data for _, data in tapes.load(name).reads)

    with_client(promise)


@pytest.mark.parametrize("name", ["seed4-count", "seed4-story", "seed4-research"])
def test_an_interaction_is_its_tape_but_for_a_fresh_id(name: str) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(INTERACTIONS, json=interaction(_PROMPTS[name]))
        recorded = b"".join(data for _, data in tapes.load(name).reads)
        ids = [json.loads(b.split(b"data: ")[1].split(b"\n")[0])["interaction"]["id"].encode()
               for b in (response.content, recorded)]  # fmt: skip
        assert ids[0] != ids[1]
        assert response.content.replace(ids[0], ids[1]) == recorded

    with_client(promise)


def test_a_gateway_answers_events_also_where_an_array_is_asked_for() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(ARRAY, json=contents("讲个300个字的故事"))
        assert response.headers["content-type"] == "text/event-stream"
        assert response.content.startswith(b'data: {"sdkHttpResponse"')

    with_client(promise)


def test_an_array_holds_the_chunks_that_the_events_hold() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        events = await client.post(SSE, json=contents("kyoto"))
        array = await client.post(ARRAY, json=contents("kyoto"))
        lines = events.content.split(b"\r\n\r\n")[:-1]
        assert array.json() == [json.loads(line.removeprefix(b"data: ")) for line in lines]

    with_client(promise)


def test_the_unary_call_gives_the_folded_stream() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        body = (await client.post(UNARY, json=contents("read a stream"))).json()
        candidate = body["candidates"][0]
        assert candidate["finishReason"] == "STOP"
        kinds = [sorted(part) for part in candidate["content"]["parts"]]
        assert kinds == [
            ["text", "thought"],
            ["text"],
            ["inlineData"],
            ["text"],
            ["text", "thoughtSignature"],
        ]
        assert body["usageMetadata"]["totalTokenCount"] > 1000
        assert read(json.dumps(body).encode()).text == _text_of("stream-guide")

    with_client(promise)


def test_vertex_paths_answer_as_vertex_does() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        path = f"{_VERTEX}/models/{MODEL}:streamGenerateContent?alt=sse"
        response = await client.post(path, json=contents("Hello"))
        assert b"\r" not in response.content
        first = json.loads(response.content.split(b"\n")[0].removeprefix(b"data: "))
        assert first["usageMetadata"]["trafficType"] == "ON_DEMAND"
        assert "createTime" in first
        assert "index" not in first["candidates"][0]
        counted = await client.post(f"{_VERTEX}/models/{MODEL}:countTokens", json=contents("Hey"))
        assert counted.json()["totalBillableCharacters"] > 0

    with_client(promise)


@pytest.mark.parametrize("prefix", ["", "/v1", "/v1beta", "/v1alpha", "/some/gateway/v1"])
def test_any_version_segment_or_none_is_accepted(prefix: str) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        path = f"{prefix}/models/some-model:generateContent"
        body = (await client.post(path, json=contents("Hello"))).json()
        assert body["modelVersion"] == "some-model"
        assert (await client.post(f"{prefix}/interactions", json=interaction("count"))).is_success
        assert (await client.post(f"{prefix}/chat/completions", json=messages("hi"))).is_success

    with_client(promise)


def test_usage_comes_in_a_chunk_of_its_own_where_chat_completions_asks_for_it() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        without = await client.post(CHAT, json=messages("Hello"))
        assert b'"usage"' not in without.content
        options = {"include_usage": True}
        asked = await client.post(CHAT, json=messages("Hello", stream_options=options))
        assert asked.content.endswith(b"data: [DONE]\n\n")
        last = json.loads(asked.content.split(b"\n\n")[-3].removeprefix(b"data: "))
        assert last["choices"] == []
        assert last["usage"]["total_tokens"] > 0

    with_client(promise)


def test_chat_completions_shows_thoughts_only_where_asked() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        plain = await client.post(CHAT, json=messages("gcd"))
        assert b"<thought>" not in plain.content
        config = {"google": {"thinking_config": {"include_thoughts": True}}}
        asked = await client.post(CHAT, json=messages("gcd", extra_body=config))
        assert asked.content.count(b"<thought>") == asked.content.count(b"</thought>") == 1
        assert "Euclid" in read(asked.content, "chat-completions").thought_text

    with_client(promise)


def test_a_whole_chat_completion_has_message_calls_and_usage() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        whole = (await client.post(CHAT, json=messages("Hello", stream=False))).json()
        assert whole["object"] == "chat.completion"
        assert "demo" in whole["choices"][0]["message"]["content"]
        assert whole["usage"]["prompt_tokens"] > 0
        called = (await client.post(CHAT, json=messages("weather", stream=False))).json()
        (call,) = called["choices"][0]["message"]["tool_calls"]
        assert call["function"]["name"] == "get_weather"
        assert json.loads(call["function"]["arguments"])["location"] == "Paris, France"
        assert called["choices"][0]["finish_reason"] == "tool_calls"

    with_client(promise)


def test_a_cut_stream_ends_without_the_end_that_http_promises() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for path, body in (*_WAYS.values(), (ARRAY, contents)):
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
                await client.post(path, json=body("cut"))

    with_client(promise)


def test_an_empty_stream_is_empty_in_every_protocol() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for path, body in _WAYS.values():
            response = await client.post(path, json=body("empty"))
            assert (response.status_code, response.content) == (200, b"")

    with_client(promise)


def test_an_error_after_some_text_is_told_in_each_protocols_words() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for protocol, (path, body) in _WAYS.items():
            response = await client.post(path, json=body("error"))
            assert response.status_code == 200
            turn = read(response.content, protocol)
            assert turn.outcome is not None
            assert turn.outcome.kind == "failed", protocol
            assert "overloaded" in turn.outcome.message
            assert turn.text.startswith("## A stream that breaks off")
        array = (await client.post(ARRAY, json=contents("error"))).json()
        assert array[-1]["error"]["code"] == 503

    with_client(promise)


def test_a_whole_answer_that_fails_has_the_errors_status() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for path, body in ((UNARY, contents("error")), (CHAT, messages("error", stream=False))):
            response = await client.post(path, json=body)
            assert (response.status_code, response.json()["error"]["code"]) == (503, 503)
        failed = await client.post(INTERACTIONS, json=interaction("error", stream=False))
        assert failed.status_code == 500

    with_client(promise)


def test_a_quota_error_says_how_long_to_wait() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(SSE, json=contents("error 429"))
        assert response.status_code == 429
        error = response.json()["error"]
        assert error["status"] == "RESOURCE_EXHAUSTED"
        assert error["details"][1]["retryDelay"] == "3.5s"
        in_array = await client.post(ARRAY, json=contents("error 429"))
        assert in_array.json()[0]["error"] == error

    with_client(promise)
