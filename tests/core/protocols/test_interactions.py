"""Interactions: names, missing types, whole steps, numbers used twice."""

from typing import Any

import pytest

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Json,
    Media,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.protocols.interactions_content import CALLS, RESULTS, STEPS
from gemini_desktop.core.protocols.table import PROTOCOLS
from tests.core.protocols.feeding import contents, events, folded
from tests.core.reading import found, kinds

IX = "interactions"


def start(index: Json = 0, **step: Any) -> Json:
    return {"event_type": "step.start", "index": index, "step": step}


def delta(index: Json = 0, **fields: Any) -> Json:
    return {"event_type": "step.delta", "index": index, "delta": fields}


def stop(index: Json = 0, **fields: Any) -> Json:
    return {"event_type": "step.stop", "index": index, **fields}


PNG: dict[str, Any] = {"mime_type": "image/png", "data": "iVBORw0="}


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ({"type": "text", "text": "a"}, Text(text="a")),
        ({"text": "a"}, Text(text="a")),
        ({"type": "image", **PNG}, Media(kind="image", **PNG)),
        (PNG, Media(kind="image", **PNG)),
        (
            {"type": "image", **PNG, "resolution": "high"},
            Media(kind="image", details={"resolution": "high"}, **PNG),
        ),
        (
            {"type": "audio", "mime_type": "audio/l16", "data": "AAA=", "sample_rate": 24000},
            Media(kind="audio", mime_type="audio/l16", data="AAA=", details={"sample_rate": 24000}),
        ),
        (
            {"type": "document", "uri": "https://example.test/a.pdf"},
            Media(kind="document", mime_type="", uri="https://example.test/a.pdf"),
        ),
        (
            {"type": "video", "mime_type": "video/mp4", "uri": "https://example.test/a"},
            Media(kind="video", mime_type="video/mp4", uri="https://example.test/a"),
        ),
        (
            {"type": "thought_summary", "content": {"type": "text", "text": "t"}},
            ThoughtText(text="t"),
        ),
        ({"type": "thought_summary", "content": {"text": "t"}}, ThoughtText(text="t")),
        ({"content": {"text": "t"}}, ThoughtText(text="t")),
        ({"content": "t"}, ThoughtText(text="t")),
        (
            {"type": "thought_summary", "content": {"type": "image", **PNG}},
            Media(kind="image", thought=True, **PNG),
        ),
        (
            {"type": "thought_signature", "signature": "c2ln"},
            ThoughtSignature(signature="c2ln"),
        ),
        ({"signature": "c2ln"}, ThoughtSignature(signature="c2ln")),
        ({"type": "arguments_delta", "arguments": '{"a'}, FunctionCall(arguments='{"a')),
        ({"arguments": '{"a'}, FunctionCall(arguments='{"a')),
        ({"arguments": {"a": 1}}, FunctionCall(arguments='{"a":1}')),
        (
            {"type": "function_call", "id": "1", "name": "f", "arguments": {"a": 1}},
            FunctionCall(id="1", name="f", arguments='{"a":1}'),
        ),
        (
            {"type": "function_result", "call_id": "1", "result": "r", "is_error": True},
            ToolResult(kind="function_result", call_id="1", result="r", is_error=True),
        ),
        (
            {"annotations": [{"type": "url_citation", "url": "https://example.test"}]},
            Citation(
                kind="url_citation",
                uri="https://example.test",
                details={"type": "url_citation", "url": "https://example.test"},
            ),
        ),
        (
            {"type": "voxel_grid", "cells": 1},
            UnknownContent(name="voxel_grid", value={"type": "voxel_grid", "cells": 1}),
        ),
        (
            {"type": "text", "text": 5},
            UnknownContent(name="text", value={"type": "text", "text": 5}),
        ),
    ],
)
def test_every_delta_with_and_without_its_type(fields: dict[str, Any], content: Content) -> None:
    assert contents(IX, start(type="model_output"), delta(**fields)) == [content]


