"""The program under test, for tests that run it as a process.

It is this clone, or what GEMINI_DESKTOP_EXECUTABLE names: a packaged program passes the same tests.

    GEMINI_DESKTOP_EXECUTABLE=/usr/bin/gemini-desktop python -m pytest tests/end2end

Tests that look into a window drive it from inside, so they are always about the clone.
"""

from __future__ import annotations

import os
import sys

# Read before any fixture takes such variables away, so that they reach no program under test.
_NAMED = os.environ.get("GEMINI_DESKTOP_EXECUTABLE", "")

IS_CLONE = not _NAMED
"""Whether Python itself runs the program."""


def command(*arguments: str) -> list[str]:
    """What starts the program with these arguments; PYTHONPATH must name the clone."""
    program = [sys.executable, "-m", "gemini_desktop"] if IS_CLONE else [_NAMED]
    return [*program, *arguments]
