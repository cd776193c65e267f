"""Vertex AI's addresses: the founding documents' own, all kinds of location, and what is refused."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols import vertex
from tests.core.protocols.building import body, built

PROJECT = "carbide-team-478005-f8"


def profile(protocol: ProtocolName = "generate-content", **fields: Any) -> Profile:
    """A profile as a user makes it who chooses nothing but Google's credentials."""
    fields = {"auth": "service-account", "project": PROJECT, "model": "gemini-3.8-flash"} | fields
    return Profile(name="test", protocol=protocol, **fields)


def test_the_address_of_the_document_on_service_accounts() -> None:
    request = built(profile(location="global", model="gemini-3-pro-preview"), "hi")
    assert request.url == (
        "https://aiplatform.googleapis.com/v1/projects/carbide-team-478005-f8/locations/global"
        "/publishers/google/models/gemini-3-pro-preview:streamGenerateContent?alt=sse"
    )


def test_the_address_of_the_document_on_chat_completions() -> None:
    asked = profile(
        "chat-completions",
        auth="adc",
        project="p",
        location="us-central1",
        model="google/gemini-1.5-flash-002",
    )
    request = built(asked, "hi")
    assert request.url == (
        "https://us-central1-aiplatform.googleapis.com/v1beta1/projects/p/locations/us-central1"
        "/endpoints/openapi/chat/completions"
    )
    assert body(request)["model"] == "google/gemini-1.5-flash-002"


def test_the_address_of_the_document_on_retries() -> None:
    """It asks for no event stream and gets a JSON array."""
    asked = profile(
        auth="adc", project="p", location="us-central1", model="gemini-pro", event_stream=False
    )
    assert built(asked, "hi").url == (
        "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1"
        "/publishers/google/models/gemini-pro:streamGenerateContent"
    )


def test_interactions_on_vertex() -> None:
    request = built(profile("interactions", location="europe-west4"), "hi")
    assert request.url == (
        "https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/carbide-team-478005-f8"
        "/locations/europe-west4/interactions"
    )
    assert body(request)["model"] == "gemini-3.8-flash"


@pytest.mark.parametrize(
    ("location", "host", "path"),
    [
        ("", "aiplatform.googleapis.com", "global"),
        ("global", "aiplatform.googleapis.com", "global"),
        ("us", "aiplatform.us.rep.googleapis.com", "us"),
        ("eu", "aiplatform.eu.rep.googleapis.com", "eu"),
        ("us-central1", "us-central1-aiplatform.googleapis.com", "us-central1"),
        (" Asia-Northeast1 ", "asia-northeast1-aiplatform.googleapis.com", "asia-northeast1"),
    ],
)
def test_the_host_follows_from_the_location(location: str, host: str, path: str) -> None:
    url = vertex.project_url(profile(location=location), vertex.STABLE)
    assert url == f"https://{host}/v1/projects/{PROJECT}/locations/{path}"


@pytest.mark.parametrize(
    ("base_url", "location", "head"),
    [
        (
            "",
            "",
            "https://aiplatform.googleapis.com/v1/",
        ),
        (
            "https://generativelanguage.googleapis.com",
            "us",
            "https://aiplatform.us.rep.googleapis.com/v1/",
        ),
        (
            "https://generativelanguage.googleapis.com/v1beta",
            "",
            "https://aiplatform.googleapis.com/v1/",
        ),
        (
            "https://aiplatform.googleapis.com/v1beta1/",
            "",
            "https://aiplatform.googleapis.com/v1beta1/",
        ),
        ("http://aiplatform.googleapis.com", "", "https://aiplatform.googleapis.com/v1/"),
        (
            "https://aiplatform.googleapis.com/v1beta1",
            "us-east1",
            "https://us-east1-aiplatform.googleapis.com/v1beta1/",
        ),
        (
            "https://europe-west1-aiplatform.googleapis.com",
            "",
            "https://europe-west1-aiplatform.googleapis.com/v1/",
        ),
        (
            "https://aiplatform.mtls.googleapis.com",
            "",
            "https://aiplatform.mtls.googleapis.com/v1/",
        ),
    ],
)
def test_version_and_host_of_the_base_url_are_kept(base_url: str, location: str, head: str) -> None:
    assert built(profile(base_url=base_url, location=location), "hi").url.startswith(head)


@pytest.mark.parametrize(
    ("base_url", "location"),
    [
        ("https://europe-west1-aiplatform.googleapis.com", "europe-west1"),
        ("https://aiplatform.eu.rep.googleapis.com/v1", "eu"),
        ("https://aiplatform.googleapis.com", "global"),
    ],
)
def test_a_typed_host_names_the_location(base_url: str, location: str) -> None:
    assert f"/locations/{location}/" in built(profile(base_url=base_url), "hi").url


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1beta/models/gemini-3.8-flash"),
        ("https://gateway.test/x/v1", "https://gateway.test/x/v1/models/gemini-3.8-flash"),
        (
            "https://aiplatform.googleapis.com.evil.test/v1",
            "https://aiplatform.googleapis.com.evil.test/v1/models/gemini-3.8-flash",
        ),
        (
            "https://us-central1-aiplatform.googleapis.com/v1/projects/q/locations/l",
            "https://us-central1-aiplatform.googleapis.com/v1/projects/q/locations/l/publishers/google/models/gemini-3.8-flash",
        ),
    ],
)
def test_another_base_url_is_used_as_typed(base_url: str, url: str) -> None:
    asked = profile(base_url=base_url, location="us-central1")
    assert built(asked, "hi").url == f"{url}:streamGenerateContent?alt=sse"


