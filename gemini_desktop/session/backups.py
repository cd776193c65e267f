"""Everything in one file, and back. A `Job` tells how far it is, and takes its word to stop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desktop.session.saving.job import Job, Stopped
from gemini_desktop.store.home import RESTORING

if TYPE_CHECKING:  # imported where a backup is at hand: most runs of the program see none
    from gemini_desktop.store.backup.manifest import Manifest
    from gemini_desktop.store.backup.restoring import Restored

__all__ = ["SUFFIX", "Backups", "Job", "Manifest", "Restored", "Stopped", "file_name"]

SUFFIX = ".gdbackup"


def file_name(day: date) -> str:
    """What a backup is called when nobody says so."""
    return f"gemini-desktop {day.isoformat()}{SUFFIX}"


def is_backup(path: Path) -> bool:
    """Whether its name says so."""
    return path.suffix.lower() == SUFFIX


def back_up(home: Path, target: Path, job: Job) -> Manifest:
    """Write everything that is kept in `home` into the file, and read it back. Blocks. Raises
    StoreError, and Stopped; what was at `target` before is still there then."""
    from gemini_desktop.store.backup import writing

    job.total = 2 * writing.size_of(home)
    return writing.back_up(home, target, _ticking(job))


def restore(source: Path, home: Path, job: Job) -> Restored:
    """Bring everything in the file back into `home`, beside what is there. Blocks. Raises
    StoreError, and Stopped; the home is as it was then."""
    from gemini_desktop.store.backup import reading, restoring

    with reading.opened(source, source) as backup:
        job.total = backup.size
    return restoring.restore(source, home, _ticking(job))


def check(source: Path) -> Manifest:
    """What is in a backup, by its own list. Blocks. Raises StoreError."""
    from gemini_desktop.store.backup import reading

    with reading.opened(source, source) as backup:
        return backup.manifest


class Backups:
    """Backups of the home that a window shows."""

    def __init__(self, home: Path, on_restored: Callable[[], None]) -> None:
        self._home = home
        self._on_restored = on_restored

    async def size(self) -> int:
        """About how many bytes there are to keep."""
        from gemini_desktop.store.backup import writing

        return await asyncio.to_thread(writing.size_of, self._home)

    async def look(self, source: Path) -> Manifest:
        """What is in a backup, by its own list. Raises StoreError."""
        return await asyncio.to_thread(check, source)

    async def back_up(self, target: Path, job: Job) -> Manifest:
        """See the function; answers may come in meanwhile."""
        return await asyncio.to_thread(back_up, self._home, target, job)

    async def restore(self, source: Path, job: Job) -> Restored:
        """See the function; the home may be in use, here and in other windows."""
        restored = await asyncio.to_thread(restore, source, self._home, job)
        self._on_restored()
        return restored

    async def finish(self) -> int:
        """How many restorings were finished that a kill interrupted. Raises StoreError."""
        return await asyncio.to_thread(_finish, self._home)


def _finish(home: Path) -> int:
    if next(home.glob(f"{RESTORING}*"), None) is None:
        return 0
    from gemini_desktop.store.backup import restoring

    return restoring.finish(home)


def _ticking(job: Job) -> Callable[[int], None]:
    """Where a window waits for its turn the work pauses now and then; a command has no window."""
    in_a_window = threading.current_thread() is not threading.main_thread()

    def tick(count: int) -> None:
        job.done += count
        if in_a_window:
            job.breathe()
        elif job.stop:
            raise Stopped

    return tick
