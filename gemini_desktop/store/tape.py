"""A capture on disk while it grows: a folder of two append-only files.

    body            exactly the bytes that came, of all reads, one after the other
    records.jsonl   the rest, one JSON line a record (`core.capture`)

Each record goes to the system with `write` before anything parses it: the bytes first, then the
line. So after kill -9 nothing that was shown is missing; what a crash leaves (bytes without a line,
a torn last line, no `Ended`) is read as it is. Only a power cut can take the last seconds.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Ended,
    Record,
    RequestSent,
    decode_lines,
    encode_line,
)
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store import packing
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.tape_files import BODY, RECORDS

if sys.platform != "win32":
    import fcntl

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
_TAIL_BYTES = 65_536
_KEPT = "Everything recorded before is kept."


class TapeWriter:
    """Records one exchange into `folder`, which may exist but must hold no tape yet.

    Not for several threads at once. Large values of a request's body go to `blobs`.

    After a failed `append` the tape takes no more but an `Ended`: a gap in the middle would make
    the offsets lie. The failed read's bytes are kept as far as they fitted. `resume` takes it up
    again, at the record that failed.
    """

    def __init__(self, folder: Path, blobs: Blobs) -> None:
        self.folder = folder
        self.blobs = blobs
        self._failure: Failure | None = None
        self._size = 0
        self._ahead = 0
        """Bytes that follow them on the disk, of a read that failed half-way."""
        self._records_size = 0
        with contextlib.ExitStack() as undo:
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
                self._body = _create(folder / BODY)
                undo.callback(os.close, self._body)
                self._records = _create(folder / RECORDS)
            except OSError as error:
                raise store_error(error, "start to record the answer", folder) from error
            undo.pop_all()
        _lock(self._records)

    @property
    def id(self) -> str:
        """The capture's id: the folder's name."""
        return self.folder.name

    @property
    def size(self) -> int:
        """Bytes of the whole reads in `body`: the offset at which the next one will lie."""
        return self._size

    @property
    def written(self) -> int:
        """Bytes in `body`, with those of a read that failed half-way."""
        return self._size + self._ahead

    def append(self, record: Record) -> None:
        """Record one thing that happened. About 5 us for a small read.

        Raises:
            StoreError: the record is not, or not wholly, on disk; see the class.
        """
        if self._failure is not None and not isinstance(record, Ended):
            raise StoreError(self._failure)
        try:
            if isinstance(record, BytesReceived):
                data = record.data[self._ahead :] if self._ahead else record.data
                _write_all(self._body, data)
            elif isinstance(record, RequestSent):
                body = packing.pack(record.body, self.blobs)
                record = msgspec.structs.replace(record, body=body)
            line = encode_line(record)
            _write_all(self._records, line)
        except OSError as error:
            raise self._stopped(error) from error
        self._records_size += len(line)
        if isinstance(record, BytesReceived):
            self._size += len(record.data)
            self._ahead = 0

    def resume(self) -> None:
        """Make a tape that stopped ready for the record that failed, and those after it. What came
        of its bytes stays on the disk, and is not written twice. Raises StoreError."""
        try:
            os.ftruncate(self._records, self._records_size)
            self._ahead = os.fstat(self._body).st_size - self._size
        except OSError as error:
            raise self._stopped(error) from error
        self._failure = None

    def overwrite(self, offset: int, data: bytes) -> None:
        """Replace bytes of `body` in place, as a secret found late is by asterisks.

        Raises ValueError where the range was not recorded yet, StoreError where writing fails.
        """
        if offset < 0 or offset + len(data) > self.written:
            raise ValueError(f"bytes {offset} to {offset + len(data)} are not on this tape")
        path = self.folder / BODY
        try:
            # Not through our own handle: what is opened for appending appends wherever it seeks.
            with path.open("r+b", buffering=0) as file:
                file.seek(offset)
                _write_all(file.fileno(), data)
        except OSError as error:
            raise store_error(error, "mask a secret in the recording", path) from error

    def close(self) -> None:
        """Close the files; may be called twice."""
        for handle in (self._body, self._records):
            if handle >= 0:
                os.close(handle)
        self._body = self._records = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stopped(self, error: OSError) -> StoreError:
        """Take back a torn line, so that an `Ended` can still follow. Bytes of `body` that have no
        line are read as one more read."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._records, self._records_size)
        with contextlib.suppress(OSError):
            self._ahead = os.fstat(self._body).st_size - self._size
        raised = store_error(error, "record the answer", self.folder, _KEPT)
        self._failure = raised.failure
        return raised


