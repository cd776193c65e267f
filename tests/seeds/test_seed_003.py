"""Seed 003: Vertex AI without `alt=sse`, errors by status, and retries."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from gemini_desktop.client import AnswerChunk, Client
from gemini_desktop.core import errors, retry
from gemini_desktop.core.asking.preview import of
from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.export import snippet
from gemini_desktop.core.failures import advice
from gemini_desktop.core.profile import Profile
from gemini_desktop.net.tokens import SCOPE, Tokens
from tests.core.protocols.building import body, built, profile
from tests.net.token_support import TOKEN, answering, info, token, written
from tests.seeds.wire import events, lines, read, replying, text
from tests.support import RunCoroutine
from tests.test_client import in_a_thread

CONFIG = {"temperature": 0.7, "top_p": 0.9, "max_output_tokens": 1024}


def vertex(**fields: Any) -> Profile:
    known: dict[str, Any] = {"auth": "adc", "project": "your-project-id", "location": "us-central1"}
    known |= {"base_url": "", "model": "gemini-pro", "event_stream": False}
    return profile(**known | fields)


def decided(number: int, status: int | None, **fields: Any) -> retry.Retry | None:
    attempt = retry.Attempt(number=number, status=status, **fields)
    policy = retry.Policy(max_retries=5)
    return retry.decide(attempt, policy, unix_s=784_111_770, random=lambda: 1.0)


def test_the_address_has_no_alt() -> None:
    """003-2: what comes is an array, read object by object, also when cut inside a string."""
    assert built(vertex(), "x").url == (
        "https://us-central1-aiplatform.googleapis.com/v1/projects/your-project-id/locations/"
        "us-central1/publishers/google/models/gemini-pro:streamGenerateContent"
    )
    whole = json.dumps([text('a ]}"{ '), text("b", finishReason="STOP")], indent=1).encode()
    assert read(whole, "generate-content").text == 'a ]}"{ b'
    cut = read(whole[: whole.index(b'"b"') + 2], "generate-content")
    assert cut.text == 'a ]}"{ '
    assert cut.outcome is not None
    assert cut.outcome.kind == "incomplete"


def test_the_headers() -> None:
    """003-3."""
    shown = dict(of(built(vertex(), "x"), vertex()).headers)
    assert shown["Authorization"] == "Bearer ***"
    assert shown["Content-Type"] == "application/json"
    assert shown["Accept"] == "text/event-stream"


def test_snake_case_goes_untouched_in_raw() -> None:
    """003-4."""
    sent = body(built(vertex(), "Tell me.", raw={"generationConfig": CONFIG}))
    assert sent == {
        "contents": [{"role": "user", "parts": [{"text": "Tell me."}]}],
        "generationConfig": CONFIG,
    }


def test_five_retries_and_fifteen_seconds_can_be_set() -> None:
    """003-5."""
    client = Client(base_url="http://127.0.0.1:9", timeout_s=15, max_retries=5)
    assert client.profile.timeouts.silence_s == 15
    assert client.profile.max_retries == 5


@pytest.mark.parametrize(
    ("status", "word"), [(400, "parameters"), (401, "key"), (403, "ermission"), (404, "URL")]
)
def test_what_is_refused_for_good(status: int, word: str) -> None:
    """003-6, 003-7, 003-8, 003-9: each in its own words, none tried again."""
    failure = advice.for_server_error(ErrorReported(code=str(status), message="no"), status)
    assert word in failure.advice
    assert failure.kind != "server_error"
    assert decided(1, status) is None


def test_too_many_requests() -> None:
    """003-10: the seconds or the date of Retry-After, RetryInfo, capped attempts."""
    wait = decided(1, 429, headers=(("Retry-After", "7"),))
    assert wait is not None
    assert wait.wait_s == 7
    assert "7 s" in wait.reason
    date = decided(1, 429, headers=(("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),))
    assert date is not None
    assert date.wait_s == 7
    info = ErrorReported(
        code="429",
        details=[{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}],
    )
    told = decided(1, 429, error=info)
    assert told is not None
    assert told.wait_s == 3.5
    without = decided(1, 429)
    assert without is not None
    assert without.wait_s == 5
    assert decided(6, 429, headers=(("Retry-After", "7"),)) is None


@pytest.mark.parametrize("status", [500, 503, 504])
def test_the_waits_double(status: int) -> None:
    """003-11: 1, 2, 4, 8, 16 seconds at most, then no more; the count is told."""
    waits = [decided(number, status) for number in range(1, 7)]
    assert [wait.wait_s if wait else None for wait in waits] == [1, 2, 4, 8, 16, None]
    assert waits[1] is not None
    assert "2/5" in waits[1].reason


def test_events_are_printed_and_what_is_no_json_with_its_line() -> None:
    """003-12, 003-13."""
    shown = lines(events(text("a"), "{broken", text("b", finishReason="STOP")), "generate-content")
    place = shown.index("[RAW] data: {broken")
    assert shown[place + 1].startswith("[JSON_ERROR] Failed to parse: ")
    assert shown[-1] == "ab"


def test_silence_is_tried_again_but_not_for_ever() -> None:
    """003-14."""
    waits = [decided(number, None, failure_kind="timeout_first_byte") for number in range(1, 7)]
    assert waits[0] is not None
    assert waits[-1] is None


def test_three_kinds_of_trouble_have_three_messages(home: Path) -> None:
    """003-15, 003-16, 003-17: refused, no TLS, a fault of the program; the client goes on."""
    told: list[str] = []

    def fault(_: AnswerChunk) -> None:
        raise RuntimeError("a bug")

    def plain() -> Any:
        return replying([events(text("Hi", finishReason="STOP"))])

    with Client(base_url="http://127.0.0.1:9", max_retries=0) as client:
        with pytest.raises(errors.NetworkError) as refused:
            client.generate_content(prompt="x")
        told.append(str(refused.value))
    with in_a_thread(plain) as base:
        secure = base.replace("http:", "https:")
        with (
            Client(base_url=secure, max_retries=0) as client,
            pytest.raises(errors.NetworkError) as tls,
        ):
            client.generate_content(prompt="x")
        told.append(str(tls.value))
        with Client(base_url=base) as client:
            with pytest.raises(RuntimeError, match="a bug") as bug:
                client.generate_content(prompt="x", on_chunk=fault)
            told.append(str(bug.value))
            assert client.generate_content(prompt="x") == "Hi"
    assert len(set(told)) == 3


def test_the_command_of_the_sample() -> None:
    """003-18: the token comes from gcloud, not from the clipboard."""
    command = snippet.curl(built(vertex(), "Tell me a long story."), vertex())
    assert '-H "Authorization: Bearer $(gcloud auth print-access-token)"' in command
    assert "-H 'Accept: text/event-stream'" in command


@pytest.mark.parametrize("status", [200, 503])
def test_never_again_once_text_has_come(status: int) -> None:
    """003-19."""
    assert decided(1, status, failure_kind="connection_lost", has_content=True) is None
    assert decided(1, status, failure_kind="connection_lost") is not None


def test_default_credentials_are_scoped(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_async: RunCoroutine
) -> None:
    """003-1: the sample asks without scopes; where the credential needs them, they are added."""
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    with answering(lambda _: token()) as server:
        file = written(tmp_path, info(server.token_uri))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
        assert run_async(Tokens().get(vertex(allow_token_host="127.0.0.1"))) == TOKEN
    grant = parse_qs(server.asked[0].body.decode())["assertion"][0].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(grant + "=" * (-len(grant) % 4)))
    assert claims["scope"] == SCOPE
