"""Addresses: what is typed is kept, what is missing is added, what could mislead is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.protocols import endpoint
from tests.core.protocols.building import built, profile

GOOGLE = "https://generativelanguage.googleapis.com"
VERTEX = "https://us-central1-aiplatform.googleapis.com"


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        (GOOGLE, f"{GOOGLE}/v1beta"),
        (f"{GOOGLE}/", f"{GOOGLE}/v1beta"),
        (f"  {GOOGLE}/v1beta/  ", f"{GOOGLE}/v1beta"),
        (f"{GOOGLE}/v1", f"{GOOGLE}/v1"),
        (f"{GOOGLE}/v1alpha", f"{GOOGLE}/v1alpha"),
        (f"{VERTEX}/v1beta1", f"{VERTEX}/v1beta1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1beta"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x/v1beta"),
        ("https://gateway.test/v1/account/google", "https://gateway.test/v1/account/google/v1beta"),
        ("https://gateway.test/version", "https://gateway.test/version/v1beta"),
        (f"{VERTEX}/v1/projects/p/locations/global", f"{VERTEX}/v1/projects/p/locations/global"),
        (f"{VERTEX}/v1/publishers/google", f"{VERTEX}/v1/publishers/google"),
    ],
)
def test_a_base_without_version_gets_one(typed: str, base: str) -> None:
    assert endpoint.base(typed, "v1beta") == base


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "not a web address"),
        ("example.test", "not a web address"),
        ("ftp://example.test", "not a web address"),
        ("https://", "not a web address"),
        ("https://[::1", "not a web address"),
        ("https://example.test/v1?key=CANARY-not-a-real-key", "query"),
        ("https://example.test/#x", "fragment"),
        ("https://example.test/a b", "blank"),
    ],
)
def test_a_base_that_cannot_work_is_refused(typed: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        endpoint.base(typed, "v1beta")
    assert words in caught.value.failure.message
    assert "CANARY" not in caught.value.failure.message
    assert caught.value.failure.advice


@pytest.mark.parametrize(
    ("model", "base", "path"),
    [
        ("gemini-3.8-flash", GOOGLE, "models/gemini-3.8-flash"),
        (" models/gemini-3.8-flash ", GOOGLE, "models/gemini-3.8-flash"),
        ("tunedModels/mine", GOOGLE, "tunedModels/mine"),
        ("publishers/google/models/x", GOOGLE, "publishers/google/models/x"),
        ("org/model:free", GOOGLE, "models/org/model:free"),
        ("模型", GOOGLE, "models/%E6%A8%A1%E5%9E%8B"),
        ("gemini-3.8-flash", VERTEX, "publishers/google/models/gemini-3.8-flash"),
        ("models/x", VERTEX, "publishers/google/models/x"),
        ("meta/llama", VERTEX, "publishers/meta/models/llama"),
        ("projects/p/locations/l/endpoints/1", VERTEX, "projects/p/locations/l/endpoints/1"),
        ("x", "https://aiplatform.googleapis.com/v1", "publishers/google/models/x"),
        ("x", "https://aiplatform.eu.rep.googleapis.com/v1", "publishers/google/models/x"),
        ("x", f"{VERTEX}/v1/publishers/google", "models/x"),
    ],
)
def test_model_paths(model: str, base: str, path: str) -> None:
    assert endpoint.model_path(model, base) == path


@pytest.mark.parametrize(
    "model",
    [
        "",
        "  ",
        "../secrets",
        "a..b",
        "x?key=1",
        "x&y",
        "x#y",
        "a b",
        "a\nb",
        "a\\b",
        "%2e%2e",
        "/x",
        "a//b",
    ],
)
def test_a_model_that_would_change_the_address_is_refused(model: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        endpoint.model_path(model, GOOGLE)
    assert caught.value.failure.kind == "model"


@given(st.text(max_size=30))
def test_no_model_name_leaves_the_path(model: str) -> None:
    try:
        url = built(profile(model=model), "hi").url
    except ConfigurationError:
        return
    head = "https://example.test/v1beta/"
    assert url.startswith(head)
    assert url.endswith(":streamGenerateContent?alt=sse")
    assert url.isascii()
    assert url.count("?") == 1
    assert "#" not in url
    assert ".." not in url


@pytest.mark.parametrize("typed", [f"{GOOGLE}/v1beta/openai", f"{GOOGLE}/v1beta/openai/", GOOGLE])
def test_chat_completions_keeps_the_base_as_typed(typed: str) -> None:
    url = built(profile("chat-completions", base_url=typed), "hi").url
    assert url == typed.rstrip("/") + "/chat/completions"


def test_raw_options_have_the_last_word() -> None:
    body = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    raw = {"a": {"c": [3], "e": {}}, "d": None, "f": "g"}
    assert endpoint.merged(body, raw) == {
        "a": {"b": 1, "c": [3], "e": {}},
        "d": None,
        "f": "g",
    }
    assert body == {"a": {"b": 1, "c": [1, 2]}, "d": 1}
