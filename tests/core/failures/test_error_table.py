"""Every kind of failure has a row, and every row whole sentences."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.failures import advice
from gemini_desktop.core.failures.error_table import TABLE, Place, failure

PACKAGE = Path(__file__).parents[3] / "gemini_desktop"
FIELDS = {
    *("host", "after", "limit", "status", "where", "said", "coding", "came", "gone"),
    *("proxy", "why"),
}


@pytest.mark.parametrize("kind", TABLE)
def test_rows(kind: str) -> None:
    row = TABLE[kind]
    assert row.place in get_args(Place)
    assert row.says[0].isupper() or row.says.startswith(("{host}", "{came}", "“"))
    assert row.place == "server" or row.says.endswith((".", "{said}"))
    assert row.cause
    assert row.advice.endswith((".", "?"))
    names = {name for _, name, _, _ in Formatter().parse(row.says) if name}
    assert names <= FIELDS
    told = failure(kind, status=400, **dict.fromkeys(FIELDS - {"status"}, "X"))
    assert told.kind == kind
    assert "{" not in told.message


def test_no_kind_of_the_network_is_missing() -> None:
    """Each kind that the network's modules or the advice name stands in the table."""
    sources = [*(PACKAGE / "net").glob("*.py"), PACKAGE / "core" / "failures" / "advice.py"]
    named = {
        kind
        for path in sources
        for kind in re.findall(r'error_table\.failure\(\s*"(\w+)"', path.read_text("utf-8"))
    }
    assert named
    assert named <= TABLE.keys()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "bad_request"), (401, "unauthenticated"), (402, "payment"), (403, "forbidden"),
        (404, "not_found"), (408, "server_timeout"), (418, "refused"), (429, "rate_limited"),
        (500, "server_error"), (502, "bad_gateway"), (503, "unavailable"), (504, "gateway_timeout"),
        (511, "server_error"), (529, "unavailable"), (999, "odd_status"),
    ],
)  # fmt: skip
def test_statuses(status: int, kind: str) -> None:
    told = advice.for_status(status)
    assert (told.kind, told.status) == (kind, status)
    assert str(status) in told.message
    assert advice.for_server_error(ErrorReported(message="No."), status).message.endswith("No.")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("API key not valid. Please pass a valid API key.", "unauthenticated"),
        ("API key expired. Please renew the API key.", "key_expired"),
        ("User location is not supported for the API use.", "region"),
        ("Something else", "bad_request"),
    ],
)
def test_words_tell_more_than_a_status(words: str, kind: str) -> None:
    assert advice.for_server_error(ErrorReported(code="400", message=words), 400).kind == kind


def test_reasons_of_google() -> None:
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED",
            "domain": "googleapis.com",
        }
    ]
    told = advice.for_server_error(ErrorReported(code="403", details=details), 403)
    assert told.kind == "api_disabled"
    assert told.detail == "Reason SERVICE_DISABLED of googleapis.com"


def test_about_sixty_kinds() -> None:
    assert len(TABLE) >= 55


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<!DOCTYPE HTML><html><title> 502 Bad\nGateway </title><b>nginx</b>", "502 Bad Gateway"),
        ("<html><style>b{}</style><!-- x --><h1>No &amp; no</h1><p>more", "No & no more"),
        ("<html><title></title>words", "words"),
        ("<html><script>steal()</script>", ""),
        ("<b>" + "word " * 1000, "word " * 39 + "word"),
    ],
)
def test_of_a_web_page_only_the_words_are_said(page: str, words: str) -> None:
    """Its title, else the first that a person would read; the source stands in the detail."""
    told = advice.for_server_error(ErrorReported(code="502", message=page), 502)
    said = told.message.removeprefix("A proxy got no good answer from the server (502)")
    assert said.strip(": .") == words
    assert "<" not in told.message
    assert told.detail.startswith(page[:100].strip())
