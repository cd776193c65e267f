"""A request in each language says the same, byte for byte, and no secret is written into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.export.code import (
    bash,
    fetch,
    genai_program,
    httpx_program,
    openai_program,
    powershell,
    recipe,
)
from gemini_desktop.core.export.code.recipe import Recipe
from gemini_desktop.core.export.code.table import LANGUAGES, fitting
from gemini_desktop.core.profile import Profile
from tests.core.export.code.readers import ENVIRONMENT, PowerShell, fetch_call, python_calls
from tests.core.export.test_snippet import AWKWARD, text_of
from tests.core.protocols.building import built, profile
from tests.net.token_support import Reply, answering
from tests.support import PATIENCE_S
from tests.test_client import demo_server, in_a_thread

CANARY = "CANARY-not-a-real-key-0123456789"
PROTOCOLS = ("generate-content", "interactions", "chat-completions")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
HEADER = HEADER.map(str.strip).filter(lambda value: "***" not in value)
BASH = shutil.which("bash") or ""
NODE = shutil.which("node") or ""


def sent(**changes: Any) -> RequestSent:
    fields: dict[str, Any] = {
        "t_ns": 0,
        "unix_ns": 1,
        "method": "POST",
        "url": "https://example.test/v1beta/models/m:streamGenerateContent?alt=sse",
        "headers": (
            ("Host", "example.test"),
            ("Content-Type", "application/json"),
            ("Content-Length", "12"),
            ("User-Agent", "gemini-desktop/1"),
            ("x-goog-api-key", "***"),
        ),
        "body": b'{"contents":[{"parts":[{"text":"Hi"}]}]}',
        "protocol": "generate-content",
    }
    return RequestSent(**{**fields, **changes})


def words_of(script: str) -> list[str]:
    """The arguments that bash hands to curl, stdin as the last one where curl reads it."""
    shell = (
        'curl() { printf \'%s\\0\' "$@"; case "$*" in *@-*) cat;; esac; }\n'
        "gcloud() { echo CANARY-google; }\n"
    )
    done = subprocess.run(
        [BASH, "-c", shell + script],
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")


def resolved(text: recipe.Text) -> str:
    return "".join(
        part if isinstance(part, str) else ENVIRONMENT.get(part.variable, "CANARY-google")
        for part in text
    )


def headers_of(words: list[str]) -> dict[str, str]:
    found = [words[place + 1] for place, word in enumerate(words) if word == "-H"]
    pairs = [line.split(": ", 1) if ": " in line else [line.rstrip(";"), ""] for line in found]
    return {name: value for name, value in pairs}  # noqa: C416 - two of them each


def recipes() -> st.SearchStrategy[Recipe]:
    pairs = st.dictionaries(
        st.sampled_from(["X-One", "X-Two", "X-Team-Key"]), HEADER, max_size=3
    ).map(lambda found: tuple(found.items()))
    bodies = st.recursive(
        st.none() | st.booleans() | st.integers() | WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
        max_leaves=8,
    ).map(lambda value: json.dumps({"contents": value}, ensure_ascii=False).encode())
    urls = st.sampled_from(
        ["https://h.test/v1/a?b=1&c[]='x'", "https://***@h.test/v1/$(id)?key=***&d=`x`"]
    )
    return st.builds(
        lambda headers, body, url: recipe.of_sent(
            sent(headers=(*headers, ("x-goog-api-key", "***")), body=body, url=url)
        ),
        pairs,
        bodies,
        urls,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes())
def test_bash_hands_over_what_was_meant(recipe: Recipe) -> None:
    words = words_of(bash.render(recipe))
    assert words[words.index("-X") + 1 : words.index("-X") + 3] == ["POST", resolved(recipe.url)]
    assert headers_of(words) == {name: resolved(value) for name, value in recipe.headers}
    assert json.loads(words[words.index("-d") + 1]) == json.loads(recipe.body)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes())
def test_powershell_hands_over_what_was_meant(recipe: Recipe) -> None:
    read = PowerShell(powershell.render(recipe))
    words = read.received()
    assert words[words.index("-X") + 1 : words.index("-X") + 3] == ["POST", resolved(recipe.url)]
    assert headers_of(words) == {name: resolved(value) for name, value in recipe.headers}
    assert words[-2:] == ["--data-binary", "@-"]
    assert json.loads(read.piped) == json.loads(recipe.body)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes())
def test_fetch_is_given_what_was_meant(recipe: Recipe) -> None:
    address, headers, body = fetch_call(fetch.render(recipe))
    assert address == resolved(recipe.url)
    assert headers == {name: resolved(value) for name, value in recipe.headers}
    assert body == json.loads(recipe.body)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes())
def test_a_program_in_python_can_be_read(recipe: Recipe) -> None:
    program = httpx_program.render(recipe)
    compile(program, "snippet", "exec")
    assert "CANARY" not in program


@pytest.mark.parametrize("body", [b"\x00\xff'\"@", b"plain text", b'@"'])
def test_a_body_that_is_no_json_keeps_its_bytes(body: bytes) -> None:
    asked = recipe.of_sent(sent(body=body))
    words = words_of(bash.render(asked))
    stdin = "\0".join(words[words.index("@-") + 1 :])
    assert stdin.encode("utf-8", "surrogateescape") == body
    assert f"body = {body!r}" in httpx_program.render(asked)
    script = PowerShell(powershell.render(asked))
    assert script.received()[-1] == "@$file"
    assert "Buffer.from(" in fetch.render(asked)
    assert not genai_program.suits(asked)


def test_numbers_that_javascript_would_change_are_sent_as_they_stand() -> None:
    for text in ('{"a":18446744073709551616}', '{"a":1.50}', '{"__proto__":{"b":1}}', '{"a":-0}'):
        program = fetch.render(recipe.of_sent(sent(body=text.encode())))
        assert "JSON.stringify" not in program
        assert fetch_call(program)[2] == json.loads(text)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "GEMINI_API_KEY"),
        ({"headers": (("Authorization", "Bearer ***"),)}, "ACCESS_TOKEN"),
        (
            {
                "headers": (("authorization", "Bearer ***"),),
                "url": "https://api.openai.com/v1/chat/completions",
            },
            "OPENAI_API_KEY",
        ),
        (
            {
                "headers": (("Authorization", "Bearer ***"),),
                "url": "https://aiplatform.googleapis.com/v1/x",
            },
            "",
        ),
        ({"headers": (("X-Team-Key", "***"),)}, "X_TEAM_KEY"),
        ({"headers": (), "url": "https://h.test/v1?key=***"}, "GEMINI_API_KEY"),
        ({"headers": (), "url": "https://h.test/v1?sig_key=***"}, "SIG_KEY"),
        ({"headers": (), "url": "https://***@h.test/v1"}, "USER_AND_PASSWORD"),
    ],
)
def test_where_a_recorded_secret_comes_from(changes: dict[str, Any], name: str) -> None:
    asked = recipe.of_sent(sent(**changes))
    assert asked.secrets == [recipe.Secret(name)]
    for language in LANGUAGES:
        if language.suits(asked):
            text = language.render(asked)
            assert "***" not in text
            assert (name or "gcloud") in text


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": (("x-goog-api-key", CANARY),)},
        {"headers": (("Authorization", f"Bearer {CANARY}"),)},
        {"headers": (("Cookie", f"a={CANARY}"),)},
        {"url": f"https://h.test/v1beta/interactions?key={CANARY}"},
        {"url": f"https://me:{CANARY}@h.test/v1beta/interactions"},
        {"body": b'{"input":"x","api_key":"' + CANARY.encode() + b'"}'},
    ],
)
def test_a_secret_of_an_opened_file_is_not_copied(changes: dict[str, Any]) -> None:
    asked = recipe.of_sent(sent(**changes))
    for language in fitting(asked):
        assert "CANARY" not in language.render(asked)


def test_what_the_connection_adds_is_not_copied() -> None:
    names = [name for name, _ in recipe.of_sent(sent()).headers]
    assert names == ["Content-Type", "x-goog-api-key"]


@pytest.mark.parametrize(
    ("protocol", "names"),
    [
        ("generate-content", "curl powershell httpx google-genai fetch"),
        ("interactions", "curl powershell httpx google-genai fetch"),
        ("chat-completions", "curl powershell httpx openai fetch"),
    ],
)
def test_which_languages_are_offered(protocol: Any, names: str) -> None:
    asked = profile(protocol)
    found = fitting(recipe.of(built(asked, "Hi"), asked))
    assert [language.name for language in found] == names.split()


def test_a_request_that_only_http_can_say() -> None:
    asked = recipe.of_sent(sent(method="GET", url="https://h.test/v1beta/models", body=b""))
    assert [language.name for language in fitting(asked)] == [
        "curl",
        "powershell",
        "httpx",
        "fetch",
    ]
    assert "body" not in fetch.render(asked).split("for await")[0]


BODY: dict[str, Any] = {
    "contents": [{"role": "user", "parts": [{"text": AWKWARD}]}],
    "systemInstruction": {"parts": [{"text": "Be short."}]},
    "generationConfig": {"topP": 0.5, "seed": 7, "thinkingConfig": {"includeThoughts": True},
                         "somethingNew": {"a": 1}},
    "tools": [{"googleSearch": {}}],
    "aNewField": [1, 2],
}  # fmt: skip


def test_google_client_is_given_every_field() -> None:
    asked = recipe.of_sent(sent(body=msgspec.json.encode(BODY)))
    calls = python_calls(genai_program.render(asked))
    call = calls["client.models.generate_content_stream"]
    assert call["model"] == "m"
    assert call["contents"] == BODY["contents"]
    config = call["config"]
    assert config["top_p"] == 0.5
    assert config["thinking_config"] == {"includeThoughts": True}
    assert config["system_instruction"] == BODY["systemInstruction"]
    assert config["http_options"]["extra_body"] == {
        "generationConfig": {"somethingNew": {"a": 1}},
        "aNewField": [1, 2],
    }
    options = calls["genai.Client"]["http_options"]
    assert options == {"base_url": "https://example.test", "api_version": "v1beta"}


def test_google_client_on_vertex() -> None:
    url = (
        "https://us-central1-aiplatform.googleapis.com/v1/projects/p-1/locations/us-central1/"
        "publishers/google/models/gemini-x:generateContent"
    )
    asked = recipe.of_sent(sent(url=url, headers=(("Authorization", "Bearer ***"),)))
    program = genai_program.render(asked)
    calls = python_calls(program)
    client = calls["genai.Client"]
    assert client["vertexai"] is True
    assert (client["project"], client["location"]) == ("p-1", "us-central1")
    assert calls["client.models.generate_content"]["model"] == "gemini-x"
    assert "api_key" not in client
    assert "subprocess.check_output" not in program


def test_an_interaction_is_given_every_field() -> None:
    body = {"model": "m", "input": "Hi", "stream": True, "new_field": {"a": None}}
    url = "https://example.test/v1beta/interactions"
    asked = recipe.of_sent(sent(url=url, body=msgspec.json.encode(body), protocol="interactions"))
    call = python_calls(genai_program.render(asked))["client.interactions.create"]
    extra = call.pop("extra_body")
    assert {**call, **extra} == body


def test_openai_client_is_given_every_field() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": AWKWARD}], "stream": True,
            "google": {"thinking_config": {}}, "seed": 1}  # fmt: skip
    asked = recipe.of_sent(
        sent(
            url="https://h.test/v1beta/openai/chat/completions?a=b",
            headers=(("Authorization", "Bearer ***"), ("X-Team", "blue")),
            body=msgspec.json.encode(body),
            protocol="chat-completions",
        )
    )
    calls = python_calls(openai_program.render(asked))
    assert calls["OpenAI"] == {"api_key": None, "base_url": "https://h.test/v1beta/openai"}
    call = calls["client.chat.completions.create"]
    assert call.pop("extra_headers") == {"X-Team": "blue"}
    assert call.pop("extra_query") == {"a": "b"}
    extra = call.pop("extra_body")
    assert {**call, **extra} == body


def test_what_they_write_down_is_the_same_for_drafts_and_records() -> None:
    asked = profile(secret="env:GEMINI_API_KEY")
    request = built(asked, "Hi")
    recorded = sent(
        url=request.url, body=request.body, headers=(*request.headers, ("x-goog-api-key", "***"))
    )
    assert recipe.of_sent(recorded) == recipe.of(request, asked)


@pytest.fixture
def demo(home: Path) -> Iterator[str]:
    with in_a_thread(demo_server) as base:
        yield base


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_they_get_the_same_answer(demo: str, protocol: Any, tmp_path: Path) -> None:
    """From the demo server, each run as a user would run it."""
    openai = "/v1beta/openai" if protocol == "chat-completions" else ""
    asked = Profile(
        name="test", protocol=protocol, base_url=demo + openai, secret="env:GEMINI_API_KEY"
    )
    written = recipe.of(built(asked, AWKWARD), asked)
    programs = {
        "a.sh": ([BASH], bash.render(written)),
        "a.py": ([sys.executable], httpx_program.render(written)),
    }
    if NODE:
        programs["a.mjs"] = ([NODE], fetch.render(written))
    texts = set()
    for name, (command, text) in programs.items():
        (tmp_path / name).write_text(text, "utf-8")
        done = subprocess.run(
            [*command, str(tmp_path / name)],
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        texts.add(text_of(done.stdout))
    assert len(texts) == 1
    assert texts != {""}


def test_the_secret_is_sent_where_it_belongs(tmp_path: Path) -> None:
    with answering(lambda asked: Reply(200, b"{}")) as server:
        url = f"{server.base}/v1beta/models/m:generateContent?key=***"
        written = recipe.of_sent(sent(url=url, headers=(("x-goog-api-key", "***"),)))
        for name, command, text in (
            ("a.sh", BASH, bash.render(written)),
            ("a.py", sys.executable, httpx_program.render(written)),
        ):
            (tmp_path / name).write_text(text, "utf-8")
            subprocess.run(
                [command, str(tmp_path / name)],
                env={**os.environ, **ENVIRONMENT},
                capture_output=True,
                timeout=PATIENCE_S,
                check=True,
            )
    assert len(server.asked) == 2
    for got in server.asked:
        assert got.path.endswith("?key=CANARY-key")
        assert {k.lower(): v for k, v in got.headers.items()}["x-goog-api-key"] == "CANARY-key"
