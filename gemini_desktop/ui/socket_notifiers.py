"""The sockets and pipes that asyncio waits for, each behind a QSocketNotifier.

A callback runs where its notifier fires, not a turn later as in qasync: a read costs one pass of
Qt's loop, and the task that it wakes goes on in the same pass.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSocketNotifier


class SocketNotifiers:
    """What the loop watches for one kind of readiness, by file descriptor."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        kind: QSocketNotifier.Type,
        run: Callable[[asyncio.Handle], bool],
    ) -> None:
        """`run` runs a handle, or returns False if it must not run now: see `resume`."""
        self._loop = loop
        self._kind = kind
        self._run = run
        self._watched: dict[int, tuple[QSocketNotifier, asyncio.Handle]] = {}
        self._paused: set[int] = set()

    def add(
        self, file: Any, callback: Callable[..., object], args: tuple[object, ...]
    ) -> asyncio.Handle:
        """Call back whenever the file is ready; replaces the callback that it has."""
        fd = _fileno(file)
        handle = asyncio.Handle(callback, args, self._loop, None)
        if fd in self._watched:
            notifier, previous = self._watched[fd]
            previous.cancel()
        else:
            notifier = QSocketNotifier(fd, self._kind)
            notifier.activated["int"].connect(self._on_activated)  # type: ignore[index]  # overloads
        self._watched[fd] = notifier, handle
        return handle

    def remove(self, file: Any) -> bool:
        """Watch the file no longer; whether it was watched."""
        fd = _fileno(file)
        if fd not in self._watched:
            return False
        notifier, handle = self._watched.pop(fd)
        notifier.setEnabled(False)
        self._paused.discard(fd)
        handle.cancel()
        return True

    def resume(self) -> None:
        """Watch again what became ready while nothing could run."""
        while self._paused:
            self._watched[self._paused.pop()][0].setEnabled(True)

    def _on_activated(self, fd: int) -> None:
        if fd not in self._watched:
            return
        notifier, handle = self._watched[fd]
        if not self._run(handle):
            # Qt would report it again and again, until it is read.
            notifier.setEnabled(False)
            self._paused.add(fd)


def _fileno(file: Any) -> int:
    return file if isinstance(file, int) else int(file.fileno())
