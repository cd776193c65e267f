"""Seed 000: streamGenerateContent of Vertex AI with a service account, and its tagged log."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest

from gemini_desktop import cli
from gemini_desktop.client import AnswerChunk, Client
from gemini_desktop.core import errors, retry
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.outcome import Evidence, judge
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.text_log import TextLog
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session import asking
from tests.core.protocols.building import built, profile
from tests.net.token_support import TOKEN, Asked, Reply, answering, info, token, written
from tests.seeds.wire import chunks, events, lines, outcome, read, replying, tape, text
from tests.support import PATIENCE_S, RunCoroutine, costs_less_than
from tests.test_client import in_a_thread

SEED = events(text("你好！"), text("我是"), "[DONE]")
LOG = """\
[RAW] data: {"candidates":[{"content":{"parts":[{"text":"你好！"}]}}]}
[CHUNK] 你好！
[RAW] data: {"candidates":[{"content":{"parts":[{"text":"我是"}]}}]}
[CHUNK] 我是
[RAW] data: [DONE]

[COMPLETE_RESPONSE]:
==================================================
你好！我是"""
PRO = "gemini-3-pro-preview"


def vertex(**fields: Any) -> Profile:
    known = {"auth": "service-account", "project": "your-project-id", "base_url": "", "model": PRO}
    return profile(**known | fields)


def test_one_call_streams_and_returns_the_text(home: Path) -> None:
    """000-1, 000-6: a chunk is handed out at once, and the text comes whole at the end."""
    seen: list[tuple[AnswerChunk, float]] = []
    pieces = [events(text("你好！")), events(text("我是", finishReason="STOP"))]
    with (
        in_a_thread(lambda: replying(pieces, pause_s=0.3)) as base,
        Client(base_url=base) as client,
    ):
        result = client.generate_content(
            model_name=PRO,
            prompt="你的提示词",
            streaming=True,
            on_chunk=lambda chunk: seen.append((chunk, time.monotonic())),
        )
    assert [str(chunk) for chunk, _ in seen] == ["你好！", "我是"]
    assert result == "你好！我是"
    assert seen[1][1] - seen[0][1] > 0.2


def test_a_service_account_file_and_a_project(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """000-2, 000-15, 000-17: a signed request for exactly the scope, a Bearer header, and the
    project from the file where none is named."""

    def reply(asked: Asked) -> Reply:
        if asked.path == "/token":
            return token()
        return Reply(200, events(text("Hi", finishReason="STOP")))

    with answering(reply) as server:
        file = written(tmp_path, info(server.token_uri))
        with Client(service_account_file=str(file), base_url=server.base) as client:
            client.profile = msgspec.structs.replace(client.profile, allow_token_host="127.0.0.1")
            assert client.generate_content(prompt="x") == "Hi"
    grant = parse_qs(server.asked[0].body.decode())["assertion"][0].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(grant + "=" * (-len(grant) % 4)))
    assert claims["scope"] == "https://www.googleapis.com/auth/cloud-platform"
    assert server.asked[1].headers["authorization"] == f"Bearer {TOKEN}"


def test_the_project_comes_from_the_file(tmp_path: Path, run_async: RunCoroutine) -> None:
    """000-15: an id such as carbide-team-478005-f8 is taken over."""
    file = written(tmp_path, info())
    asked = vertex(project="", service_account_file=str(file))

    async def main() -> Profile:
        return await Tokens().completed(asked)

    completed = run_async(main())
    assert completed.project == "carbide-team-478005-f8"
    assert "/projects/carbide-team-478005-f8/" in built(completed, "x").url


@pytest.mark.parametrize(
    ("location", "host", "named"),
    [
        ("global", "aiplatform.googleapis.com", "global"),
        ("", "aiplatform.googleapis.com", "global"),
        ("us-central1", "us-central1-aiplatform.googleapis.com", "us-central1"),
    ],
)
def test_the_address(location: str, host: str, named: str) -> None:
    """000-3, 000-16: global has no region in its host."""
    assert built(vertex(location=location), "x").url == (
        f"https://{host}/v1/projects/your-project-id/locations/{named}"
        f"/publishers/google/models/{PRO}:streamGenerateContent?alt=sse"
    )


def test_the_model_is_offered_and_any_other_may_be_typed() -> None:
    """000-4."""
    assert asking.model_table().find(PRO) is not None
    assert "/models/my-own-model:" in built(vertex(model="my-own-model"), "x").url


def test_the_demo_needs_no_key(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """000-5: the streaming demo runs by itself, over real HTTP."""
    assert cli.main(["send", "seed 0"]) == 0
    assert capsys.readouterr().out == LOG + "\n"


def test_the_log_to_the_letter() -> None:
    """000-7, 000-8, 000-9, 000-10: [RAW] verbatim, then [CHUNK], [DONE] without one, the rule of
    fifty signs, and the whole text."""
    assert "\n".join(lines(SEED, "generate-content")) == LOG
    assert tape("seed0-hello").strip() == SEED.strip()
    assert outcome(read(SEED, "generate-content")) == "complete"
    last = chunks(SEED)[-1]
    assert (last.kind, last.error, last.events) == ("done", "", ())


def test_the_prefix_is_cut_at_the_start_alone() -> None:
    """000-11: also where the text itself has `data: `; empty lines are skipped."""
    words = 'a line: data: {"x":1} and data: [DONE]'
    body = b"\n\n" + events(text(words), "[DONE]")
    assert read(body, "generate-content").text == words
    assert [line for line in lines(body) if not line][:-1] == []


def test_what_has_no_text_is_no_error() -> None:
    """000-12: empty data, usage alone, candidates without content or parts."""
    body = b"data: \n\ndata:\n\n" + events(
        {"usageMetadata": {"totalTokenCount": 1}},
        {"candidates": []},
        {"candidates": [{"content": {}}]},
        {"candidates": [{"content": {"parts": [{}]}}]},
        text("Hi", finishReason="STOP"),
    )
    turn = read(body, "generate-content")
    assert turn.text == "Hi"
    assert outcome(turn) == "complete"
    assert not [chunk for chunk in chunks(body) if chunk.error]


def test_each_failure_has_its_own_line(home: Path) -> None:
    """000-13: JSON, network, authentication, time-out."""
    assert any(line.startswith("[JSON_ERROR] ") for line in lines(events('{"candi', text("x"))))
    refused = lines(b'{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}', status=401)
    assert "[ERROR] Request failed: 401" in refused
    with (
        Client(base_url="http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(errors.NetworkError, match="refused") as network,
    ):
        client.generate_content(prompt="x")
    with (
        in_a_thread(lambda: replying([b"", b""], pause_s=2)) as base,
        Client(base_url=base, timeout_s=0.2, max_retries=0) as client,
        pytest.raises(errors.TimedOut) as silence,
    ):
        client.generate_content(prompt="x")
    shown = [
        TextLog().finish(Turn(role="model", outcome=judge(failed(error.value.failure))))
        for error in (network, silence)
    ]
    assert all(found[-2].startswith("[ERROR] ") for found in shown)
    assert shown[0] != shown[1]


def failed(failure: Failure) -> Evidence:
    from gemini_desktop.core.capture import Ended

    return Evidence(ended=Ended(t_ns=1, how="failed", failure=failure))


def test_no_requests_package_on_the_way() -> None:
    """000-18."""
    program = (
        "import sys, gemini_desktop.client, gemini_desktop.net.tokens; "
        "import google.oauth2.service_account; sys.exit('requests' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE_S)


def test_long_answers_and_code_come_quickly_and_whole() -> None:
    """000-19: 200 kB in small pieces, with a fence."""
    pieces = ["```python\n", *[f"print({n})\n" for n in range(16_000)], "```\n"]
    body = events(*[text(piece) for piece in pieces], text("", finishReason="STOP"))
    with costs_less_than(20):
        turn = read(body, "generate-content")
    assert turn.text == "".join(pieces)
    assert len(turn.text) > 190_000


def test_patience() -> None:
    """000-20: sixty seconds unless another time is set."""
    assert Profile(name="x").timeouts == Timeouts(silence_s=60)
    assert Client(base_url="http://127.0.0.1:9", timeout_s=1).profile.timeouts.silence_s == 1


def test_what_may_pass_is_tried_again() -> None:
    """000-21 (the rules stand in seed 003)."""
    attempt = retry.Attempt(number=1, failure_kind="connection_lost")
    assert retry.decide(attempt, retry.Policy(), unix_s=0, random=lambda: 0.5)


@pytest.mark.parametrize(
    ("status", "hints"),
    [(401, ("key", "permission", "account")), (404, ("model", "region"))],
)
def test_a_refusal_has_a_line_and_a_hint(status: int, hints: tuple[str, ...]) -> None:
    """000-23, 000-24."""
    body = json.dumps({"error": {"code": status, "message": "no"}}).encode()
    found = lines(body, "generate-content", status)
    assert f"[ERROR] Request failed: {status}" in found
    hint = next(line for line in found if line.startswith("Hint: "))
    assert any(word in hint for word in hints)


def test_half_an_event_does_not_end_the_stream() -> None:
    """000-25: told once, its bytes kept, what follows is read."""
    body = events(text("one "), '{"candidates":[{"content"', text("two", finishReason="STOP"))
    found = lines(body, "generate-content")
    assert sum(line.startswith("[JSON_ERROR] Failed to parse: ") for line in found) == 1
    assert '[RAW] data: {"candidates":[{"content"' in found
    assert read(body, "generate-content").text == "one two"
