"""What a field says about what was typed into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.settings import check
from gemini_desktop.ui.settings.models import ALL_LEVELS, known_models, levels_of, thinking_of


@pytest.mark.parametrize(
    "url",
    [
        "https://generativelanguage.googleapis.com",
        "http://127.0.0.1:8080/v1beta",
        "http://[::1]:8080",
        "https://gateway.example/gemini/v1",
    ],
)
def test_good_urls(url: str) -> None:
    assert check.base_url(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "generativelanguage.googleapis.com",
        "ftp://host",
        "https://",
        "https://host:port",
        "https://host:99999999",
        "https://a b",
        "https://user:CANARY-not-a-real-key@host",
        "https://host/?key=CANARY-not-a-real-key",
        "https://host/#x",
        "https://[::1",
    ],
)
def test_bad_urls_get_a_sentence_without_what_was_typed(url: str) -> None:
    error = check.base_url(url)
    assert error.endswith(".")
    assert "CANARY" not in error


@pytest.mark.parametrize(
    ("url", "clear"),
    [
        ("http://gateway.example", True),
        ("https://gateway.example", False),
        ("http://localhost:1234", False),
        ("http://127.0.0.1", False),
        ("http://[::1", False),
    ],
)
def test_a_key_in_the_clear_is_noticed(url: str, clear: bool) -> None:
    assert check.sends_in_the_clear(url) is clear


@given(st.text())
def test_no_text_makes_a_check_fail(text: str) -> None:
    for message in (check.base_url(text), check.model(text), check.raw_object(text)[1]):
        assert isinstance(message, str)
    value, error = check.raw_object(text)
    assert (value is None) == bool(error)


def test_names() -> None:
    taken = frozenset({"Demo"})
    assert check.profile_name("Work", taken) == ""
    assert "already" in check.profile_name(" Demo ", taken)
    assert "needs" in check.profile_name("  ", taken)


def test_models() -> None:
    assert check.model("gemini-3.8-flash") == ""
    assert check.model("publishers/google/models/gemini-9") == ""
    assert check.model(" ") != ""
    assert check.model("two words") != ""
    assert check.model("a?key=b") != ""


def test_raw_objects() -> None:
    assert check.raw_object("") == ({}, "")
    assert check.raw_object('{"a": [1, 18446744073709551617]}') == (
        {"a": [1, 18446744073709551617]},
        "",
    )
    assert check.raw_object('{"a": \n }')[1].startswith("Line 2, column 2:")
    assert "object" in check.raw_object("[1]")[1]
    assert "NaN" in check.raw_object('{"a": NaN}')[1]
    assert check.raw_object("[" * 200_000)[1] != ""


def test_the_models_offered_are_known_with_their_way_to_think() -> None:
    ids = [model.id for model in known_models()]
    assert "gemini-3.8-flash" in ids
    assert len(ids) == len(set(ids))
    assert thinking_of("gemini-3.8-flash") == "level"
    assert thinking_of("gemini-2.5-pro") == "budget"
    assert thinking_of("models/gemini-2.5-flash") == "budget"
    assert thinking_of("gemini-flash-latest") == "level"
    assert thinking_of("gemini-3.8-flash-tts") == "none"
    assert levels_of("gemini-3.8-flash") == ("low", "medium", "high")
    assert levels_of("something-of-a-gateway") == ALL_LEVELS
    assert thinking_of("gemini-2.5-flash-preview-next") == "budget"
    assert thinking_of("gemini-2.5-flash-image-next") == "none"
    assert thinking_of("something-of-a-gateway") == "level"