@pytest.mark.parametrize("kind", sorted(CALLS | RESULTS))
def test_every_server_tool(kind: str) -> None:
    given = {"type": kind, "signature": "c2ln"}
    if kind in CALLS:
        begun = start(type=kind, id="1", arguments={})
        (content,) = contents(IX, begun, delta(**given, arguments={"queries": ["a"]}))
        assert content == ToolCall(
            kind=kind, id="1", arguments={"queries": ["a"]}, signature="c2ln"
        )
    else:
        begun = start(type=kind, call_id="1", result=[])
        (content,) = contents(IX, begun, delta(**given, result=[{"a": 1}]))
        assert content == ToolResult(kind=kind, call_id="1", result=[{"a": 1}], signature="c2ln")


def test_all_kinds_of_steps_are_known() -> None:
    assert len(STEPS) == 23


def test_whole_steps_say_what_their_deltas_would() -> None:
    steps: list[dict[str, Any]] = [
        {"type": "thought", "summary": [{"text": "t"}], "signature": "c2ln"},
        {"type": "function_call", "id": "1", "name": "f", "arguments": {"a": 1}},
        {"type": "google_search_call", "id": "2", "arguments": {"queries": ["a"]}},
        {"type": "google_search_result", "call_id": "2", "result": [{"b": 1}]},
        {"type": "model_output", "content": [{"text": "x"}, {"type": "image", **PNG}]},
    ]
    said = folded(IX, {"id": "v1", "status": "completed", "model": "m", "steps": steps})
    assert kinds(said) == [step["type"] for step in steps]
    assert (said.text, said.thought_text, said.interaction_id) == ("x", "t", "v1")
    assert arguments.value(found(said, FunctionCall)[0]) == {"a": 1}
    assert found(said, ToolCall)[0].arguments == {"queries": ["a"]}
    assert found(said, Media)[0].decoded() == b"\x89PNG\r"
    assert said.finish == {"0": "completed"}
    streamed = folded(
        IX,
        start(0, type="thought"),
        delta(0, type="thought_summary", content={"text": "t"}),
        delta(0, type="thought_signature", signature="c2ln"),
        stop(0),
        start(1, type="function_call", id="1", name="f", arguments={}),
        delta(1, type="arguments_delta", arguments='{"a"'),
        delta(1, type="arguments_delta", arguments=":1}"),
    )
    assert [step.contents for step in streamed.steps] == [step.contents for step in said.steps[:2]]


def test_a_completed_event_repeats_no_steps() -> None:
    whole = {"id": "v1", "status": "completed", "steps": [{"type": "model_output", "content": "a"}]}
    done = {"event_type": "interaction.completed", "interaction": whole}
    assert folded(IX, start(type="model_output"), delta(text="a"), done).text == "a"
    assert folded(IX, done).text == "a"


def test_outputs_of_the_older_schema() -> None:
    outputs = [{"type": "thought", "signature": "c2ln"}, {"type": "text", "text": "a"}]
    said = folded(IX, {"id": "v1", "status": "completed", "outputs": outputs})
    assert said.text == "a"


def test_a_call_without_arguments_is_still_a_call() -> None:
    said = folded(IX, start(type="function_call", id="1", name="f", arguments={}), stop())
    assert found(said, FunctionCall) == [FunctionCall(id="1", name="f")]
    assert arguments.value(found(said, FunctionCall)[0]) == {}


@pytest.mark.parametrize("name", ["message", "step.delta", "content.delta"])
@pytest.mark.parametrize("event_type", [None, "step.delta", "content.delta"])
def test_the_name_on_the_wire_and_in_the_json(name: str, event_type: str | None) -> None:
    json = {"index": 0, "delta": {"text": "a"}, "event_type": event_type}
    assert contents(IX, json, name=name) == [Text(text="a")]


def test_a_known_name_wins_over_an_unknown_one() -> None:
    json = {"index": 0, "delta": {"text": "a"}, "event_type": "step.delta"}
    assert contents(IX, json, name="new.name") == [Text(text="a")]
    (event,) = events(IX, {"event_type": "new.name", "x": 1}, name="message")
    assert event == Unknown(name="new.name", raw={"event_type": "new.name", "x": 1})
    (event,) = events(IX, {"x": 1}, name="new.name")
    assert isinstance(event, Unknown)
    assert event.name == "new.name"


def test_interleaved_and_repeated_numbers_lose_nothing() -> None:
    said = folded(
        IX,
        start(1, type="model_output"),
        start(0, type="thought"),
        delta(1, text="a"),
        delta(0, content={"text": "t"}),
        stop(0),
        start(0, type="model_output"),
        delta(0, text="b"),
        delta("1", text="c"),
    )
    assert sorted((s.kind, s.text, s.thought_text) for s in said.steps) == [
        ("model_output", "ac", ""),
        ("model_output", "b", ""),
        ("thought", "", "t"),
    ]


