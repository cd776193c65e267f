"""Looking for damage in a database: at once where that takes a moment, else behind the window.

SQLite's check reads the whole file: 1 ms for each MB, far more from a slow disk. So a large file is
opened unchecked, and checked while it is in use, by a connection of its own. What is found then,
or met on the way, is noted beside it (`NAME.suspect`), and the next opening checks first.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from gemini_desktop.store.failures import DamagedError, is_damage

AT_ONCE_BYTES = 64 << 20
_MARK = ".suspect"


def check(connection: sqlite3.Connection) -> None:
    """Raises DamagedError, or another sqlite3.DatabaseError, where the file is damaged."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DamagedError(found)


def takes_long(path: Path) -> bool:
    """Whether the file is so large that nobody should wait for its check."""
    with contextlib.suppress(OSError):
        return path.stat().st_size > AT_ONCE_BYTES
    return False


def is_suspect(path: Path) -> bool:
    """Whether damage was met in the file."""
    return _mark(path).exists()


def suspect(path: Path) -> None:
    """The next opening is to check the file."""
    with contextlib.suppress(OSError):
        _mark(path).touch(mode=0o600)


def trust(path: Path) -> None:
    """It was checked, or another file has taken its place."""
    with contextlib.suppress(OSError):
        _mark(path).unlink(missing_ok=True)


class LateCheck:
    """The check of one file while others use it. `run` is for a thread, `stop` for any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self.found_sound = False
        """Whether it came to its end and found nothing."""

    def run(self) -> bool:
        """Whether the file is sound, as far as was looked before `stop`; else it is suspect now.
        What only keeps it from being read is no damage."""
        try:
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            with contextlib.closing(connection):
                self._connection = connection
                check(connection)
                self.found_sound = True
        except sqlite3.Error as error:
            if is_damage(error):
                suspect(self._path)
                return False
        finally:
            self._connection = None
        return True

    def stop(self) -> None:
        """End it soon."""
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(sqlite3.ProgrammingError):  # it is closed by now
                connection.interrupt()


def _mark(path: Path) -> Path:
    return path.with_name(path.name + _MARK)
