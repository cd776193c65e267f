"""The whole program as a process in which somebody types, a letter every 50 ms, until it is killed.

    python draft_driver.py HOME

Prints the number of letters typed, unbuffered, after each.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.ui.event_loop import create_event_loop

PAUSE_S = 0.05


async def write(home: Path) -> None:
    window = app.build(home)
    window.show()
    await window.presenter.opened()
    number = 0
    while True:
        QTest.keyClicks(window.chat_pane.composer.edit, "a")
        number += 1
        os.write(1, f"{number}\n".encode())
        await asyncio.sleep(PAUSE_S)


def main() -> None:
    application = QApplication([])
    with asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner:
        runner.run(write(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
