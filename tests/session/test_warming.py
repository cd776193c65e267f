"""Imports in slices, only where nobody is held up by them."""

from __future__ import annotations

import asyncio
import sys

import pytest

from gemini_desktop.core.profile import Profile
from gemini_desktop.session.warming import warm

_LAST = "gemini_desktop.core.visible"
_PROFILE = Profile(name="A gateway", protocol="interactions")


def _warmed(names: tuple[str, ...], turns: int) -> int:
    """How often it was asked whether it may go on, where that was granted so many times."""
    asked = 0

    async def quiet() -> bool:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return asked <= turns

    asyncio.run(warm(_PROFILE, names, quiet))
    return asked


def test_it_asks_before_each_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """And brings what was to be there beside it."""
    monkeypatch.delitem(sys.modules, _LAST, raising=False)
    assert _warmed(("core.visible",), 100) > 5
    assert _LAST in sys.modules
    assert "gemini_desktop.core.protocols.interactions" in sys.modules


def test_it_stops_when_something_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left comes when it is needed."""
    monkeypatch.delitem(sys.modules, _LAST, raising=False)
    assert _warmed(("core.visible",), 2) == 3
    assert _LAST not in sys.modules


def test_a_program_that_was_removed_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends is told then; who only writes is not."""
    monkeypatch.setitem(sys.modules, "gemini_desktop.core.lint.linter", None)
    monkeypatch.delitem(sys.modules, _LAST, raising=False)
    assert _warmed(("core.visible",), 100) < 10
    assert _LAST not in sys.modules