def test_steps_and_totals_of_usage() -> None:
    said = events(
        IX,
        start(type="model_output"),
        stop(usage={"total_tokens": 9}, step_usage={"total_output_tokens": "2"}),
        {**delta(text="a"), "metadata": {"total_usage": {"total_tokens": 11}}},
        {"event_type": "interaction.status_update", "status": "in_progress", "usage": [1]},
    )
    (stopped,) = [e for e in said if isinstance(e, StepStopped)]
    assert stopped.usage == Usage(output=2, raw={"total_output_tokens": "2"})
    assert [e.usage.total for e in said if isinstance(e, UsageReported)] == [9, 11]
    assert said[-1] == Unknown(name="usage", raw=[1])


@pytest.mark.parametrize(
    ("status", "awaiting"),
    [
        ("completed", False),
        ("requires_action", True),
        ("requires_continuation", True),
        ("incomplete", False),
        ("failed", False),
        ("cancelled", False),
        ("budget_exceeded", False),
        ("new_status", False),
    ],
)
def test_every_end(status: str, *, awaiting: bool) -> None:
    interaction = {"id": "v1", "status": status}
    done = {"event_type": "interaction.completed", "interaction": interaction}
    for json in (done, interaction, {"interaction": interaction}):
        finished = [e for e in events(IX, json) if isinstance(e, InteractionFinished)]
        assert [(e.reason, e.awaiting) for e in finished] == [(status, awaiting)]


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_what_goes_on_has_not_ended(status: str) -> None:
    (event,) = events(IX, {"id": "v1", "status": status, "agent": "a"})
    assert isinstance(event, InteractionStarted)
    assert (event.id, event.model, event.status) == ("v1", "a", status)
    (changed,) = events(IX, {"interaction_id": "v1", "status": status})
    assert changed == StatusChanged(status=status)


@pytest.mark.parametrize(
    ("json", "code"),
    [
        (
            {"event_type": "error", "error": {"code": "gateway_timeout", "message": "no"}},
            "gateway_timeout",
        ),
        ({"error": {"code": 429, "message": "no"}}, "429"),
        ([{"error": {"code": 429, "message": "no"}}], "429"),
        ({"event_type": "error", "code": 7, "message": "no"}, "7"),
        (start(type="model_output", error={"code": 3, "message": "no"}), "3"),
        (
            {
                "event_type": "interaction.completed",
                "interaction": {"status": "failed", "error": {"code": 5, "message": "no"}},
            },
            "5",
        ),
    ],
)
def test_errors_anywhere(json: Json, code: str) -> None:
    errors = [e for e in events(IX, json) if isinstance(e, ErrorReported)]
    assert [(e.code, e.message) for e in errors] == [(code, "no")]


def test_every_event_leaves_a_trace() -> None:
    silent: list[Json] = [
        {"event_type": "interaction.created"},
        {"event_type": "step.delta", "index": 0},
        {"event_type": "step.delta", "index": 0, "delta": 7},
        {"event_type": "step.start", "step": 7},
        {"event_type": "step.stop", "index": 3},
        {"event_type": "interaction.completed", "interaction": 7},
        {"event_type": "step.start", "step": {"type": "model_output"}, "surprise": 1},
        [],
        {},
    ]
    for json in silent:
        assert PROTOCOLS[IX].parser().feed(json, "message"), json
    surprise = events(IX, {**start(type="model_output"), "surprise": 1, "event_id": "e1"})
    assert surprise[-1] == Unknown(name="step.start.surprise", raw=1)
    assert surprise[0] == StepStarted(index=0, kind="model_output", raw={"type": "model_output"})


def test_unknown_fields_are_kept_beside_the_known() -> None:
    found = contents(IX, start(type="model_output"), delta(type="text", text="a", tone="dry"))
    assert found == [Text(text="a"), UnknownContent(name="tone", value="dry")]
    deltas = [e for e in events(IX, delta(type="text", text="a")) if isinstance(e, StepDelta)]
    assert [e.part for e in deltas] == [None]
