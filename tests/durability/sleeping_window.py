"""The program as a process that falls asleep while an answer streams in.

    python sleeping_window.py HOME URL SILENCE_S

It asks at once, tells `read` for each read that came to the window, and at the end how the answer
ended and how many bytes of it its recording has.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.event_loop import create_event_loop


def tell(**what: Any) -> None:
    """One line, handed to the system at once."""
    os.write(1, json.dumps(what).encode() + b"\n")


async def run(home: Path, url: str, silence_s: float) -> None:
    """Ask, wait for the end, tell of it, close."""
    window = app.build(home)
    window.show()
    await window.presenter.opened()
    limits = Timeouts(silence_s=silence_s, first_event_s=silence_s, stall_s=silence_s)
    profile = Profile(name="loopback", base_url=url, auth="none", max_retries=0, timeouts=limits)
    window.session.change(profiles=(profile,), current_profile=profile.name)
    ended: asyncio.Queue[Turn] = asyncio.Queue()
    window.bridge.exchange_ended.connect(ended.put_nowait)
    window.bridge.record_received.connect(on_record)
    window.chat_pane.prompt_submitted.emit("What grows in round 1?")
    turn = await ended.get()
    tape = window.session.capture(turn.capture_id)
    outcome = turn.outcome
    tell(
        what="ended",
        outcome=outcome.kind if outcome else "",
        message=outcome.message if outcome else "",
        bytes=tape.size(),
        text=turn.text,
    )
    window.close()
    await window.presenter.closed.wait()


def on_record(record: object) -> None:
    """Something came to the window."""
    if isinstance(record, BytesReceived):
        tell(what="read")


if __name__ == "__main__":
    application = QApplication([])
    with asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner:
        runner.run(run(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
