"""Who takes part in an exchange besides the network: the tape, its readers, those who watch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk


class Tape(Protocol):
    """Where records are kept before anything reads them."""

    def append(self, record: Record) -> None:
        """Keep a record. Raises StoreError where it cannot be written."""
        ...

    def overwrite(self, offset: int, data: bytes) -> None:
        """Replace bytes of the body, to mask a secret."""
        ...


class CaptureSource(Protocol):
    """A capture that can be read, also while it grows."""

    @property
    def id(self) -> str:
        """Its name in the library, or a file's name."""
        ...

    def records(self) -> Iterator[Record]:
        """Its records so far."""
        ...

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive."""
        ...

    def size(self) -> int:
        """Length of the body so far, in bytes."""
        ...


class Listener(Protocol):
    """Who wants to see an exchange while it goes on."""

    def record(self, record: Record) -> None:
        """A record, already on the tape."""
        ...

    def chunk(self, chunk: Chunk) -> None:
        """A chunk that this record completed."""
        ...


class NoTape:
    """Keeps nothing: for a command that was not asked to record."""

    def append(self, record: Record) -> None:
        """Let it go."""

    def overwrite(self, offset: int, data: bytes) -> None:
        """Nothing to replace."""
