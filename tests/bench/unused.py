"""Which modules an idle window has loaded of which no function has run, the largest first.

What a bare PySide6 window loads too is left out.

    python tests/bench/unused.py [--rows 40] [--stays 6]

A kilobyte of bytecode takes some three of memory for as long as the window is open. A module that
stands here had better be imported by whoever uses it, when it is used; not all can be: many only
hold the classes that others ask for (`isinstance`), and one import often stands for ten.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import measure
import start

_FUNCTION = 0x1 | 0x2
"""CO_OPTIMIZED and CO_NEWLOCALS: neither a module's body nor a class's."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--stays", type=float, default=6.0)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.inside:
        _run(a.stays)
        return
    found = unused(a.stays)
    rows = [(name, kilobytes) for name, kilobytes in found if name != "together"]
    measure.table(("module", "KB of bytecode"), [*rows[: a.rows], *found[-1:]])


def unused(stays_s: float) -> list[tuple[str, float]]:
    """Name and kilobytes of each; at last `together`."""
    with tempfile.TemporaryDirectory(prefix="bench-unused-") as folder:
        env = start.environment(Path(folder), "offscreen")
        command = [sys.executable, __file__, "--inside", f"--stays={stays_s}"]
        for _ in range(2):  # the first writes the bytecode
            told = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout
    sizes = [(name, size / 1024) for name, size in json.loads(told).items()]
    sizes.sort(key=lambda row: -row[1])
    return [*sizes, ("together", sum(size for _, size in sizes))]


def _run(stays_s: float) -> None:
    """The program, with an eye on what is called in it."""
    from PySide6.QtWidgets import QMainWindow  # noqa: F401 - as a bare window does

    used, before = set[str](), frozenset(sys.modules)

    def look(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_flags & _FUNCTION == _FUNCTION:
            used.add(code.co_filename)

    def tell() -> None:
        time.sleep(stays_s)
        print(json.dumps(dict(_loaded(used, before))), flush=True)
        _close()

    from gemini_desktop import app

    threading.Thread(target=tell, daemon=True).start()
    threading.setprofile(look)
    sys.setprofile(look)
    app.main([])


def _loaded(used: set[str], before: frozenset[str]) -> list[tuple[str, int]]:
    found = []
    for name, module in list(sys.modules.items()):
        if name in before:
            continue
        cached = getattr(getattr(module, "__spec__", None), "cached", None)
        if cached and Path(cached).exists() and getattr(module, "__file__", "") not in used:
            found.append((name, Path(cached).stat().st_size))
    return found


def _close() -> None:
    from PySide6.QtCore import QMetaObject, Qt
    from PySide6.QtWidgets import QApplication

    sys.setprofile(None)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        QMetaObject.invokeMethod(application, "closeAllWindows", Qt.ConnectionType.QueuedConnection)


if __name__ == "__main__":
    main()
