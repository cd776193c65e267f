"""The program's own log of faults: the owner's alone, and never larger than twice MAX_BYTES."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from gemini_desktop.store.atomic import PRIVATE_MODE
from gemini_desktop.store.rotated_file import RotatedFile

MAX_BYTES = 1 << 20
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class FaultLog(logging.Handler):
    """Begins a new file when one is full, and keeps the one before. OSError where it cannot be
    opened."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        os.close(os.open(path, _FLAGS, PRIVATE_MODE))
        path.chmod(PRIVATE_MODE)  # one of an earlier version, or made under an odd umask
        self._file = RotatedFile(path, max_bytes=max_bytes, kept=1)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging, under its lock."""
        try:
            self._file.append(f"{self.format(record)}\n".encode("utf-8", "backslashreplace"))
        except Exception:  # whatever a record's arguments raise: logging's own rule
            self.handleError(record)

    def close(self) -> None:
        """Called by logging at its end, too."""
        self._file.close()
        super().close()
