"""Which programs have a home open: what one of them does for good must not hurt the others.

What was deleted can come back until its program ends, and another program may just be showing it.
So whoever cleans up asks first whether he is alone.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from gemini_desktop.store.locks import Lock, lock

_WAIT_S = 5.0
"""For one who ends and cleans up just now."""
_PATIENCE_S = 1.0


class Sharing:
    """One program's share in a home. All methods block for a moment."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "captures"
        self._lock: Lock | None = None
        self._one_at_a_time = threading.Lock()

    def join(self) -> None:
        """The program begins to use the home."""
        with contextlib.suppress(OSError):  # a home that cannot be written is told elsewhere
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = lock(self._folder, exclusive=False, wait_s=_WAIT_S)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other program uses the home; while the block runs, none begins to. Of several
        threads one waits for the other, but not for long."""
        if not self._one_at_a_time.acquire(timeout=_PATIENCE_S):
            yield False
            return
        try:
            is_alone = self._lock is not None and self._lock.make_exclusive()
            try:
                yield is_alone
            finally:
                if is_alone and self._lock is not None:
                    self._lock.share()
        finally:
            self._one_at_a_time.release()

    def leave(self) -> None:
        """The program has ended. May be called twice."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


@contextlib.contextmanager
def using(home: Path) -> Iterator[None]:
    """For a command: a window over the same home knows that it is not alone, and clears nothing
    away."""
    sharing = Sharing(home)
    sharing.join()
    try:
        yield
    finally:
        sharing.leave()
