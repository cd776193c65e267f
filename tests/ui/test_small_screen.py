"""A screen that is smaller, at its scale, than the window would be at the least."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support import PATIENCE_S

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import json
from PySide6.QtWidgets import QApplication
from gemini_desktop.ui import theme
from gemini_desktop.ui.main_window import MainWindow

application = QApplication(["", "-platform", "offscreen"])
theme.begin_with_colours(has_style=True)
window = MainWindow()
window.show()
application.processEvents()
room = window.screen().availableSize()
print(json.dumps([[s.width(), s.height()] for s in (room, window.size(), window.minimumSize())]))
"""


def test_the_window_fits_the_screen() -> None:
    """With its frame; what is less than the window's own least is shown in less."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "QT_SCALE_FACTOR": "2"},
    )  # fmt: skip
    room, size, least = json.loads(done.stdout)
    assert (room[0] < 560, room[1] < 420) == (True, True)
    assert size == least == [room[0], room[1] - 40]
