"""Opens a window, writes a prompt key by key, waits, sends it; prints which modules came while it
was written and answered, and of which of Qt's widgets PySide has made the class by then. Run by
`test_warming`.

    python warming_probe.py HOME
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_KEY_S = 0.06


def made(kind: type[QWidget]) -> set[str]:
    """Their names: a class is made when a widget of it is met."""
    found = {each for each in type.__subclasses__(kind) if each.__module__.startswith("PySide6")}
    return {each.__name__ for each in found}.union(*map(made, found))


async def main(home: Path) -> None:
    """Once through all of it."""
    from gemini_desktop.app import build

    window = build(home, ["--demo-pace", "0"])
    window.show()
    await window.presenter.opened()
    edit = window.chat_pane.composer.edit
    edit.insertPlainText("A draft that was there before. ")
    await asyncio.sleep(0.5)
    idle = set(sys.modules)
    for letter in "count to ten":
        QTest.keyClicks(edit, letter)
        await asyncio.sleep(_KEY_S)
    while "get ready to send" in {task.get_name() for task in asyncio.all_tasks()}:
        await asyncio.sleep(0.02)
    written = set(sys.modules)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    while window.busy or len(window.presenter.turns) < 2:
        await asyncio.sleep(0.02)
    answered = set(sys.modules)
    print(json.dumps([sorted(written - idle), sorted(answered - written), sorted(made(QWidget))]))
    window.close()
    await window.presenter.closed.wait()


if __name__ == "__main__":
    from gemini_desktop.ui.event_loop import create_event_loop

    application = QApplication([])
    with asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner:
        runner.run(main(Path(sys.argv[1])))
