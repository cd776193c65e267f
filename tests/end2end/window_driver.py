"""The whole program as a process that tells, byte by byte, what its window has received.

    python window_driver.py HOME [PROMPT]

With a prompt it sends it and prints, unbuffered, the count of body bytes after each read that
reached the window; it then waits to be killed. Without one it prints, as one JSON object, what the
window shows after the start: the roles, texts and outcomes of the turns, and the window's title.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.ui.chat.view import ChatView
from gemini_desktop.ui.event_loop import create_event_loop


async def ask(home: Path, prompt: str) -> None:
    window = app.build(home, ["--demo-pace", "0.5"])
    window.show()
    received = 0

    def count(record: object) -> None:
        nonlocal received
        if isinstance(record, BytesReceived):
            received += len(record.data)
            os.write(1, f"{received}\n".encode())

    window.bridge.record_received.connect(count)
    await window.presenter.opened()
    window.chat_pane.prompt_submitted.emit(prompt)
    await window.presenter.closed.wait()


async def tell(home: Path) -> None:
    window = app.build(home)
    window.show()
    await window.presenter.opened()
    turns = window.presenter.turns
    shown = {
        "title": window.windowTitle(),
        "turns": [
            {
                "role": turn.role,
                "text": turn.text,
                "outcome": turn.outcome.kind if turn.outcome else None,
                "reason": turn.outcome.reason if turn.outcome else None,
                "capture_id": turn.capture_id,
            }
            for turn in turns
        ],
        "shown": shown_text(window),
    }
    print(json.dumps(shown))
    window.close()
    await window.presenter.closed.wait()


def shown_text(window: app.Application) -> str:
    """The whole conversation as it would be copied from the view."""
    view = window.findChild(ChatView, "chatView")
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QApplication.clipboard().text()


def main() -> None:
    home = Path(sys.argv[1])
    application = QApplication([])
    with asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner:
        runner.run(ask(home, sys.argv[2]) if len(sys.argv) > 2 else tell(home))


if __name__ == "__main__":
    main()
