"""Tokens and times in a few words."""

from __future__ import annotations

import pytest

from gemini_desktop.core.events import Usage
from gemini_desktop.core.export import figures
from gemini_desktop.core.transcript import Turn


def turn() -> Turn:
    return Turn(
        role="model",
        created_unix_ns=1_790_000_000_000_000_000,
        usage=Usage(input=1200, cached=1000, output=340, thoughts=0, tool_use=5),
        first_token_ns=820_000_000,
        elapsed_ns=4_240_000_000,
    )


def test_each_is_said_where_it_is_wanted() -> None:
    usage = ("1,200 in", "1,000 of them cached", "340 out", "5 tools")
    assert figures.of(turn(), usage=True, times=False) == usage
    times = ("2026-09-21 14:13 UTC", "first words after 820 ms", "4.2 s in all")
    assert figures.of(turn(), usage=False, times=True) == times
    both = figures.of(turn(), usage=True, times=True)
    assert both == (times[0], *usage, *times[1:], "99 tokens/s")
    assert figures.of(turn(), usage=False, times=False) == ()
    assert figures.of(Turn(role="user"), usage=True, times=True) == ()


@pytest.mark.parametrize("unix_ns", [0, -1, 2**63, 10**30])
def test_what_no_calendar_has_is_no_date(unix_ns: int) -> None:
    assert figures.date(unix_ns) == "" or unix_ns == 2**63
