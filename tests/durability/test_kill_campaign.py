"""A few rounds of the campaign of `kill_run.py`."""

from __future__ import annotations

from pathlib import Path

import deeds
import pytest
from paced_server import PacedServer
from streaming import rounds


@pytest.mark.time_limit(600)
def test_a_killed_window_loses_nothing(tmp_path: Path) -> None:
    """Twice at random moments of an answer: tape, library, draft and setting are there."""
    server = PacedServer(0.6, events=40)
    try:
        found = rounds(tmp_path / "home", 2, server, 0.6, seed=7)
    finally:
        server.close()
    assert [(one.lost, one.faults) for one in found] == [(0, ())] * 2


@pytest.mark.time_limit(600)
def test_killed_work_is_done_wholly_or_not_at_all(tmp_path: Path) -> None:
    """The next time it comes to its end."""
    deeds.make(tmp_path, chats=20)
    [found] = deeds.rounds(tmp_path, 1, seed=3, kinds=("import",))
    assert found.faults == ()
