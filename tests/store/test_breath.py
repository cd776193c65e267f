"""A thread that works leaves the interpreter to others, and not more often than it must."""

from __future__ import annotations

import time

import pytest

from gemini_desktop.store.breath import Breath


def test_it_rests_after_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr(time, "sleep", rests.append)
    breath = Breath(work_s=3600.0, rest_s=0.25)
    for _ in range(100):
        breath.take()
    assert rests == []
    breath = Breath(work_s=0.0, rest_s=0.25)
    for _ in range(3):
        breath.take()
    assert rests == [0.25] * 3
