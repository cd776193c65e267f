"""Remembers in the home what is being written elsewhere, so that a kill leaves nothing there for
long: `.writing-PID-NAME` holds the path of a file or folder that has its final name only when it
is whole. The next start that is alone with the home removes what a dead program has left; programs
that share it may be on other computers, where other numbers are alive.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from gemini_desktop.store.care import leftovers
from gemini_desktop.store.sharing import Sharing

KEPT_S = 30 * 24 * 3600
"""So long a disk may be away before what lies on it is forgotten."""
_NOTE = re.compile(r"\.writing-(?P<pid>\d+)-[0-9a-f]{16}")


@contextlib.contextmanager
def remembered(home: Path | None, path: Path) -> Iterator[None]:
    """While the block runs. Nothing is, where there is no home or it takes no more: that is no
    reason not to write."""
    note = None
    if home is not None:
        note = home / f".writing-{os.getpid()}-{os.urandom(8).hex()}"
        with (
            contextlib.suppress(OSError),
            os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        ):
            file.write(os.fsencode(path.absolute()))
    try:
        yield
    finally:
        if note is not None:
            with contextlib.suppress(OSError):
                note.unlink(missing_ok=True)


def clear(home: Path, sharing: Sharing) -> int:
    """Remove what dead programs have left; how many files and folders. Blocks. Where another
    program uses the home too, or nobody can know who is alive, only what is older than a day."""
    gone = 0
    with contextlib.suppress(OSError), sharing.alone() as alone:
        for note in sorted(home.iterdir()):
            if found := _NOTE.fullmatch(note.name):
                pid = found["pid"]
                gone += _clear(note, pid, is_left=alone and leftovers.is_dead(pid))
    return gone


def _clear(note: Path, pid: str, *, is_left: bool) -> int:
    gone = 0
    with contextlib.suppress(OSError):
        path = Path(os.fsdecode(note.read_bytes()))
        ours = path.is_absolute() and leftovers.is_temporary(path.name, pid)
        if not is_left and not leftovers.is_old(path if os.path.lexists(path) else note):
            return 0  # somebody may be writing it just now
        if ours and not path.parent.is_dir() and time.time() - note.stat().st_mtime < KEPT_S:
            return 0  # its disk is away
        if ours and os.path.lexists(path):
            gone = leftovers.remove(path)
        note.unlink()
    return gone