@pytest.mark.parametrize(
    ("model", "rest"),
    [
        ("models/x", f"projects/{PROJECT}/locations/us/publishers/google/models/x"),
        ("google/x", f"projects/{PROJECT}/locations/us/publishers/google/models/x"),
        ("meta/llama", f"projects/{PROJECT}/locations/us/publishers/meta/models/llama"),
        ("publishers/meta/models/y", f"projects/{PROJECT}/locations/us/publishers/meta/models/y"),
        ("endpoints/123", f"projects/{PROJECT}/locations/us/endpoints/123"),
        ("projects/q/locations/l/endpoints/1", "projects/q/locations/l/endpoints/1"),
    ],
)
def test_names_of_models(model: str, rest: str) -> None:
    url = vertex.model_url(profile(model=model, location="us"))
    assert url == f"https://aiplatform.us.rep.googleapis.com/v1/{rest}"


def test_an_express_key_needs_no_project() -> None:
    express = profile(auth="api-key", project="", base_url="https://aiplatform.googleapis.com")
    assert vertex.model_url(express) == (
        "https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-3.8-flash"
    )
    located = msgspec.structs.replace(express, base_url="", location="us-east1")
    assert vertex.model_url(located) == (
        "https://us-east1-aiplatform.googleapis.com/v1/publishers/google/models/gemini-3.8-flash"
    )


def test_a_key_for_the_developer_api_stays_there() -> None:
    request = built(profile(auth="api-key"), "hi")
    assert request.url.startswith("https://generativelanguage.googleapis.com/v1beta/models/")


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("gemini-3.8-flash", "google/gemini-3.8-flash"),
        ("google/gemini-3.8-flash", "google/gemini-3.8-flash"),
        ("models/gemini-3.8-flash", "google/gemini-3.8-flash"),
        ("publishers/google/models/x", "google/x"),
        ("meta/llama", "meta/llama"),
        ("projects/p/locations/l/endpoints/1", "projects/p/locations/l/endpoints/1"),
    ],
)
def test_chat_completions_names_the_publisher_once(model: str, sent: str) -> None:
    assert vertex.chat_model(profile("chat-completions", model=model)) == sent
    typed = (
        f"https://us-aiplatform.googleapis.com/v1/projects/{PROJECT}/locations/us/endpoints/openapi"
    )
    request = built(profile("chat-completions", model=model, base_url=typed), "hi")
    assert request.url == f"{typed}/chat/completions"
    assert body(request)["model"] == sent


@pytest.mark.parametrize("protocol", ["generate-content", "interactions", "chat-completions"])
def test_a_missing_project_is_told_before_anything_is_sent(protocol: ProtocolName) -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(profile(protocol, project=" "), "hi")
    assert caught.value.failure.kind == "project"
    assert "--project" in caught.value.failure.advice


@pytest.mark.parametrize("project", ["a/b", "..", "a..b", "p?x", "p#x", "p q", "a@evil.test", "-"])
def test_a_project_that_would_change_the_address_is_refused(project: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(profile(project=project), "hi")
    assert caught.value.failure.kind == "project"


@pytest.mark.parametrize(
    "location", ["evil.test/", "a.b", "x@y", "us central1", "-", "1", "a#", "ü"]
)
def test_a_location_that_would_change_the_host_is_refused(location: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(profile(location=location), "hi")
    assert caught.value.failure.kind == "location"


@pytest.mark.parametrize(
    "project", [PROJECT, "123456789012", "example.com:old-project", "p", " p\n"]
)
def test_ids_and_numbers_of_projects_are_taken(project: str) -> None:
    assert f"/projects/{project.strip()}/" in built(profile(project=project), "hi").url


@pytest.mark.parametrize(
    "base_url", ["https://aiplatform.googleapis.com?key=CANARY-not-a-real-key", "https://[::1"]
)
def test_a_base_url_that_cannot_work_is_still_refused(base_url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(profile(base_url=base_url), "hi")
    assert caught.value.failure.kind == "base_url"


@given(location=st.text(max_size=20), project=st.text(max_size=20))
def test_no_location_or_project_leads_away_from_google(location: str, project: str) -> None:
    try:
        url = built(profile(location=location, project=project), "hi").url
    except ConfigurationError:
        return
    host, _, path = url.removeprefix("https://").partition("/")
    assert host.endswith("googleapis.com")
    assert path.count("/") == 8
    assert url.isascii()


def test_the_new_fields_are_stored_and_old_profiles_still_read() -> None:
    stored = msgspec.json.encode(
        profile(location="us", quota_project="payer", service_account_file="/k.json")
    )
    assert msgspec.json.decode(stored, type=Profile).quota_project == "payer"
    old = msgspec.json.decode(b'{"name":"old","auth":"bearer"}', type=Profile)
    assert (old.project, old.location, old.service_account_file) == ("", "", "")
