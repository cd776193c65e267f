"""What stands in the way of a window is said in a sentence, not as a traceback or a core dump."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.executable import command
from tests.support import PATIENCE_S


def start(home: Path, without: tuple[str, ...] = (), **environment: str) -> tuple[int, str]:
    """Start the window's program; its exit status and what it said."""
    kept = {name: value for name, value in os.environ.items() if name not in without}
    done = subprocess.run(
        command(),
        env={**kept, "PYTHONPATH": str(Path.cwd()), "GEMINI_DESKTOP_HOME": str(home)} | environment,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def test_without_a_screen_it_says_how_to_go_on(home: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        return  # there is always one
    status, said = start(home, without=("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    assert status == 2
    assert "no screen" in said
    assert "gemini-desktop send" in said
    assert "qt.qpa" not in said


def test_a_screen_that_does_not_answer_is_named(home: Path) -> None:
    """Qt by itself would abort, and advise to install libraries that are there."""
    if sys.platform in ("win32", "darwin"):
        return
    without = ("WAYLAND_DISPLAY",)
    status, said = start(home, without, DISPLAY=":4711", QT_QPA_PLATFORM="xcb")
    assert status == 2
    assert ":4711" in said or "xcb" in said  # where X11's libraries are missing, that comes first
    assert "gemini-desktop send" in said
    assert "Reinstalling" not in said


def test_a_platform_that_qt_does_not_know_is_named(home: Path) -> None:
    status, said = start(home, QT_QPA_PLATFORM="nonsense")
    assert status == 2
    assert '"nonsense"' in said
    assert "gemini-desktop send" in said
