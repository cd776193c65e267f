"""The program under test, for tests that run it as a process.

It is this clone, or what GEMINI_DESKTOP_EXECUTABLE names: a packaged program passes the same tests.

    GEMINI_DESKTOP_EXECUTABLE=/usr/bin/gemini-desktop python -m pytest tests/end2end

Tests that look into a window drive it from inside, so they are always about the clone.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Sequence

# Read before any fixture takes such variables away, so that they reach no program under test.
_NAMED = os.environ.get("GEMINI_DESKTOP_EXECUTABLE", "")

IS_CLONE = not _NAMED
"""Whether Python itself runs the program."""


def command(*arguments: str) -> list[str]:
    """What starts the program with these arguments; PYTHONPATH must name the clone."""
    program = [sys.executable, "-m", "gemini_desktop"] if IS_CLONE else [_NAMED]
    return [*program, *arguments]


def main(arguments: Sequence[str]) -> int:
    """Do what `gemini_desktop.cli.main` does, with the program under test: what it prints is on
    this process's streams, so `capsys` has it, and the exit status comes back."""
    if IS_CLONE:
        from gemini_desktop import cli

        try:
            return cli.main(list(arguments))
        except SystemExit as end:
            return int(end.code or 0)
    given = sys.stdin.buffer.read() if isinstance(sys.stdin, io.TextIOWrapper) else b""
    done = subprocess.run(
        command(*arguments), input=given, capture_output=True, timeout=120, check=False
    )
    for stream, printed in ((sys.stdout, done.stdout), (sys.stderr, done.stderr)):
        stream.buffer.write(printed)
        stream.flush()
    return done.returncode
