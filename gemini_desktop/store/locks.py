"""Locks between programs: held on a folder, so that no file is left behind, and gone with the
program that held them, kill -9 included.

Windows has none on folders, and some file systems have none at all: there everybody gets the lock.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PAUSE_S = 0.01


class Lock:
    """A lock that is held until `release`. Not for several threads at once."""

    def __init__(self, handle: int = -1) -> None:
        self._handle = handle

    def is_of(self, folder: Path) -> bool:
        """Whether the folder is still the one that was locked, and no other of its name. Of an
        empty lock, whether the folder is one that cannot be locked."""
        try:
            if self._handle >= 0:
                return os.path.samestat(os.fstat(self._handle), folder.stat())
            # One act, for between two the folder may go, and would look like one that refuses.
            with os.scandir(folder):
                return sys.platform == "win32"
        except FileNotFoundError:
            return False
        except OSError:
            return self._handle < 0

    def make_exclusive(self) -> bool:
        """Whether nobody else holds it, shared or not; from now on nobody else can. Where somebody
        does it stays shared."""
        if self._handle < 0 or _flock(self._handle, exclusive=True):
            return True
        self.share()  # the system may have let go of it
        return False

    def share(self) -> None:
        """Let others have it too."""
        if self._handle >= 0:
            _flock(self._handle, exclusive=False)

    def release(self) -> None:
        """May be called twice."""
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1


def lock(folder: Path, *, exclusive: bool, wait_s: float = 0.0) -> Lock | None:
    """A lock on the folder; None where others held it for `wait_s`. It waits, so not on the loop.
    Where the folder cannot be locked the lock is an empty one."""
    if sys.platform == "win32":
        return Lock()
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return Lock()
    deadline = time.monotonic() + wait_s
    while not _flock(handle, exclusive=exclusive):
        if time.monotonic() >= deadline:
            os.close(handle)
            return None
        time.sleep(_PAUSE_S)
    return Lock(handle)


def lock_new(folder: Path) -> Lock | None:
    """Make the folder where there is none, and lock it for this program alone; None where another
    one has it. Where others remove it in between it is made again. Raises OSError."""
    while True:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)  # its own exist_ok raises where the folder goes meanwhile
        held = lock(folder, exclusive=True)
        if held is None or held.is_of(folder):
            return held
        held.release()


@contextlib.contextmanager
def locked(folder: Path, wait_s: float) -> Iterator[None]:
    """Alone with the folder for a moment. One who hangs while he has it holds up nobody for longer
    than `wait_s`: then the block runs without it."""
    held = lock(folder, exclusive=True, wait_s=wait_s)
    try:
        yield
    finally:
        if held is not None:
            held.release()


def _flock(handle: int, *, exclusive: bool) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
