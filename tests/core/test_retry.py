"""When another attempt follows, and after how long; no clock and no dice but those passed in."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.retry import (
    RETRIED_KINDS,
    RETRIED_STATUSES,
    Attempt,
    Policy,
    Retry,
    decide,
    is_daily,
    retry_after_s,
    retry_delay_s,
    seconds,
)

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT
POLICY = Policy()


def retry(policy: Policy = POLICY, dice: float = 1.0, **known: Any) -> Retry | None:
    attempt = Attempt(**{"number": 1, **known})
    return decide(attempt, policy, unix_s=NOW, random=lambda: dice)


def wait(policy: Policy = POLICY, dice: float = 1.0, **known: Any) -> float:
    decision = retry(policy, dice, **known)
    assert decision is not None
    return decision.wait_s


def after(value: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", "application/json"), ("Retry-After", value))


def quota(quota_id: str, value: str = "10", delay: str = "3s") -> ErrorReported:
    return ErrorReported(
        code="429",
        status="RESOURCE_EXHAUSTED",
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{"quotaId": quota_id, "quotaValue": value}],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
        ],
    )


@pytest.mark.parametrize("status", sorted(RETRIED_STATUSES))
def test_passing_troubles_are_tried_again(status: int) -> None:
    decision = retry(status=status)
    assert decision is not None
    assert decision.reason.startswith(f"{status}, retry 1/4 in ")


@pytest.mark.parametrize("status", [200, 204, 301, 307, 400, 401, 403, 404, 409, 413, 501, 999])
def test_lasting_refusals_are_not(status: int) -> None:
    assert retry(status=status) is None


@pytest.mark.parametrize("kind", sorted(RETRIED_KINDS))
def test_the_network_gets_another_chance(kind: str) -> None:
    decision = retry(failure_kind=kind)
    assert decision is not None
    assert RETRIED_KINDS[kind] in decision.reason


@pytest.mark.parametrize("kind", ["", "tls", "dns", "bad_url", "body_cut", "event_too_large"])
def test_other_failures_do_not_pass_by_themselves(kind: str) -> None:
    assert retry(failure_kind=kind, status=200) is None


def test_a_refusal_outweighs_how_its_connection_closed() -> None:
    assert retry(status=403, failure_kind="connection_lost") is None
    assert retry(status=503, failure_kind="connection_lost") is not None


def test_never_after_something_of_the_answer_came() -> None:
    assert retry(status=200, failure_kind="connection_lost", has_content=True) is None
    assert retry(status=503, has_content=True) is None


def test_the_attempts_are_counted() -> None:
    assert [retry(status=503, number=n) is not None for n in range(1, 7)] == [True] * 4 + [
        False
    ] * 2
    assert retry(Policy(max_retries=0), status=503) is None
    last = retry(status=503, number=4)
    assert last is not None
    assert "retry 4/4" in last.reason


def test_time_outs_are_tried_as_often_as_anything() -> None:
    """As often as the profile says, with the same back-off."""
    tries = [retry(failure_kind="timeout_connect", number=n) is not None for n in range(1, 6)]
    assert tries == [True, True, True, True, False]
    assert [wait(failure_kind="timeout_idle", number=n) for n in range(1, 5)] == [1, 2, 4, 8]


def test_time_outs_do_not_go_on_for_ever() -> None:
    """Each costs the whole time-out again: three of a minute are enough, unless more is allowed."""
    assert retry(failure_kind="timeout_idle", elapsed_s=179.9) is not None
    assert retry(failure_kind="timeout_idle", elapsed_s=180) is None
    assert retry(Policy(patience_s=600), failure_kind="timeout_idle", elapsed_s=180) is not None
    assert retry(status=503, elapsed_s=3600) is not None


def test_back_off_doubles_and_is_capped() -> None:
    patient = Policy(max_retries=20)
    waits = [wait(patient, status=503, number=n) for n in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert wait(status=503, dice=0.25, number=3) == 1.0
    assert wait(status=503, dice=0.0) == 0.0
    assert wait(status=429) == 5.0


def test_the_server_knows_better() -> None:
    decision = retry(status=429, headers=after("8"))
    assert decision == Retry(wait_s=8, reason="429, retry 1/4 in 8 s (Retry-After)")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("8", 8.0),
        (" 8 ", 8.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("Fri, 15 Jan 2027 08:00:30 GMT", 30.0),
        ("Friday, 15-Jan-27 08:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2020 00:00:00 GMT", 0.0),
        ("Fri, 15 Jan 2027 10:00:30 +0200", 30.0),
        ("999999999", 999_999_999.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e3", None),
        ("nan", None),
        ("inf", None),
        ("٣", None),
        ("9" * 400, None),
        ("Fri, 99 Jan 2027 08:00:30 GMT", None),
        ("Mon, 01 Jan 99999 00:00:00 GMT", None),
    ],
)
def test_retry_after(value: str, expected: float | None) -> None:
    assert retry_after_s(after(value), NOW) == expected


def test_retry_after_in_milliseconds_is_more_exact() -> None:
    headers = (("Retry-After", "2"), ("Retry-After-Ms", "1500"))
    assert retry_after_s(headers, NOW) == 1.5
    assert retry_after_s((("retry-after", "2"), ("retry-after-ms", "soon")), NOW) == 2.0


def test_a_wait_without_end_is_capped_and_says_so() -> None:
    decision = retry(status=429, headers=after("999999999"))
    assert decision is not None
    assert decision.wait_s == 60
    assert "which asked for 999999999 s" in decision.reason


@pytest.mark.parametrize("value", ["-5", "soon", "", "0", "Sat, 21 Nov 2020 00:00:00 GMT"])
def test_a_useless_hint_leaves_the_back_off(value: str) -> None:
    decision = retry(status=429, headers=after(value), dice=0.5)
    assert decision == Retry(wait_s=2.5, reason="429, retry 1/4 in 2.5 s (back-off)")


def test_the_delay_may_stand_in_the_body() -> None:
    """Gemini sends no Retry-After with most 429s, only RetryInfo."""
    error = quota("GenerateRequestsPerMinutePerProjectPerModel", delay="45.837906927s")
    decision = retry(status=429, error=error)
    assert decision is not None
    assert decision.wait_s == 45.837906927
    assert decision.reason == "429 RESOURCE_EXHAUSTED, retry 1/4 in 46 s (RetryInfo)"
    assert wait(status=429, error=error, headers=after("50")) == 50


@pytest.mark.parametrize(
    "details",
    [None, "3s", {}, [None], [{"retryDelay": 3}], [{"retryDelay": "-3s"}], [{"retryDelay": "x"}]],
)
def test_other_details_say_nothing(details: Any) -> None:
    assert retry_delay_s(details) is None


def test_protobuf_durations_as_objects() -> None:
    assert retry_delay_s([{"retry_delay": {"seconds": 7}}]) == 7.0


@pytest.mark.parametrize(
    "quota_id",
    ["GenerateRequestsPerDayPerProjectPerModel-FreeTier", "requests_per_day", "x-Per-Day"],
)
def test_a_daily_quota_is_not_waited_for(quota_id: str) -> None:
    assert is_daily(quota_id)
    assert retry(status=429, error=quota(quota_id)) is None


def test_a_quota_of_nothing_is_not_waited_for() -> None:
    assert retry(status=429, error=quota("PerMinute", value="0")) is None
    assert retry(status=429, error=quota("PerMinute", value="5")) is not None


def test_an_error_in_a_body_of_status_200_counts() -> None:
    assert retry(status=200, error=ErrorReported(code="503")) is not None
    assert retry(status=200, error=ErrorReported(code="400")) is None
    assert retry(status=200, error=ErrorReported(code="overloaded")) is None


def test_the_server_may_say_no_itself() -> None:
    assert retry(status=503, headers=(("x-should-retry", "false"),)) is None
    assert retry(status=409, headers=(("x-should-retry", "true"),)) is not None


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0 s"), (0.04, "0.0 s"), (1.5, "1.5 s"), (8.0, "8 s"), (9.97, "10 s"), (45.8, "46 s")],
)
def test_seconds_in_words(value: float, words: str) -> None:
    assert seconds(value) == words


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["retryDelay", "violations", "quotaId", "quotaValue", "seconds"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(
    status=st.none() | st.integers(0, 999),
    value=st.text(max_size=30) | st.floats().map(str) | st.integers().map(str),
    details=JSON,
    number=st.integers(1, 5000),
    dice=st.floats(0, 1, exclude_max=True),
)
def test_nothing_a_server_sends_makes_it_fail_or_wait_longer(
    status: int | None, value: str, details: Any, number: int, dice: float
) -> None:
    decision = decide(
        Attempt(
            number=number,
            status=status,
            headers=after(value),
            error=ErrorReported(code="429", details=details),
        ),
        msgspec.structs.replace(POLICY, max_retries=20),
        unix_s=NOW,
        random=lambda: dice,
    )
    assert decision is None or 0 <= decision.wait_s <= POLICY.cap_s
