"""A capture that never raises: its folder may go away while it is in view, and what is raised
while Qt paints ends the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gemini_desktop.core.capture import Record
from gemini_desktop.core.errors import StoreError

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class SteadySource:
    """Gives what can still be read: fewer bytes, fewer records."""

    def __init__(self, source: CaptureSource, lost: Callable[[str], object]) -> None:
        """`lost` is told why when something cannot be read for the first time, perhaps from
        within a paint event."""
        self._source = source
        self._lost = lost
        self._told = False
        self._size = 0

    @property
    def id(self) -> str:
        """As of the capture."""
        return self._source.id

    def records(self) -> Iterator[Record]:
        """As of the capture, up to the first that cannot be read."""
        try:
            yield from self._source.records()
        except StoreError as error:
            self._tell(error)

    def read(self, start: int, end: int) -> bytes:
        """As of the capture; nothing where it cannot be read."""
        try:
            return self._source.read(start, end)
        except StoreError as error:
            self._tell(error)
            return b""

    def size(self) -> int:
        """As of the capture; what it was where it cannot be read any more."""
        try:
            self._size = self._source.size()
        except StoreError as error:
            self._tell(error)
        return self._size

    def _tell(self, error: StoreError) -> None:
        if not self._told:
            self._told = True
            self._lost(error.failure.message)
