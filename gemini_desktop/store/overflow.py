"""Records that found no room on the disk, held until they do.

In memory, up to what `Room` has; what comes after that goes to a file without a name in the
system's temporary folder, which is often another disk. Nothing that is held already is moved.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent
from gemini_desktop.core.errors import Failure, LimitExceeded, describe

MEMORY_BYTES = 64 << 20
_RECORD_BYTES = 256
"""What a record takes in memory besides its bytes, about."""


class Room:
    """How many bytes of memory may be taken by all that waits for a disk."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self.limit = limit
        self.taken = 0

    def take(self, size: int) -> bool:
        """Take so much; False, and nothing taken, where it is not there."""
        if self.taken + size > self.limit:
            return False
        self.taken += size
        return True


class _Read(msgspec.Struct, frozen=True):
    """A read whose bytes lie elsewhere."""

    t_ns: int
    offset: int
    length: int


class Overflow:
    """The records of one exchange from the first one on that could not be written. Offsets count
    from its own first byte. Not for several threads at once."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._taken = 0
        self._records: list[Record | _Read] = []
        self._memory = bytearray()
        self._file: BinaryIO | None = None
        self._file_size = 0

    def __len__(self) -> int:
        return len(self._records)

    @property
    def size(self) -> int:
        """Bytes of the reads."""
        return len(self._memory) + self._file_size

    def append(self, record: Record) -> None:
        """Hold it. Raises LimitExceeded where there is no room of either kind; how the exchange
        ended always finds some."""
        if isinstance(record, BytesReceived):
            read = _Read(t_ns=record.t_ns, offset=self.size, length=len(record.data))
            self._put(record.data)
            self._records.append(read)
            return
        body = len(record.body) if isinstance(record, RequestSent) else 0
        if not self._take(_RECORD_BYTES + body) and not isinstance(record, Ended):
            raise LimitExceeded(self._no_room(""))
        self._records.append(record)

    def __getitem__(self, number: int) -> Record:
        """One record. Raises OSError where the temporary file cannot be read."""
        held = self._records[number]
        if isinstance(held, _Read):
            return BytesReceived(t_ns=held.t_ns, data=self.read(held.offset, held.length))
        return held

    def __iter__(self) -> Iterator[Record]:
        for number in range(len(self._records)):
            yield self[number]

    def read(self, offset: int, length: int) -> bytes:
        """So many bytes from there on; fewer where they end before."""
        in_memory = len(self._memory)
        found = bytes(self._memory[offset : offset + length])
        rest = length - len(found)
        if rest > 0 and self._file is not None and offset + length > in_memory:
            self._file.seek(max(0, offset - in_memory))
            found += self._file.read(rest)
        return found

    def overwrite(self, offset: int, data: bytes) -> None:
        """Replace bytes in place. Raises OSError where the temporary file cannot be written."""
        in_memory = max(0, min(len(data), len(self._memory) - offset))
        self._memory[offset : offset + in_memory] = data[:in_memory]
        if in_memory < len(data) and self._file is not None:
            self._file.seek(offset + in_memory - len(self._memory))
            self._file.write(data[in_memory:])

    def close(self) -> None:
        """Let go of everything."""
        self._room.taken -= self._taken
        self._taken = 0
        self._records = []
        self._memory = bytearray()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _put(self, data: bytes) -> None:
        if self._file is None and self._take(_RECORD_BYTES + len(data)):
            self._memory += data
            return
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="gemini-desktop-", buffering=0)  # noqa: SIM115 - held
            self._file.seek(self._file_size)
            written = self._file.write(data)
            while written < len(data):
                written += self._file.write(data[written:])
        except OSError as error:
            raise LimitExceeded(self._no_room(describe(error))) from error
        self._file_size += len(data)

    def _take(self, size: int) -> bool:
        if self._room.take(size):
            self._taken += size
            return True
        return False

    def _no_room(self, detail: str) -> Failure:
        megabytes = self._room.limit >> 20
        return Failure(
            kind="memory_full",
            message="The answer was stopped: it cannot be written to the disk, "
            f"{megabytes} MB of it are held in memory, and the system's temporary folder "
            "cannot be written either. All that came until then is here.",
            advice="Save it to another folder, or free some space and try again.",
            detail=detail,
        )
