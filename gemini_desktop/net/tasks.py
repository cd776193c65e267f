"""Tasks that nobody awaits at once: each has a name and an owner, and none of its errors is lost.

asyncio itself keeps only a weak reference to a task, so a forgotten one may vanish half-way, and
tells of its error when it is collected, if ever.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class Tasks:
    """The owner of background tasks; `close` ends them all."""

    def __init__(self, on_error: Callable[[str, BaseException], None]) -> None:
        """`on_error(name, error)` hears of every task that fails; being cancelled is no failure."""
        self._on_error = on_error
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    def spawn(self, coroutine: Coroutine[Any, Any, _T], *, name: str) -> asyncio.Task[_T]:
        """Run the coroutine in a task of its own, from the next turn of the running loop on.

        Whoever awaits the task gets its error too. RuntimeError after `close`.
        """
        if self._closed:
            coroutine.close()
            raise RuntimeError(f"Cannot start {name!r}: the program is closing")
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._on_done)
        return task

    async def close(self) -> None:
        """Cancel all tasks and wait until the last has cleaned up; may be called again.

        A task of its own may call it, and is spared.
        """
        self._closed = True
        others = self._running - {asyncio.current_task()}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_error(task.get_name(), error)
