"""What Google says beside an error's message, in lines for people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.failures import advice
from gemini_desktop.core.failures.rpc_details import lines, localized, quota_ids


def detail(kind: str, **fields: Any) -> dict[str, Any]:
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **fields}


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        (
            detail("RetryInfo", retryDelay="45.837906927s"),
            "The server asks to wait 45.837906927s.",
        ),
        (
            detail(
                "QuotaFailure",
                violations=[
                    {
                        "quotaId": "GenerateRequestsPerDay",
                        "quotaValue": "50",
                        "quotaDimensions": {"model": "gemini-3.8-flash", "location": "global"},
                    }
                ],
            ),
            "Quota GenerateRequestsPerDay, limit 50, model gemini-3.8-flash, location global",
        ),
        (
            detail("Help", links=[{"description": "Rate limits", "url": "https://ai.example/r"}]),
            "Rate limits: https://ai.example/r",
        ),
        (
            detail("ErrorInfo", reason="API_KEY_INVALID", domain="googleapis.com"),
            "Reason API_KEY_INVALID of googleapis.com",
        ),
        (
            detail(
                "BadRequest", fieldViolations=[{"field": "contents[0]", "description": "empty"}]
            ),
            "contents[0]: empty",
        ),
        (
            detail(
                "PreconditionFailure", violations=[{"type": "TOS", "description": "Accept it."}]
            ),
            "TOS: Accept it.",
        ),
        (detail("LocalizedMessage", locale="de", message="Zu viel."), "Zu viel."),
        (detail("DebugInfo", detail="[ORIGINAL ERROR] x"), "[ORIGINAL ERROR] x"),
        (detail("RequestInfo", requestId="r-1"), "Request id r-1"),
        (detail("Hologram", depth=3), "More is said in Hologram; see the inspector."),
    ],
)
def test_kinds(sent: dict[str, Any], line: str) -> None:
    assert lines([sent]) == (line,)


def test_words_in_the_language_of_the_user() -> None:
    assert localized([detail("LocalizedMessage", message="Zu viel.")]) == "Zu viel."
    assert localized([detail("Help")]) == ""


def test_a_daily_quota_has_its_own_advice() -> None:
    violations = [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]
    error = ErrorReported(
        code="429",
        status="RESOURCE_EXHAUSTED",
        message="Quota exceeded.",
        details=[detail("QuotaFailure", violations=violations)],
    )
    assert quota_ids(error.details) == ("GenerateRequestsPerDayPerProjectPerModel-FreeTier",)
    failure = advice.for_server_error(error, 429)
    assert failure.kind == "quota_of_the_day"
    assert "PerDay" in failure.detail


def test_details_come_with_the_failure() -> None:
    sent = [detail("BadRequest", fieldViolations=[{"field": "a", "description": "is no b\x1b[2J"}])]
    failure = advice.for_server_error(ErrorReported(code="400", details=sent), 400)
    assert failure.detail == "a: is no b␛[2J"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KINDS = [
    "RetryInfo", "QuotaFailure", "Help", "ErrorInfo", "BadRequest", "PreconditionFailure",
    "ResourceInfo", "LocalizedMessage", "DebugInfo", "RequestInfo", "Nothing",
]  # fmt: skip
FIELDS = ["violations", "links", "fieldViolations", "message", "metadata", "retryDelay", "quotaId"]


@given(JSON | st.lists(st.builds(
    lambda kind, fields: detail(kind, **fields),
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), JSON),
), max_size=4))  # fmt: skip
def test_no_details_break_it(details: Any) -> None:
    assert all(line.strip() and len(line) <= 400 for line in lines(details))
    advice.for_server_error(ErrorReported(code="429", details=details), 429)


def test_both_spellings_are_read() -> None:
    violation = {"quota_id": "requests_per_day", "quota_value": "50", "quota_dimensions": {"m": 1}}
    sent = [
        detail("QuotaFailure", violations=[violation]),
        detail("BadRequest", field_violations=[{"field": "a", "description": "no"}]),
        detail("RetryInfo", retry_delay="3s"),
    ]
    assert lines(sent) == (
        "Quota requests_per_day, limit 50, m 1",
        "a: no",
        "The server asks to wait 3s.",
    )
    assert advice.for_server_error(ErrorReported(details=sent), 429).kind == "quota_of_the_day"
