"""The Interactions API of the demo server: what is remembered can be polled, resumed, cancelled."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from gemini_desktop.net.demo import interactions
from gemini_desktop.net.demo_server import DemoServer
from tests.net.demo_support import INTERACTIONS, MODEL, interaction, read, with_client, with_server

_AGENT = "deep-research-preview-04-2026"


def _research(**fields: Any) -> dict[str, Any]:
    return {"agent": _AGENT, "input": "research", "background": True, **fields}


def _events(body: bytes) -> list[Any]:
    blocks = body.decode().split("\n\n")
    data = [block.split("data: ", 1)[1] for block in blocks if block]
    return [json.loads(text) if text != "[DONE]" else text for text in data]


def test_each_event_has_its_type_as_name_and_the_end_mark_is_done() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        body = (await client.post(INTERACTIONS, json=interaction("Hello"))).content
        blocks = body.decode().split("\n\n")[:-1]
        for block in blocks[:-1]:
            name, data = block.split("\n")
            assert name == f"event: {json.loads(data.removeprefix('data: '))['event_type']}"
        assert blocks[-1] == "event: done\ndata: [DONE]"

    with_client(promise)


def test_composed_events_are_numbered_so_that_they_can_be_resumed() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        events = _events((await client.post(INTERACTIONS, json=interaction("Hello"))).content)
        numbers = [event["event_id"] for event in events[:-1]]
        assert numbers == [f"evt_{n:04}" for n in range(1, len(numbers) + 1)]

    with_client(promise)


def test_a_whole_interaction_has_its_steps() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        ask = interaction("gcd", stream=False)
        body = (await client.post(INTERACTIONS, json=ask)).json()
        assert (body["status"], body["object"]) == ("completed", "interaction")
        thought, output = body["steps"]
        assert "Euclid" in thought["summary"][0]["text"]
        assert thought["signature"]
        assert "**21**" in output["content"][0]["text"]
        assert "_arguments" not in json.dumps(body)

    with_client(promise)


def test_a_whole_call_has_its_arguments_as_an_object() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        body = (await client.post(INTERACTIONS, json=interaction("weather", stream=False))).json()
        assert body["status"] == "requires_action"
        assert body["steps"][1]["arguments"] == {"location": "Paris, France", "unit": "celsius"}

    with_client(promise)


def test_pictures_and_citations_stand_in_the_folded_steps() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        story = interaction("an illustrated story", stream=False)
        steps = (await client.post(INTERACTIONS, json=story)).json()["steps"]
        kinds = [content["type"] for step in steps for content in step.get("content", [])]
        assert kinds == ["text", "image", "text", "image", "text"]
        found = (await client.post(INTERACTIONS, json=interaction("mountain", stream=False))).json()
        assert found["steps"][1]["arguments"] == {"queries": ["highest mountain in Europe"]}
        assert found["steps"][3]["content"][0]["annotations"][0]["url"].endswith("/elbrus")

    with_client(promise)


def test_a_functions_result_is_answered_and_the_history_counted() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        first = (await client.post(INTERACTIONS, json=interaction("weather", stream=False))).json()
        result = {"type": "function_result", "call_id": "demo0call", "name": "get_weather"}
        ask = interaction("", stream=False, previous_interaction_id=first["id"])
        ask["input"] = [{**result, "result": {"sky": "clear"}}]
        second = (await client.post(INTERACTIONS, json=ask)).json()
        assert '"sky": "clear"' in second["steps"][0]["content"][0]["text"]
        ask = interaction("Thanks", previous_interaction_id=second["id"])
        third = read((await client.post(INTERACTIONS, json=ask)).content)
        assert "prompt number 3" in third.text

    with_client(promise)


def test_what_was_streamed_can_be_fetched_with_and_without_its_input() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        stream = (await client.post(INTERACTIONS, json=interaction("count"))).content
        path = f"{INTERACTIONS}/{_events(stream)[0]['interaction']['id']}"
        plain = (await client.get(path)).json()
        assert [step["type"] for step in plain["steps"]] == ["thought", "model_output"]
        whole = (await client.get(f"{path}?include_input=true")).json()
        assert whole["steps"][0]["content"] == [{"type": "text", "text": "count"}]
        assert whole["steps"][1:] == plain["steps"]

    with_client(promise)


def test_an_interaction_in_the_background_goes_on_alone_and_then_is_complete() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        started = (await client.post(INTERACTIONS, json=_research())).json()
        assert started["status"] == "in_progress"
        assert started["agent"] == _AGENT
        assert "steps" not in started
        path = f"{INTERACTIONS}/{started['id']}"
        assert (await client.get(path)).json()["status"] == "in_progress"

    with_client(promise, pace=1000)

    async def alone(client: httpx.AsyncClient) -> None:
        await _done(client, (await client.post(INTERACTIONS, json=_research())).json()["id"])

    with_client(alone, pace=0.1)


async def _done(client: httpx.AsyncClient, id_: str) -> None:
    """Wait until it is complete."""
    while (await client.get(f"{INTERACTIONS}/{id_}")).json()["status"] != "completed":
        await asyncio.sleep(0.02)


def test_a_dropped_stream_is_resumed_after_the_last_event_that_came() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        whole = _events((await client.post(INTERACTIONS, json=_research(stream=True))).content)
        path = f"{INTERACTIONS}/{whole[0]['interaction']['id']}?stream=true"
        again = _events((await client.get(path)).content)
        assert again == whole
        rest = _events((await client.get(f"{path}&last_event_id=evt_0005")).content)
        assert rest == whole[5:]
        lost = await client.get(f"{path}&last_event_id=evt_9999")
        assert (lost.status_code, lost.json()["error"]["code"]) == (400, "invalid_request")

    with_client(promise)


def test_a_resumed_stream_gives_at_once_what_has_happened_meanwhile() -> None:
    """Else it would take as long as the pace says, which is very long by then."""

    async def promise(server: DemoServer) -> None:
        async with httpx.AsyncClient(base_url=server.base_url) as client:
            id_ = (await client.post(INTERACTIONS, json=_research())).json()["id"]
            await _done(client, id_)
        server._pace = 1000
        async with httpx.AsyncClient(base_url=server.base_url) as client:
            body = await client.get(f"{INTERACTIONS}/{id_}?stream=true")
        assert read(body.content).text.startswith("# Quantum")

    with_server(promise, pace=0.1)


def test_cancel_ends_a_running_stream_with_an_event_that_says_so() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        received = b""
        ask = client.stream("POST", INTERACTIONS, json=_research(stream=True))
        async with ask as response:
            async for data in response.aiter_raw():
                if not received:
                    id_ = _events(data.split(b"\n\n")[0] + b"\n\n")[0]["interaction"]["id"]
                    reply = await client.post(f"{INTERACTIONS}/{id_}/cancel")
                    assert reply.json()["status"] == "cancelled"
                received += data
        events = _events(received)
        assert events[-1] == "[DONE]"
        assert events[-2]["interaction"]["status"] == "cancelled"
        assert len(events) < 20
        assert (await client.get(f"{INTERACTIONS}/{id_}")).json()["status"] == "cancelled"

    with_client(promise, pace=0.1)


def test_cancelling_what_has_ended_changes_nothing() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        one = (await client.post(INTERACTIONS, json=interaction("count", stream=False))).json()
        reply = await client.post(f"{INTERACTIONS}/{one['id']}/cancel")
        assert reply.json() == one

    with_client(promise)


def test_what_was_deleted_or_not_stored_or_never_there_is_not_found() -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        kept = (await client.post(INTERACTIONS, json=interaction("count", stream=False))).json()
        path = f"{INTERACTIONS}/{kept['id']}"
        assert (await client.delete(path)).json() == {}
        private = interaction("count", stream=False, store=False)
        unkept = (await client.post(INTERACTIONS, json=private)).json()
        for gone in (path, f"{INTERACTIONS}/{unkept['id']}", f"{INTERACTIONS}/v1_nothing"):
            for response in (await client.get(gone), await client.delete(gone)):
                assert response.status_code == 404
                assert response.json()["error"]["code"] == "not_found"

    with_client(promise)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": MODEL},
        {"input": "no model"},
        {"model": MODEL, "agent": _AGENT, "input": "both"},
        {"model": MODEL, "input": []},
        {"model": MODEL, "input": 7},
    ],
)
def test_a_body_that_asks_nothing_is_refused_with_a_word(body: dict[str, Any]) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        response = await client.post(INTERACTIONS, json=body)
        assert response.status_code == 400
        assert response.json()["error"]["code"] == "invalid_request"

    with_client(promise)


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", ""), ("GET", ""), ("POST", "/v1_x"), ("POST", "/cancel"), ("GET", "/v1_x/cancel")],
)
def test_other_methods_are_not_found(method: str, path: str) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        assert (await client.request(method, INTERACTIONS + path)).status_code == 404

    with_client(promise)


def test_only_the_latest_interactions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interactions, "_MAX_REMEMBERED", 2)

    async def promise(client: httpx.AsyncClient) -> None:
        ask = interaction("count", stream=False)
        ids = [(await client.post(INTERACTIONS, json=ask)).json()["id"] for _ in range(3)]
        statuses = [(await client.get(f"{INTERACTIONS}/{id_}")).status_code for id_ in ids]
        assert statuses == [404, 200, 200]

    with_client(promise)
