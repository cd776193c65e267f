"""Seed 001: a third-party gateway with a Bearer key, without `alt=sse`, with headers in chunks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.client import Client
from gemini_desktop.core import errors
from gemini_desktop.core.asking.preview import of
from gemini_desktop.core.capture import BytesReceived, Ended, ResponseStarted
from gemini_desktop.core.export import snippet
from gemini_desktop.core.profile import Profile
from gemini_desktop.net.demo import questions, scenarios
from gemini_desktop.session import asking
from tests.core.protocols.building import body as json_of
from tests.core.protocols.building import built
from tests.core.reading import body as capture
from tests.core.test_text_log import log
from tests.seeds.wire import chunks, events, lines, noted, outcome, read, replying, tape, text
from tests.test_client import in_a_thread

CANARY = "CANARY-not-a-real-key-0123456789"
PROMPT = "讲个300个字的故事"
GATEWAY = Profile(
    name="Gateway",
    base_url="https://gateway.example.test/v1beta",
    auth="bearer",
    secret="env:API_KEY",
    model="gemini-2.5-flash",
    event_stream=False,
    headers=(("Content-Language", "zh"),),
)
VARY = ["Origin", "X-Origin", "Referer"]


def test_the_address_is_the_one_typed() -> None:
    """001-1: no `alt=sse`; a stream and a JSON array are read alike."""
    url = "https://gateway.example.test/v1beta/models/gemini-2.5-flash:streamGenerateContent"
    assert built(GATEWAY, PROMPT).url == url
    array = b"[" + json.dumps(text("Hi", finishReason="STOP")).encode() + b"]"
    for body in (array, events(text("Hi", finishReason="STOP"))):
        assert read(body, "generate-content").text == "Hi"


def test_the_key_is_a_bearer_and_masked() -> None:
    """001-2."""
    shown = of(built(GATEWAY, PROMPT), GATEWAY)
    assert dict(shown.headers)["Authorization"] == "Bearer ***"
    assert dict(shown.headers)["Content-Type"] == "application/json"


def test_both_languages_of_the_sample() -> None:
    """001-3, 001-8: curl with --no-buffer and Python, the key from the environment (they are run
    in the tests of core.export.snippet)."""
    request = built(GATEWAY, PROMPT, max_output_tokens=3000, temperature=0.7)
    command = snippet.curl(request, GATEWAY)
    assert "--no-buffer" in command
    assert '-H "Authorization: Bearer $API_KEY"' in command
    program = snippet.python(request, GATEWAY)
    compile(program, "snippet", "exec")
    assert PROMPT in command
    assert PROMPT in program


def test_the_body_as_typed_and_as_set() -> None:
    """001-4, 001-5: without a role in raw; the two parameters by their fields."""
    typed = [{"parts": [{"text": PROMPT}]}]
    request = built(
        GATEWAY, PROMPT, max_output_tokens=3000, temperature=0.7, raw={"contents": typed}
    )
    assert json_of(request) == {
        "contents": typed,
        "generationConfig": {"maxOutputTokens": 3000, "temperature": 0.7},
    }


def test_the_model_is_offered() -> None:
    """001-6."""
    assert asking.model_table().find("gemini-2.5-flash") is not None


def test_the_prompt_of_the_sample_plays_its_answer() -> None:
    """001-7."""
    question = questions.generate_content(json_of(built(GATEWAY, PROMPT)), "gemini-2.5-flash")
    found = scenarios.choose(question)
    assert found is not None
    assert found.name == "seed1-story"


def test_an_empty_key_sends_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """001-9."""
    monkeypatch.setenv("API_KEY", " ")
    with Client(GATEWAY) as client, pytest.raises(errors.ConfigurationError, match="needs a token"):
        client.generate_content(prompt=PROMPT)


@pytest.mark.parametrize("kind", ["text/event-stream", "text/plain; charset=latin-1", ""])
def test_utf_8_whatever_the_head_says(kind: str) -> None:
    """001-10: also where a read ends inside a character."""
    data = events(text("小丽独自一人", finishReason="STOP"))
    head = ResponseStarted(t_ns=0, status=200, headers=(("Content-Type", kind),) if kind else ())
    reads = [BytesReceived(t_ns=n, data=data[n : n + 1]) for n in range(len(data))]
    shown = log([head, *reads, Ended(t_ns=9, how="complete")], "generate-content")
    assert "[CHUNK] 小丽独自一人" in shown


def test_bare_lines_without_a_prefix() -> None:
    """001-11."""
    assert outcome(read(capture("19c"))) == "complete"
    assert "Lines of bare JSON" in read(capture("19c")).text


def test_the_guards_of_the_sample() -> None:
    """001-12, 001-13: an empty part is no chunk and no error; half JSON is passed over."""
    body = events(
        {"candidates": []},
        {"candidates": [{"content": {"parts": [{}], "role": "model"}}]},
        '{"candidates":',
        text("Hi", finishReason="STOP"),
    )
    shown = lines(body, "generate-content")
    assert [line for line in shown if line.startswith("[CHUNK]")] == ["[CHUNK] Hi"]
    assert sum(line.startswith("[JSON_ERROR]") for line in shown) == 1
    assert read(body, "generate-content").text == "Hi"


def test_each_piece_and_the_whole(home: Path) -> None:
    """001-14: as the sample prints them; nothing is added between pieces."""
    pieces: list[str] = []
    with (
        in_a_thread(lambda: replying([tape("seed1-story")])) as base,
        Client(base_url=base) as client,
    ):
        whole = client.generate_content(
            prompt=PROMPT, on_chunk=lambda chunk: pieces.append(chunk.text)
        )
    assert "".join(pieces) == whole == read(tape("seed1-story")).text


def test_a_refusal_shows_status_and_words() -> None:
    """001-15: also a page that is no JSON."""
    refused = read(b'{"error":{"code":403,"message":"Keine Rechte"}}', "generate-content", 403)
    assert refused.outcome is not None
    assert refused.outcome.failure is not None
    assert refused.outcome.failure.status == 403
    assert "Keine Rechte" in refused.outcome.message
    assert "[ERROR] Request failed: 502" in lines(capture("38"), "generate-content", 502)


def test_headers_with_lists_inside_a_chunk() -> None:
    """001-17: nothing is raised, and all three values of Vary are kept."""
    first = chunks(tape("seed1-story"))[0]
    headers = first.json["sdkHttpResponse"]["headers"]
    assert headers["Vary"] == VARY
    assert set(headers) == {
        *("Alt-Svc", "Content-Disposition", "Content-Type", "Date", "Server", "Vary"),
        *("X-Content-Type-Options", "X-Frame-Options", "X-Xss-Protection"),
    }
    assert not first.error
    assert outcome(read(tape("seed1-story"))) == "complete"


@pytest.mark.parametrize("field", ["createTime", "modelVersion", "responseId"])
def test_what_each_chunk_says_of_itself(field: str) -> None:
    """001-18, 001-19, 001-20, 001-21: kept in each event."""
    found = [chunk.json for chunk in chunks(tape("seed1-story")) if chunk.json]
    assert all(event.get(field) for event in found)
    assert all(event["candidates"][0]["content"]["role"] == "model" for event in found)
    assert read(tape("seed1-story")).model == found[0]["modelVersion"]


def test_usage_on_every_chunk_and_whole_at_the_end() -> None:
    """001-22, 001-23: traffic type, details, and sums that are right."""
    final: dict[str, Any] = {
        "candidatesTokenCount": 247,
        "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 247}],
        "promptTokenCount": 8,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 8}],
        "thoughtsTokenCount": 1324,
        "totalTokenCount": 1579,
        "trafficType": "ON_DEMAND",
    }
    empty = {"content": {"parts": [{}], "role": "model"}, "finishReason": "STOP"}
    body = events(
        {**text("小丽"), "usageMetadata": {"trafficType": "ON_DEMAND"}},
        {"candidates": [empty], "usageMetadata": final},
    )
    usage = read(body, "generate-content").usage
    assert usage is not None
    assert (usage.input, usage.output, usage.thoughts, usage.total) == (8, 247, 1324, 1579)
    assert usage.total == 8 + 247 + 1324
    assert usage.raw == final
    assert noted(body) == []
    wrong = events({"candidates": [empty], "usageMetadata": {**final, "totalTokenCount": 1580}})
    assert noted(wrong) == ["usage_sum"]


def test_escapes_stay_in_the_bytes_and_mean_paragraphs() -> None:
    """001-25."""
    body = events(text("one\n\ntwo", finishReason="STOP"))
    assert b"one\\n\\ntwo" in chunks(body)[0].raw
    assert read(body, "generate-content").text == "one\n\ntwo"
