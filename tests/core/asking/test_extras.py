"""What a profile adds to each request, and where its values come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.asking import extras
from gemini_desktop.core.errors import ConfigurationError

CANARY = "CANARY-not-a-real-key"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("X-Team", "search", ""),
        ("X-Team", "", ""),
        ("Authorization", "Bearer env:X", ""),
        ("", "x", "name"),
        ("X Team", "x", "name"),
        ("X-Team:", "x", "name"),
        ("Größe", "x", "name"),
        ("Host", "x", "reserved"),
        ("content-length", "1", "reserved"),
        ("Accept-Encoding", "br", "reserved"),
        ("X-Team", "a\r\nX-Other: b", "value"),
        ("X-Team", "日本", "value"),
        ("X-Team", "a\x00b", "value"),
    ],
)
def test_what_can_be_sent(name: str, value: str, fault: str) -> None:
    assert extras.header_fault(name, value) == fault
    if fault:
        with pytest.raises(ConfigurationError) as raised:
            extras.checked(((name, value),))
        assert raised.value.failure.kind == "extra_header"
        assert "日本" not in raised.value.failure.message
    else:
        assert extras.checked(((name, value),)) == ((name, value),)


@given(st.text(), st.text())
def test_nothing_that_can_be_sent_breaks_out_of_its_line(name: str, value: str) -> None:
    if not extras.header_fault(name, value):
        assert not set(name + value) & set("\r\n\0")
        assert ":" not in name
        f"{name}: {value}".encode("ascii")


def test_values_from_the_environment_are_hidden() -> None:
    pairs = (("X-Pass", "env:A_PASS"), ("X-Team", "search"), ("X-Tenant", "env: TENANT "))
    found, hidden = extras.resolved(pairs, {"A_PASS": f" {CANARY} ", "TENANT": "t-1"})
    assert found == (("X-Pass", CANARY), ("X-Team", "search"), ("X-Tenant", "t-1"))
    assert hidden == (CANARY, "t-1")


def test_a_secret_is_known_by_its_name() -> None:
    assert extras.resolved((("X-Api-Token", CANARY),), {})[1] == (CANARY,)
    assert extras.is_hidden("cf-aig-authorization", "x")
    assert not extras.is_hidden("X-Team", "environment")


@pytest.mark.parametrize("environ", [{}, {"A_PASS": " "}])
def test_a_variable_that_is_not_set_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as raised:
        extras.resolved((("X-Pass", "env:A_PASS"),), environ)
    failure = raised.value.failure
    assert failure.kind == "variable_unset"
    assert "A_PASS" in failure.message
    assert "A_PASS" in failure.advice