class TapeReader:
    """Reads a tape, also while it is still written. Holds no file open between calls.

    All methods raise StoreError where the files cannot be read.
    """

    def __init__(self, folder: Path, blobs: Blobs) -> None:
        self.folder = folder
        self.blobs = blobs

    @property
    def id(self) -> str:
        """The capture's id: the folder's name."""
        return self.folder.name

    def records(self) -> Iterator[Record]:
        """The records that are there now, in order; `core.capture.decode_lines` says how damage
        is read. Bytes are copied read by read, never as a whole."""
        for record in self.packed_records():
            if isinstance(record, RequestSent):
                body = packing.unpack(record.body, self.blobs)
                yield msgspec.structs.replace(record, body=body)
            else:
                yield record

    def packed_records(self) -> Iterator[Record]:
        """Like `records`, with the requests' bodies as they are on disk (`store.packing`)."""
        with self._reading(), (self.folder / RECORDS).open("rb") as lines:
            # Lines first, then the body: each line's bytes were written before it.
            length = os.fstat(lines.fileno()).st_size
            with _mapped(self.folder / BODY) as body:
                yield from decode_lines(_lines(lines, length), body)

    def capture(self) -> Capture:
        """The whole exchange in memory."""
        return Capture(records=tuple(self.records()), id=self.id)

    def read(self, start: int, end: int) -> bytes:
        """Bytes `start` to `end` (exclusive) of the body; fewer where it ends before."""
        with self._reading(), (self.folder / BODY).open("rb", buffering=0) as file:
            file.seek(start)
            return _read_all(file, max(0, end - start))

    def size(self) -> int:
        """Bytes of the body now."""
        with self._reading():
            return (self.folder / BODY).stat().st_size

    def ended(self) -> Ended | None:
        """How the exchange ended: the last record. Reads only the end of the file."""
        with self._reading(), (self.folder / RECORDS).open("rb") as lines:
            lines.seek(max(0, os.fstat(lines.fileno()).st_size - _TAIL_BYTES))
            tail = lines.read(_TAIL_BYTES).splitlines(keepends=True)
        return next((r for r in decode_lines(tail[-1:], b"") if isinstance(r, Ended)), None)

    @property
    def interrupted(self) -> bool:
        """Whether the program that recorded it died before the end."""
        return self.ended() is None and not self.is_being_written()

    def is_being_written(self) -> bool:
        """Whether a living program (this or another) records it now. Unknown, so False, on Windows
        and on file systems without locks."""
        if sys.platform == "win32":
            return False
        with self._reading(), (self.folder / RECORDS).open("rb") as lines:
            try:
                fcntl.flock(lines, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            except OSError:
                return False
        return False

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise store_error(error, "read the recording", self.folder) from error


def _create(path: Path) -> int:
    handle = os.open(path, _CREATE, 0o600)
    path.chmod(0o600)  # whatever the umask took away
    return handle


def _lock(handle: int) -> None:
    """Held until the file is closed or the process dies, kill -9 included."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _write_all(handle: int, data: bytes) -> None:
    """`os.write` may take a part only (disk nearly full, signals, very large buffers)."""
    written = os.write(handle, data)
    while written < len(data):
        written += os.write(handle, memoryview(data)[written:])


def _read_all(file: BinaryIO, length: int) -> bytes:
    pieces = []
    while length > 0 and (piece := file.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _lines(file: BinaryIO, length: int) -> Iterator[bytes]:
    """The lines that begin before `length`: what is appended while we read belongs to the next
    look."""
    position = 0
    for line in file:
        yield line
        position += len(line)
        if position >= length:
            return


@contextlib.contextmanager
def _mapped(path: Path) -> Iterator[bytes | memoryview]:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:  # nothing to map is an error to mmap
            yield b""
            return
        with (
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as view,
        ):
            yield view
