"""Models, tokens, refusals, and requests of every other kind."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop import resources
from gemini_desktop.net.demo.connection import Request
from gemini_desktop.net.demo.describe import describe
from gemini_desktop.net.demo.routes import Routes
from tests.net.demo_support import CHAT, INTERACTIONS, MODEL, SSE, UNARY, contents, with_client


def test_the_developer_apis_list_comes_in_pages() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        names: list[str] = []
        token = ""
        for _ in range(10):
            page = (await client.get(f"/v1beta/models?pageSize=10&pageToken={token}")).json()
            assert len(page["models"]) <= 10
            names += [model["name"] for model in page["models"]]
            token = page.get("nextPageToken", "")
            if not token:
                break
        assert f"models/{MODEL}" in names
        assert len(names) == len(set(names)) > 30
        assert not any("deep-research" in name for name in names), "agents are no models"

    with_client(promise)


def test_one_model_has_its_limits_and_an_unknown_one_is_not_found() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        model = (await client.get(f"/v1/models/{MODEL}")).json()
        assert model["inputTokenLimit"] == 1_048_576
        assert "generateContent" in model["supportedGenerationMethods"]
        assert model["thinking"] is True
        for path in ("/v1/models/none", "/v1beta/openai/models/none"):
            response = await client.get(path)
            assert (response.status_code, response.json()["error"]["code"]) == (404, 404)

    with_client(promise)


def test_vertex_and_openai_list_models_in_their_own_shapes() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        vertex = (await client.get("/v1beta1/publishers/google/models")).json()
        assert vertex["publisherModels"][0]["name"].startswith("publishers/google/models/")
        one = await client.get(f"/v1beta1/publishers/google/models/{MODEL}")
        assert one.json()["launchStage"] == "GA"
        openai = (await client.get("/v1beta/openai/models")).json()
        assert openai["object"] == "list"
        assert {"id": f"models/{MODEL}", "object": "model"}.items() <= next(
            m for m in openai["data"] if m["id"].endswith(MODEL)
        ).items()
        found = await client.get(f"/v1beta/openai/models/models/{MODEL}")
        assert found.json()["id"] == f"models/{MODEL}"

    with_client(promise)


@pytest.mark.parametrize("query", ["pageSize=0", "pageSize=x", "pageToken=9999", "pageSize=-1"])
def test_an_odd_page_is_a_page(query: str) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        assert isinstance((await client.get(f"/v1/models?{query}")).json()["models"], list)

    with_client(promise)


def test_tokens_are_counted_roughly() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        path = f"/v1beta/models/{MODEL}:countTokens"
        plain = (await client.post(path, json=contents("x" * 400))).json()
        assert 100 <= plain["totalTokens"] <= 110
        wrapped = {"generateContentRequest": {"model": MODEL, **contents("x" * 400)}}
        assert (await client.post(path, json=wrapped)).json() == plain
        picture = {"inlineData": {"mimeType": "image/png", "data": "A" * 99_999}}
        seen = (await client.post(path, json={"contents": [{"parts": [picture]}]})).json()
        assert 258 <= seen["totalTokens"] < 300

    with_client(promise)


@pytest.mark.parametrize("path", [SSE, UNARY, CHAT, INTERACTIONS])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object_is_a_bad_request(path: str, body: bytes) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(path, content=body)
        assert response.status_code == 400
        assert "Invalid JSON payload" in response.json()["error"]["message"]

    with_client(promise)


def test_contents_that_ask_nothing_are_a_bad_request() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for path, body in ((UNARY, {"contents": []}), (UNARY, {}), (CHAT, {"messages": "hi"})):
            response = await client.post(path, json=body)
            assert response.status_code == 400
            assert response.json()["error"]["status"] == "INVALID_ARGUMENT"

    with_client(promise)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/v1beta/models/m:embedContent", 404),
        ("GET", UNARY, 405),
        ("GET", CHAT, 405),
        ("POST", "/v1beta/models", 405),
        ("OPTIONS", UNARY, 204),
        ("HEAD", "/v1beta/models", 200),
        ("GET", "/", 200),
        ("HEAD", "/", 200),
    ],
)
def test_every_other_request_has_a_sane_answer(method: str, path: str, status: int) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.request(method, path, json=contents("x"))
        assert response.status_code == status
        if status >= 400:
            assert response.json()["error"]["code"] == status
        if method in {"HEAD", "OPTIONS"}:
            assert response.content == b""

    with_client(promise)


def test_the_front_page_tells_how_to_point_a_program_here() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        page = (await client.get("/")).text
        base_url = str(client.base_url).rstrip("/")
        assert page == describe(base_url)
        assert f'http_options={{"base_url": "{base_url}"}}' in page
        assert f'base_url="{base_url}/v1beta/openai"' in page
        assert f"{base_url}/v1beta/models/{MODEL}:streamGenerateContent?alt=sse" in page

    with_client(promise)


def test_a_key_is_neither_needed_nor_looked_at() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for headers in ({}, {"x-goog-api-key": "CANARY-not-a-real-key"}, {"authorization": "?"}):
            response = await client.post(UNARY, json=contents("Hello"), headers=headers)
            assert response.status_code == 200
            assert "CANARY" not in response.text

    with_client(promise)


_keys = st.sampled_from(
    [
        "contents",
        "role",
        "parts",
        "text",
        "inlineData",
        "data",
        "mimeType",
        "functionResponse",
        "response",
        "name",
        "input",
        "type",
        "content",
        "model",
        "agent",
        "messages",
        "user",
        "tool",
        "stream",
        "stream_options",
        "tools",
        "previous_interaction_id",
        "generationConfig",
        "thinkingConfig",
        "extra_body",
        "google",
        "store",
        "background",
        "result",
    ]
) | st.text(max_size=4)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=12,
)


@given(
    path=st.sampled_from([SSE.split("?")[0], UNARY, CHAT, INTERACTIONS]),
    body=st.dictionaries(_keys, _json, max_size=6),
    alt=st.sampled_from(["sse", "", "json"]),
)
def test_no_json_makes_it_stumble(path: str, body: dict[str, Any], alt: str) -> None:
    """Whatever object is sent, the reply is an answer or a refusal, to its last byte."""
    request = Request(
        method="POST",
        path=path,
        query={"alt": alt},
        headers={},
        body=json.dumps(body).encode(),
    )
    reply = Routes(pace=0.0).answer(request)
    assert reply.status in {200, 400, 404}
    assert sum(len(data) for _, data in reply.beats) > 0


def test_the_offline_list_is_whole() -> None:
    """Every entry has every field, ids are unique, and each thinking control can be offered."""
    listed = json.loads(resources.path("models.json").read_text("utf-8"))
    models = listed["models"]
    ids = [model["id"] for model in models]
    assert len(ids) == len(set(ids))
    assert listed["default"] in ids
    for model in models:
        assert {"id", "name", "kind", "input_tokens", "output_tokens", "thinking"} <= model.keys()
        match model["thinking"]:
            case None:
                pass
            case {"control": "level", "levels": levels, "default": default}:
                assert set(levels) <= {"minimal", "low", "medium", "high", "xhigh"}
                assert default is None or default in levels
            case {"control": "budget", "min": low, "max": high, "default": default}:
                assert 0 <= low < high
                assert default in {"dynamic", "off"}
            case other:
                pytest.fail(f"{model['id']}: {other}")
