"""A text file that is only appended to, and starts anew when it has grown large.

`stream.log` is the newest; `stream.log.1` the one before it, up to `.5`; older ones go.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from gemini_desktop.store.atomic import PRIVATE_MODE
from gemini_desktop.store.failures import store_error

MAX_BYTES = 10 << 20
KEPT = 5
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
_ALL_THE_SAME = "The answer goes on and is recorded all the same."


class RotatedFile:
    """Opened by the first `append`; a new file is its owner's alone (0600).

    Another program may write to the same file: what either appends stays whole, and who finds that
    the other has begun a new file goes on there.
    """

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        self.path = path
        self._max_bytes = max_bytes
        self._kept = kept
        self._handle = -1

    def append(self, data: bytes) -> None:
        """Write at the end, all of it or nothing. Raises StoreError; the next call tries anew."""
        try:
            self._open()
            size = os.fstat(self._handle).st_size
            if size and size + len(data) > self._max_bytes:
                self._rotate()
                self._open()
                size = os.fstat(self._handle).st_size
            self._write(data, size)
        except OSError as error:
            self.close()
            raise store_error(error, "write the log", self.path, _ALL_THE_SAME) from error

    def close(self) -> None:
        """Close the file; may be called twice."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            with contextlib.suppress(OSError):
                os.close(handle)

    def _open(self) -> None:
        if self._handle >= 0 and self._is_ours():
            return
        self.close()
        # A pipe or a device would take the window with it.
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise OSError(errno.EINVAL, "it is no ordinary file")
            is_new = False
        except FileNotFoundError:
            is_new = True
        self._handle = os.open(self.path, _FLAGS, PRIVATE_MODE)
        if is_new:
            self.path.chmod(PRIVATE_MODE)  # an odd umask would keep even its owner out

    def _is_ours(self) -> bool:
        """Whether the file of that name is still the one that we have open."""
        try:
            there, ours = self.path.stat(), os.fstat(self._handle)
        except FileNotFoundError:
            return False
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)

    def _rotate(self) -> None:
        self.close()  # Windows renames no open file
        for number in range(self._kept, 0, -1):
            older = self._numbered(number)
            newer = self._numbered(number - 1) if number > 1 else self.path
            with contextlib.suppress(FileNotFoundError):
                newer.replace(older)

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

    def _write(self, data: bytes, size: int) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.write(self._handle, memoryview(data)[written:])
        except OSError:
            if written and os.fstat(self._handle).st_size == size + written:
                os.ftruncate(self._handle, size)  # half a line would be read as a whole one
            raise
