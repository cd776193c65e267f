"""Seed 002: Chat Completions on Vertex AI with application-default credentials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.profile import Profile
from gemini_desktop.net.tokens import SCOPE, Tokens
from tests.core.protocols.building import body, built, profile
from tests.core.reading import body as capture
from tests.seeds.wire import events, lines, outcome, read, tape
from tests.support import RunCoroutine

QUESTION = "Why is the sky blue?"


def vertex(**fields: Any) -> Profile:
    known = {"auth": "adc", "project": "your-project-id", "location": "us-central1"}
    known |= {"base_url": "", "model": "google/gemini-1.5-flash-002"}
    return profile("chat-completions", **known | fields)


def piece(**delta: Any) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]}


def test_the_address() -> None:
    """002-1, 002-2, 002-4: made of location and project, or missing a project in words."""
    assert built(vertex(), QUESTION).url == (
        "https://us-central1-aiplatform.googleapis.com/v1beta1/projects/your-project-id"
        "/locations/us-central1/endpoints/openapi/chat/completions"
    )
    with pytest.raises(ConfigurationError, match="names no Google Cloud project"):
        built(vertex(project=""), QUESTION)


def test_the_scope_of_the_token() -> None:
    """002-3 (a default login is refreshed in the tests of net.tokens)."""
    assert SCOPE == "https://www.googleapis.com/auth/cloud-platform"
    assert vertex().auth == "adc"


@pytest.mark.parametrize("model", ["google/gemini-1.5-flash-002", "gemini-1.5-flash-002"])
def test_the_publisher_stands_once_before_the_model(model: str) -> None:
    """002-5."""
    assert body(built(vertex(model=model), QUESTION))["model"] == "google/gemini-1.5-flash-002"


def test_the_body() -> None:
    """002-6."""
    sent = body(built(vertex(), QUESTION))
    assert sent["messages"] == [{"role": "user", "content": QUESTION}]
    assert sent["stream"] is True


def test_content_may_be_null_or_missing() -> None:
    """002-7: a role chunk, a null, a usage chunk without choices; nothing prints None."""
    usage = {"choices": [], "usage": {"prompt_tokens": 6, "total_tokens": 9}}
    stream = events(
        piece(role="assistant"),
        piece(content=None),
        piece(content="The sky"),
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        usage,
        "[DONE]",
    )
    turn = read(stream, "chat-completions")
    assert turn.text == "The sky"
    assert turn.usage is not None
    assert turn.usage.total == 9
    assert "[CHUNK] None" not in lines(stream, "chat-completions")
    assert outcome(turn) == "complete"


def test_bold_is_whole_though_cut() -> None:
    """002-8: the text is joined as it came (the window's tests show it bold)."""
    stream = events(piece(content="a *"), piece(content="*Rayleigh* "), piece(content="*\n"))
    assert read(stream, "chat-completions").text == "a **Rayleigh* *\n"
    assert "**" in read(tape("seed2-sky")).text


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_end_mark_and_errors_inside_the_stream(wrapped: bool) -> None:
    """002-9: an error object, and an array of one, are errors after what had come."""
    assert outcome(read(events(piece(content="x"), "[DONE]"), "chat-completions")) == "complete"
    error: Any = {"error": {"code": 429, "message": "slow down", "status": "RESOURCE_EXHAUSTED"}}
    turn = read(events(piece(content="x"), [error] if wrapped else error), "chat-completions")
    assert outcome(turn) == "failed"
    assert turn.text == "x"
    assert turn.outcome is not None
    assert "slow down" in turn.outcome.message
    assert outcome(read(capture("18b"))) == "failed"


def test_without_a_login_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_async: RunCoroutine
) -> None:
    """002-10."""
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        run_async(Tokens().completed(vertex()))
    assert "gcloud auth application-default login" in caught.value.failure.advice
