"""A VACUUM that tells how far it is.

SQLite copies the file beside itself, writes the copy into the journal (WAL), and that into the
file. It calls back only during the first; the second is seen by the journal, which grows by as much
as the file will have; of the third nothing can be seen. A kill leaves the file as it was, or as it
is to be.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

_COPIED, _IN_JOURNAL = 0.4, 0.8
"""Shares of the time that are over with the first and with the second; measured."""
_STEPS = 1000
"""Of SQLite's machine, between two calls of the progress handler: some 0.2 ms."""
_STEPS_A_ROW = 14
"""What copying a row takes, indexes included; measured."""
_FRAME_BYTES = 24
"""Before each page in the journal."""
_LOOK_EVERY_S = 0.1


def compact(connection: sqlite3.Connection, path: Path, progress: Callable[[float], None]) -> None:
    """Give empty pages back to the disk. `progress` hears a share of 1, ever more, from this thread
    and from another one. Blocks; raises sqlite3.Error."""
    steps = _expected_steps(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the journal's size is ours
    done = 0

    def step() -> int:
        nonlocal done
        done += 1
        progress(_COPIED * min(1.0, done / steps))
        return 0

    connection.set_progress_handler(step, _STEPS)
    try:
        with _followed(path.with_name(path.name + "-wal"), _expected_bytes(connection), progress):
            connection.execute("VACUUM")
    finally:
        connection.set_progress_handler(None, 0)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    progress(1.0)


def _expected_steps(connection: sqlite3.Connection) -> int:
    tables = ("turns", "conversations", "captures")
    counts = [int(connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for t in tables]  # noqa: S608 - our own names
    return max(1, sum(counts) * _STEPS_A_ROW // _STEPS)


def _expected_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return max(1, (pages - free) * (size + _FRAME_BYTES))


@contextlib.contextmanager
def _followed(journal: Path, expected: int, progress: Callable[[float], None]) -> Iterator[None]:
    """Tell by the journal how far it is, until the block ends."""
    over = threading.Event()
    before = _size(journal)  # where another program reads it stays

    def follow() -> None:
        while not over.wait(_LOOK_EVERY_S):
            if (written := _size(journal) - before) > 0:
                share = min(1.0, written / expected)
                progress(_COPIED + (_IN_JOURNAL - _COPIED) * share)

    follower = threading.Thread(target=follow, name="compacting", daemon=True)
    follower.start()
    try:
        yield
    finally:
        over.set()
        follower.join()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
