"""A few rounds of the campaign of `kill_run.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from paced_server import PacedServer
from streaming import rounds


@pytest.mark.time_limit(60)
def test_a_killed_window_loses_nothing(tmp_path: Path) -> None:
    """Three times at random moments of an answer: tape, library, draft and setting are there."""
    server = PacedServer(0.8, events=40)
    try:
        found = rounds(tmp_path / "home", 3, server, 0.8, seed=7)
    finally:
        server.close()
    assert [(one.lost, one.faults) for one in found] == [(0, ())] * 3
