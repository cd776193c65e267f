"""The order of an interaction's events: what breaks it is noted, with the event's bytes, and read."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_desktop.core.decoding.step_order import StepOrder
from tests.seeds.wire import events, named, noted, read, tape

SIGNATURE = {"type": "thought_signature", "signature": "c2ln"}


def start(index: int, kind: str = "model_output") -> dict[str, Any]:
    return {"event_type": "step.start", "index": index, "step": {"type": kind}}


def delta(index: int, **fields: Any) -> dict[str, Any]:
    told = fields or {"type": "text", "text": "a"}
    return {"event_type": "step.delta", "index": index, "delta": told}


def stop(index: int) -> dict[str, Any]:
    return {"event_type": "step.stop", "index": index}


@pytest.mark.parametrize(
    ("stream", "ids"),
    [
        ([start(0), delta(0), stop(0), start(1), delta(1), stop(1)], []),
        ([start(0), start(1), delta(1), delta(0), stop(1), stop(0)], []),
        ([start(0), delta(0), stop(0), start(0), stop(0)], []),
        ([delta(3), delta(3), stop(3)], []),
        ([start(0), delta(1)], ["step_not_started"]),
        ([start(0), stop(0), delta(0)], ["step_not_started"]),
        ([start(0), stop(0), stop(0)], ["step_not_started"]),
        ([start(0), start(0)], ["step_started_twice"]),
        ([start(0), delta(0, **SIGNATURE), stop(0)], []),
        ([start(0), delta(0, **SIGNATURE), delta(0)], ["signature_not_last"]),
        ([start(0), delta(0, **SIGNATURE), start(1), delta(1)], []),
        ([{"event_type": 7, "index": 0}, {"index": 0}], []),
        ([{"event_type": "step.start", "index": "x"}, {"event_type": "step.delta"}], []),
    ],
)
def test_the_order_of_steps(stream: list[dict[str, Any]], ids: list[str]) -> None:
    order = StepOrder()
    found = [note for event in stream for note, _ in order.of(event, "message")]
    assert found == ids


def test_the_name_of_the_line_and_that_of_the_json() -> None:
    order = StepOrder()
    assert list(order.of(stop(0), "step.stop")) == []
    assert list(order.of(stop(0), "message")) == []
    ((kind, words),) = order.of(stop(0), "step.start")
    assert kind == "event_name"
    assert words == "An event is named “step.start” by its line and “step.stop” in its JSON"


@pytest.mark.parametrize("name", ["count", "divisor", "mountain", "research", "story", "weather"])
def test_the_samples_are_in_order(name: str) -> None:
    assert noted(tape(f"seed4-{name}"), "interactions") == []


def test_nothing_is_lost_by_a_wrong_order() -> None:
    body = named(start(0), delta(0), stop(0), delta(0, type="text", text="b"), start(1), start(1))
    assert set(noted(body, "interactions")) >= {"step_not_started", "step_started_twice"}
    assert read(body, "interactions").text == "ab"


@pytest.mark.parametrize(
    ("usage", "fits"),
    [
        ({"promptTokenCount": 8, "candidatesTokenCount": 2, "totalTokenCount": 10}, True),
        ({"promptTokenCount": 8, "candidatesTokenCount": 2, "totalTokenCount": 11}, False),
        ({"promptTokenCount": 8, "totalTokenCount": 10}, True),
        ({"promptTokenCount": 8, "candidatesTokenCount": "2", "totalTokenCount": 99}, True),
    ],
)
def test_sums_of_usage(usage: dict[str, Any], fits: bool) -> None:
    finish = {"content": {"parts": [{"text": "x"}]}, "finishReason": "STOP"}
    found = noted(events({"candidates": [finish], "usageMetadata": usage}), "generate-content")
    assert ("usage_sum" not in found) == fits


@pytest.mark.parametrize(("tools", "fits"), [({"total_tool_use_tokens": 0}, False), ({}, True)])
def test_an_agents_total_is_only_checked_where_its_tools_are_told(
    tools: dict[str, int], fits: bool
) -> None:
    usage = {
        "total_tokens": 1000,
        "total_input_tokens": 1,
        "total_output_tokens": 2,
        "total_thought_tokens": 3,
    }
    interaction = {"id": "v1_a", "status": "completed", "usage": usage | tools}
    done = {"event_type": "interaction.completed", "interaction": interaction}
    assert ("usage_sum" not in noted(named(done), "interactions")) == fits
