"""The computer sleeps while an answer streams in: it goes on, or ends in honest words, and what
came is kept."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from killing import Killed
from paced_server import PacedServer, text_of

from tests.support import PATIENCE_S

SCRIPT = Path(__file__).with_name("sleeping_window.py")


@pytest.mark.parametrize(
    ("server_s", "asleep_s", "silence_s"),
    [(1.5, 0.7, 30.0), (0.7, 1.5, 30.0), (1.5, 1.2, 0.6)],
    ids=["the server goes on", "the server closes meanwhile", "longer than the patience"],
)
def test_sleep(home: Path, server_s: float, asleep_s: float, silence_s: float) -> None:
    if os.name == "nt":
        return  # it knows no such signals
    server = PacedServer(server_s, events=60)
    try:
        with Killed(SCRIPT, str(home), server.url, str(silence_s)) as window:
            window.wait_for("read")
            os.kill(window.process.pid, signal.SIGSTOP)
            time.sleep(asleep_s)
            os.kill(window.process.pid, signal.SIGCONT)
            ended = window.wait_for("ended")
            assert window.process.wait(PATIENCE_S) == 0
    finally:
        server.close()
    sent = server.written(1)
    if ended["outcome"] == "complete":
        assert ended["bytes"] == len(sent)
        assert ended["text"] == text_of(sent)
    else:  # only where it slept longer than a server may be silent
        assert asleep_s > silence_s
        assert ended["outcome"] in ("incomplete", "failed")
        assert "kept" in ended["message"]
        assert text_of(sent).startswith(ended["text"])
