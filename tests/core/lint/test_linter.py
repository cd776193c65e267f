"""The linter follows attempts and hops, is bounded, and never raises."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.lint import RULES, Linter
from gemini_desktop.core.lint.findings import MOST_OF_A_RULE
from gemini_desktop.core.lint.signatures import is_base64, must_sign
from tests.core.lint.checking import (
    COMPLETED,
    CREATED,
    HELLO,
    OAI_STOP,
    START,
    STOP,
    STOPPED,
    TEXT,
    findings,
    ix,
    linted,
    oai,
    records,
    said,
    sse,
)
from tests.fuzz.mutate import stream

SSE_CASES = Path(__file__).parents[1] / "data" / "sse_cases.jsonl"


def asked(method: str = "POST", url: str = "http://x.example/", body: bytes = b"") -> RequestSent:
    return RequestSent(t_ns=0, unix_ns=0, method=method, url=url, headers=(), body=body)


def came(text: str) -> BytesReceived:
    return BytesReceived(t_ns=1, data=text.encode())


OK = ResponseStarted(t_ns=0, status=200)
END = Ended(t_ns=2, how="complete")


def rules(*came: Record, late: bool = False) -> list[str]:
    return [each.rule for each in linted(came, late=late).findings.items]


@pytest.mark.parametrize("late", [False, True])
def test_an_attempt_that_failed_is_found_once_and_the_next_is_read_anew(late: bool) -> None:
    busy = ResponseStarted(t_ns=0, status=503)
    retry = RetryScheduled(t_ns=1, attempt=1, wait_s=0.1)
    found = rules(
        *(asked(), busy, came('{"error":{"code":503,"message":"Busy"}}'), retry),
        *(asked(), OK, came(sse(said("Hello"), STOP)), END),
        late=late,
    )
    assert found == ["HTTP01"]


def test_the_empty_answer_of_a_deletion_is_fine() -> None:
    gone = asked("DELETE", "http://x.example/v1/interactions/v1")
    assert not linted([gone, OK, came("{}"), END], "interactions").findings.items


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", "{", "busy", "data: {"])
def test_what_comes_with_a_refusal_need_be_no_stream(body: str) -> None:
    busy = ResponseStarted(t_ns=0, status=502)
    assert rules(asked(), busy, came(body), END) == ["HTTP01"]


@pytest.mark.parametrize("late", [False, True])
def test_another_attempt_may_have_another_response_id(late: bool) -> None:
    first = sse('{"responseId":"a",' + said("Hel")[1:])
    second = sse('{"responseId":"b",' + said("Hello")[1:], STOP)
    retry = RetryScheduled(t_ns=1, attempt=1, wait_s=0.1)
    answer = (asked(), OK, came(first), retry, asked(), OK, came(second), END)
    assert rules(*answer, late=late) == []


def test_a_stream_that_was_resumed_is_one() -> None:
    created = asked(url="http://x.example/v1/interactions", body=b"{}")
    resumed = asked("GET", "http://x.example/v1/interactions/v1?stream=true")
    rest = ix(TEXT, STOPPED, COMPLETED)
    retry = RetryScheduled(t_ns=1, attempt=1, wait_s=0.1)
    head = (created, OK, came(ix(CREATED, START, TEXT)), retry, resumed, OK)
    assert rules(*head, came(rest), END) == []
    assert rules(*head, came(ix(TEXT, STOPPED)), END) == ["INT04"]


def test_each_hop_of_a_long_answer_ends_by_itself() -> None:
    first = sse(said("One"), STOP.replace('"STOP"', '"CONTINUATION"'))
    second = sse(said("Two"))
    again = asked(body=b'{"continuationToken":"t"}')
    found = linted([asked(), OK, came(first), again, OK, came(second), END]).findings.items
    assert [each.rule for each in found] == ["GEN01", "USE03"]
    assert found[0].start == len(first) + len(second)


def test_what_was_stopped_has_no_end_to_miss() -> None:
    stopped = Ended(t_ns=60_000_000_000, how="cancelled")
    assert rules(asked(), OK, came(sse(said("Hello"))), stopped) == []
    assert rules(asked(), OK, came(sse(said("Hello")) + "data: {"), stopped) == []


def test_a_connection_that_never_was_broke_nothing_off() -> None:
    failure = Failure(kind="connect", message="Nobody answers there.")
    assert rules(asked(), Ended(t_ns=2, how="failed", failure=failure)) == []


@pytest.mark.parametrize(
    ("seconds", "found"), [(14.9, []), (15.1, ["GAP01"])], ids=["short", "long"]
)
def test_silence_is_between_two_reads(seconds: float, found: list[str]) -> None:
    later = BytesReceived(t_ns=int(seconds * 1e9) + 1, data=sse(STOP).encode())
    end = Ended(t_ns=later.t_ns + 1, how="complete")
    assert rules(asked(), OK, came(sse(said("Hello"))), later, end) == found


def test_of_several_silences_the_longest_is_found_at_its_place() -> None:
    """One a response: an agent that thinks in silence is told once."""
    parts = [sse(said("One")), sse(said("Two")), sse(STOP)]
    reads = [
        BytesReceived(t_ns=n * 1_000_000_000, data=part.encode())
        for n, part in zip((16, 46, 63), parts, strict=True)
    ]
    end = Ended(t_ns=63_000_000_000, how="complete")
    (found,) = linted([asked(), OK, *reads, end]).findings.items
    assert (found.rule, found.start) == ("GAP01", len(parts[0]))
    assert "30.0 s" in found.message


@pytest.mark.parametrize(
    ("accepts", "found"),
    [("gzip, br", []), ("*", []), ("identity", ["HTTP05"]), (None, [])],
)
def test_compression_that_was_asked_for_is_fine(accepts: str | None, found: list[str]) -> None:
    head = (("Content-Type", "text/event-stream"), ("Content-Encoding", "gzip"))
    sent = (("Accept-Encoding", accepts),) if accepts else ()
    whole = sse(said("Hello"), STOP).encode()
    made = linted(records(whole, headers=head, asked=sent))
    assert [each.rule for each in made.findings.items] == found


def test_a_comment_in_time_breaks_the_silence() -> None:
    reads = [BytesReceived(t_ns=n * 10_000_000_000, data=b": wait\n\n") for n in range(1, 6)]
    last = BytesReceived(t_ns=55_000_000_000, data=sse(said("Hello"), STOP).encode())
    assert rules(asked(), OK, *reads, last, Ended(t_ns=last.t_ns, how="complete")) == []


@pytest.mark.parametrize(
    ("headers", "rule"),
    [
        ((("Content-Length", "10"), ("Content-Encoding", "gzip")), ""),
        ((("Content-Length", "no number"),), ""),
        ((("Retry-After", "120"),), ""),
        ((("Retry-After", "Fri, 20 Nov 2026 10:00:00 GMT"),), ""),
        ((("Retry-After", "-5"),), "HTTP06"),
        ((("Content-Type", 'application/json; charset="UTF-8"'),), ""),
        ((("Content-Type", "application/json; charset=utf-16"),), "HTTP07"),
    ],
)
def test_headers_mean_what_the_standard_says(
    headers: tuple[tuple[str, str], ...], rule: str
) -> None:
    whole = sse(said("Hello"), STOP).encode()
    named = {"Content-Type": "application/json", **dict(headers)}
    found = linted(records(whole, headers=tuple(named.items()))).findings.items
    assert [each.rule for each in found] == ([rule] if rule else [])


def test_calls_as_google_sends_them_are_clean() -> None:
    """Each whole, without an index, with the role every time, and `stop` at the end."""
    call = (
        '"delta":{"role":"assistant","tool_calls":[{"id":"%s","function":{"name":"f",'
        '"arguments":"{}"}}]}'
    )
    assert findings(oai(HELLO, call % "a", call % "b", OAI_STOP).encode()) == []


def test_a_call_of_a_model_that_does_not_sign_needs_no_signature() -> None:
    part = '{"functionCall":{"name":"f","args":{}}}'
    for version, found in (("gemini-2.5-pro", []), ("gemini-4-argon", ["SIG02"])):
        called = f'{{"candidates":[{{"content":{{"parts":[{part}]}}}}],"modelVersion":"{version}"}}'
        assert [each.rule for each in findings(sse(called, STOP).encode())] == found


def test_usage_that_was_asked_for_and_did_not_come() -> None:
    body = oai(HELLO, OAI_STOP).encode()
    wanted = b'{"stream_options": {"include_usage": true}}'
    assert linted(records(body)).findings.items == []
    assert [each.rule for each in linted(records(body, request=wanted)).findings.items] == ["USE03"]


def test_a_gap_in_ids_that_do_not_count_is_none() -> None:
    ids = ["x9", "x2", "x7", "abc", "x11"]
    texts = [f'{TEXT},"event_id":"{id_}"' for id_ in ids]
    assert findings(ix(CREATED, START, *texts, STOPPED, COMPLETED).encode()) == []


def test_a_rule_that_is_broken_always_is_counted_and_not_kept() -> None:
    bad = "data: {oops\n\n" * (MOST_OF_A_RULE + 500)
    linter = linted(records((bad + sse(STOP)).encode()))
    assert linter.findings.counts["JSON01"] == MOST_OF_A_RULE + 500
    assert sum(each.rule == "JSON01" for each in linter.findings.items) == MOST_OF_A_RULE


@pytest.mark.parametrize("seed", range(300))
def test_nothing_that_a_server_sends_makes_it_raise(seed: int) -> None:
    chance = random.Random(seed)
    made = stream(chance)
    for late in (False, True):
        found = linted(records(made.body, status=made.status, seed=seed), made.protocol, late=late)
        for each in found.findings.items:
            assert each.rule in RULES
            assert each.message
            assert 0 <= each.start <= each.end <= len(made.body)


def test_every_case_of_the_event_stream_standard_is_read() -> None:
    for line in SSE_CASES.read_text().splitlines():
        body = base64.b64decode(json.loads(line)["bytes_base64"])
        for each in linted(records(body, status=None)).findings.items:
            assert 0 <= each.start <= each.end <= len(body)


def test_a_linter_that_saw_nothing_closes() -> None:
    linter = Linter()
    linter.close()
    assert not linter.findings.items


@given(st.binary(max_size=200))
def test_base64_is_what_the_encoder_makes(data: bytes) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(data).decode()
        assert is_base64(text)
        assert is_base64(text.rstrip("="))
    assert not is_base64(base64.b64encode(data).decode() + "!")


def test_a_long_picture_is_looked_at_from_both_ends() -> None:
    good = "QUJD" * 1_000_000
    assert is_base64(good)
    assert not is_base64("!" + good)
    assert not is_base64(good + "!!!!")


@pytest.mark.parametrize(
    ("model", "signs"),
    [("gemini-3-pro", True), ("models/gemini-3.1-flash-lite", True), ("gemini-2.5-pro", False),
     ("google/gemini-4-argon", True), ("gemma-4-31b-it", False), ("", False)],
)  # fmt: skip
def test_models_from_the_third_generation_on_sign(model: str, signs: bool) -> None:
    assert must_sign(model) is signs
