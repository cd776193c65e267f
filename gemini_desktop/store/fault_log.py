"""The program's own log of faults: the owner's alone, and never larger than twice MAX_BYTES."""

from __future__ import annotations

import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from gemini_desktop.store.atomic import PRIVATE_MODE

MAX_BYTES = 1 << 20
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class FaultLog(RotatingFileHandler):
    """Begins a new file when one is full, and keeps the one before. OSError where it cannot be
    opened."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(path, maxBytes=max_bytes, backupCount=1, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        """Called by logging, for each new file."""
        handle = os.open(self.baseFilename, _FLAGS, PRIVATE_MODE)
        os.chmod(self.baseFilename, PRIVATE_MODE)  # noqa: PTH101 - one of an earlier version
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding="utf-8")
