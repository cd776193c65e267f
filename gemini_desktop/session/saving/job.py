"""Between a thread that writes files and the window that waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.store.breath import Breath

_WORK_S, _REST_S = 0.005, 0.001


class Stopped(Exception):
    """The user thought better of it; nothing was written."""


class Job:
    """How far a copy is. Written by the thread that copies, read by the window's."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        """Bytes of the body; 0 where nothing can be said."""
        self.stop = False
        """Set by whoever wants it to end: `Stopped` is raised at the next read."""
        self._breath = Breath(_WORK_S, _REST_S)

    def watch(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records, counted. Raises Stopped."""
        for record in records:
            self.breathe()
            yield record
            if isinstance(record, BytesReceived):
                self.done += len(record.data)

    def breathe(self) -> None:
        """Called again and again by the thread that works. Raises Stopped."""
        if self.stop:
            raise Stopped
        self._breath.take()


async def to_its_end(job: Job, work: Callable[..., None], *arguments: object) -> None:
    """Do it in a thread. Where this is cancelled the thread is stopped and waited for: nothing may
    be written any more when what was written is cleared away, or written anew."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *arguments))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        job.stop = True
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # it is known why
        raise
