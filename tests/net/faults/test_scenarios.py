"""Servers that misbehave in every way known: each exchange ends in the right outcome, keeps its
text, tells what was odd, and calls nobody else.

`scenarios.jsonl` and `variants.jsonl` (the same kinds in other places, protocols and framings) hold
whole HTTP answers as scripts, `faultd.py` is the server that plays them, in
a process of its own. Waits between attempts are cut to nothing; their records keep their length.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from gemini_desktop.cli.report import exit_code
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import RetryScheduled
from gemini_desktop.core.lint import Linter
from gemini_desktop.core.merged import Merger
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.exchange import new_client
from gemini_desktop.session import live
from tests.session.test_live import Seen
from tests.support import RunCoroutine, until

_HERE = Path(__file__).parent
_SCENARIOS: dict[str, dict[str, Any]] = {
    scenario["name"]: scenario
    for name in ("scenarios.jsonl", "variants.jsonl")
    for line in (_HERE / name).read_text("utf-8").splitlines()
    if (scenario := json.loads(line))
}
_ENDLESS = {"infinite-text"}
_OUTCOMES = {
    "ok": {"complete"},
    "ok-with-note": {"complete"},
    "incomplete": {"incomplete"},
    "error": {"failed"},
    "cancelled": {"cancelled"},
    "blocked": {"blocked"},
    "awaiting": {"awaiting"},
    "any": {"complete", "incomplete", "failed", "blocked"},
}
SECRET = "CANARY-KEY-0123456789"  # not a real key: a scenario echoes it


class Faults(NamedTuple):
    port: int

    def log(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/log") as answer:
            entries: list[dict[str, Any]] = json.load(answer)
        return entries


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    command = [sys.executable, str(_HERE / "faultd.py"), "--max-s", "600"]
    command += ["--scenarios", str(_HERE / "scenarios.jsonl"), str(_HERE / "variants.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ)) as server:
        assert server.stdout is not None
        yield Faults(json.loads(server.stdout.readline())["port"])
        server.kill()


class Hurried(live.Waits):
    """Waits that are skipped as soon as they begin."""

    async def pause(self, seconds: float) -> None:
        await super().pause(min(seconds, 0.01))


class Kept(Seen):
    """A tape and a listener in one: every byte is counted before it is decoded."""

    def append(self, record: object) -> None:
        """Kept by `record`."""

    def overwrite(self, offset: int, data: bytes) -> None:
        assert set(data) <= {ord("*")}


async def play(port: int, name: str) -> tuple[Turn, Kept, Answer]:
    protocol = _SCENARIOS[name].get("protocol", "generate-content")
    kept, answer = Kept(), Answer(protocol)
    kind = _SCENARIOS[name]["kind"]
    patient = Timeouts(silence_s=60, stall_s=60, total_s=90)
    timeouts = msgspec.structs.replace(patient, silence_s=1.5)
    if "bomb" in name:
        timeouts = patient  # a busy server packs it for seconds
    elif kind == "variant":
        timeouts = msgspec.structs.replace(timeouts, stall_s=2)
    profile = Profile(
        name="test",
        protocol=protocol,
        auth="api-key",
        max_retries=1 if kind == "timing" else 4,
        timeouts=timeouts,
    )
    async with new_client() as client:
        task = asyncio.create_task(
            live.run(
                client,
                HttpRequest(method="POST", url=f"http://127.0.0.1:{port}/s/{name}/v1", body=b"{}"),
                profile=profile,
                secret=SECRET,
                tape=kept,
                listener=kept,
                answer=answer,
                waits=Hurried(),
            )
        )
        if name in _ENDLESS:
            await asyncio.sleep(0.7)
            await until(lambda: len(kept.chunks) > 2)
            task.cancel()
        try:
            turn = await task
        except asyncio.CancelledError:
            turn = answer.finish()
    return turn, kept, answer


def outcome_of(turn: Turn) -> Outcome:
    assert turn.outcome is not None
    return turn.outcome


@pytest.mark.parametrize("name", _SCENARIOS)
def test_scenario(name: str, faults: Faults, run_async: RunCoroutine) -> None:
    expect = _SCENARIOS[name]["expect"]
    turn, kept, answer = run_async(play(faults.port, name))
    outcome = outcome_of(turn)
    assert outcome.kind in _OUTCOMES[expect["outcome"]], outcome
    assert outcome.message
    if expect["outcome"] == "ok-with-note":
        assert outcome.notes
    if expect["outcome"] in ("incomplete", "error"):
        assert outcome.advice
    if expect.get("text_kept_is_regex"):
        assert re.search(expect["text_kept"], turn.text, re.DOTALL)
    else:
        assert expect["text_kept"] in turn.text
    if "text_absent" in expect:
        assert expect["text_absent"] not in turn.text
    assert answer.requests == expect.get("requests", answer.requests)
    assert outcome.reason == expect.get("reason", outcome.reason)
    assert expect.get("says", "") in outcome.message
    assert "unsaid" not in expect or expect["unsaid"] not in outcome.message
    if "note" in expect:
        assert expect["note"] in [note.id for note in outcome.notes]
    if "exit" in expect and expect["outcome"] != "cancelled":
        assert exit_code(answer) == expect["exit"]
    for wait in (record for record in kept.records if isinstance(record, RetryScheduled)):
        assert 0 <= wait.wait_s <= 60
        assert wait.reason
    assert SECRET not in repr((outcome, kept.records, kept.chunks))
    for note in outcome.notes:
        assert note.start is None or 0 <= note.start <= (note.end or 0) <= answer.received_bytes
    watched(turn, kept, answer)


def watched(turn: Turn, kept: Kept, answer: Answer) -> None:
    """Whatever comes, the linter finds places within it, and the answer is put together."""
    linter, merger = Linter(), Merger()
    for record in kept.records:
        linter.take(record)
        merger.record(record)
    for chunk in kept.chunks:
        linter.chunk(chunk)
        merger.take(chunk)
    linter.close(turn)
    merger.result()
    for found in linter.findings.items:
        assert 0 <= found.start <= found.end <= answer.received_bytes


def test_nobody_else_was_called(faults: Faults, run_async: RunCoroutine) -> None:
    """No redirect, refresh, link or page leads a request, or a cookie, to the other listener."""
    for name, scenario in _SCENARIOS.items():
        if "canary" in json.dumps(scenario):
            run_async(play(faults.port, name))
    log = faults.log()
    assert not [entry for entry in log if entry.get("canary")]
    assert not [entry for entry in log if "cookie" in entry.get("headers", {})]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("captive-portal-html", "web_page"),
        ("random-bytes-body", "no_events"),
        ("empty-200", "empty"),
        ("gzip-garbage", "bad_gzip"),
        ("unknown-encoding-br", "content_coding"),
        ("gzip-x3-2gib", "content_coding"),
        ("gzip-truncated", "body_cut"),
        ("event-many-data-lines", "event_too_large"),
        ("headers-drip-never-end", "timeout_first_byte"),
        ("close-without-response", "closed_before_answer"),
        ("redirect-userinfo", "redirect"),
        ("tls-on-plain-port", "tls_on_plain_port"),
        ("header-1mb-line", "head_too_large"),
        ("header-flood", "head_too_large"),
        ("status-line-bogus", "bad_status_line"),
        ("header-bare-cr-lf-injection", "bad_header"),
        ("chunk-size-garbage", "bad_chunks"),
        ("status-999", "odd_status"),
        ("wrong-type-json-error-200", "unauthenticated"),
    ],
)
def test_the_reason_is_named(
    name: str, reason: str, faults: Faults, run_async: RunCoroutine
) -> None:
    turn, *_ = run_async(play(faults.port, name))
    assert outcome_of(turn).reason == reason


def test_words_that_help(faults: Faults, run_async: RunCoroutine) -> None:
    def message(name: str) -> str:
        return outcome_of(run_async(play(faults.port, name))[0]).message

    assert "Sign in to Wi-Fi" in message("captive-portal-html")
    assert "not followed" in message("redirect-301-other-host")
    assert "user:pass" not in message("redirect-userinfo")
    assert "overloaded. Given up after 5 attempts and " in message("503-forever")
    assert "xxx" in message("403-1mb-message")
    assert len(message("403-1mb-message")) < 1000
    assert "\x1b" not in message("500-ansi-and-rtl-message")
