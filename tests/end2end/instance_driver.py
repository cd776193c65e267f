"""The whole program as a process that tells what its window shows.

    python instance_driver.py [ARGUMENT ...]

Prints a JSON object a line, unbuffered: {"window": pid} when the library is open, and then
{"title": …, "toast": …} whenever either changes. With MOVES_TO in the environment the first window
goes over to that home as soon as it is open, as where its own cannot be written.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from gemini_desktop import __main__ as program
from gemini_desktop import app
from gemini_desktop.arguments import WindowArguments
from gemini_desktop.store.opened_home import Home


def tell(**values: object) -> None:
    os.write(1, json.dumps(values).encode() + b"\n")


async def follow(window: app.Application) -> None:
    await window.presenter.opened()
    last: list[tuple[str, str]] = []

    def look() -> None:
        shown = (window.windowTitle(), window.toast.text)
        if [shown] != last:
            last[:] = [shown]
            tell(title=shown[0], toast=shown[1])

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(20)
    tell(window=os.getpid())
    if moves_to := os.environ.pop("MOVES_TO", ""):
        window.presenter._unsaved.moved.emit(Home(path=Path(moves_to)))


def main() -> None:
    fill = app._fill

    def followed(window: app.Application, home: Home, arguments: WindowArguments) -> None:
        fill(window, home, arguments)
        window.session.tasks.spawn(follow(window), name="a witness")

    app._fill = followed
    sys.exit(program.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
