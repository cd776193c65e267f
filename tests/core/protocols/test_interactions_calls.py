"""The calls for an interaction that exists."""

from __future__ import annotations

import pytest

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.protocols import interactions_calls as calls
from gemini_desktop.core.protocols.interactions_request import collection
from tests.core.protocols.building import body, built, profile

ROOT = "https://example.test/v1beta/interactions"


def test_each_call() -> None:
    assert collection(profile("interactions")) == ROOT
    got = calls.get(ROOT, "v1_a")
    assert (got.method, got.url, got.body) == ("GET", f"{ROOT}/v1_a", b"")
    assert calls.get(ROOT, "v1_a", include_input=True).url == f"{ROOT}/v1_a?include_input=true"
    assert calls.resume(ROOT, "v1_a").url == f"{ROOT}/v1_a?stream=true"
    resumed = calls.resume(ROOT, "v1_a", "evt_0004")
    assert resumed.url == f"{ROOT}/v1_a?stream=true&last_event_id=evt_0004"
    assert dict(resumed.headers) == {"Accept": "text/event-stream"}
    cancelled = calls.cancel(ROOT, "v1_a")
    assert (cancelled.method, cancelled.url) == ("POST", f"{ROOT}/v1_a/cancel")
    assert cancelled.body == b""
    deleted = calls.delete(ROOT, "v1_a")
    assert (deleted.method, deleted.url) == ("DELETE", f"{ROOT}/v1_a")


def test_an_id_stays_one_segment_of_the_path() -> None:
    assert calls.get(ROOT, "../x?y=1#z/..").url == f"{ROOT}/..%2Fx%3Fy%3D1%23z%2F.."
    assert "last_event_id=a%26b%3Dc" in calls.resume(ROOT, "i", "a&b=c").url
    with pytest.raises(ConfigurationError, match="No interaction"):
        calls.get(ROOT, "  ")


def test_on_vertex_an_interaction_has_its_project() -> None:
    asked = profile("interactions", base_url="", auth="adc", project="p-1", location="us-central1")
    assert collection(asked) == (
        "https://us-central1-aiplatform.googleapis.com/v1beta1/projects/p-1/locations/us-central1"
        "/interactions"
    )


def test_a_continuation_names_the_interaction_in_place_of_the_input() -> None:
    created = built(profile("interactions"), "Hi", temperature=1.0)
    following = calls.continued(created, "v1_a", "tok")
    assert following.url == created.url
    assert body(following) == {
        "model": "gemini-3.8-flash",
        "stream": True,
        "generation_config": {"temperature": 1.0},
        "continuation_token": "tok",
        "previous_interaction_id": "v1_a",
    }
