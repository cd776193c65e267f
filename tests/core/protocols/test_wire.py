"""Numbers of the wire, in whatever form they come."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_desktop.core.events import UsageReported
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.table import PROTOCOLS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        ("3", 3),
        (3.0, 3),
        (-1, -1),
        (1 << 53, 1 << 53),
        (3.5, None),
        (True, None),
        ("x", None),
        (None, None),
        (float("inf"), None),
        (1e308, None),
        (1 << 63, None),
        (-(10**30), None),
        ("9" * 25, None),
    ],
)
def test_an_integer_is_one_that_everybody_can_show(value: Any, expected: int | None) -> None:
    assert wire.integer(value) == expected


@pytest.mark.parametrize(
    ("protocol", "json"),
    [
        ("generate-content", {"usageMetadata": {"totalTokenCount": 10**30}}),
        ("chat-completions", {"usage": {"total_tokens": 1e300}, "choices": []}),
    ],
)
def test_counts_beyond_any_are_none_and_stay_in_the_raw_usage(
    protocol: str, json: dict[str, Any]
) -> None:
    events = PROTOCOLS[protocol].parser().feed(json, "")
    [usage] = [event.usage for event in events if isinstance(event, UsageReported)]
    assert usage.total is None
    assert usage.raw
