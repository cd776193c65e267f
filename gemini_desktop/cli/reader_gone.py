"""Whoever read what a command prints has gone, as `| head` does."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def let_go() -> None:
    """What is left in stdout's buffer goes nowhere: Python would tell of it at its end, and exit
    with 120."""
    with contextlib.suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
