"""A tape that outlasts its disk: from the first record on that cannot be written, all are held in
memory, in their order, until they can be.

What is on the disk and what is held make one whole capture, readable at any time. Nothing is
written past a gap, not even how the exchange ended: a program that dies now leaves a tape that is
cut off, never one that claims to be complete.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Self

from gemini_desktop.core.capture import Record
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.overflow import Overflow, Room
from gemini_desktop.store.tape import TapeReader, TapeWriter


class LastingTape:
    """Records one exchange, and can be read while it does (a `session.roles.CaptureSource`).

    `append` comes from one thread; `catch_up` and the reading methods may come from others.
    """

    def __init__(self, capture_id: str, begin: Callable[[], TapeWriter], room: Room) -> None:
        """`begin` makes the tape on the disk; where it raises StoreError all is held, and
        `catch_up` calls it again."""
        self.id = capture_id
        self.failure: Failure | None = None
        """Why something is held; None while everything is on the disk."""
        self.on_held: Callable[[LastingTape], None] = _nobody
        """Called when the first record is held, with the tape."""
        self._begin = begin
        self._room = room
        self._lock = threading.RLock()
        self._writer: TapeWriter | None = None
        self._on_disk = 0
        """How many records are on the disk."""
        self._held: Overflow | None = None
        self._written = 0
        """How many of those that were held are on the disk by now, and their bytes."""
        self._written_bytes = 0
        self._masks: list[tuple[int, bytes]] = []
        self._closed = False
        try:
            self._writer = begin()
        except StoreError as error:
            self._hold(error.failure)

    @property
    def is_whole(self) -> bool:
        """Whether all that was recorded is on the disk."""
        return self.failure is None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will be recorded."""
        return self._closed

    def append(self, record: Record) -> None:
        """Record one thing that happened. Raises LimitExceeded where it can be kept nowhere."""
        with self._lock:
            if self._held is None and self._writer is not None:
                try:
                    self._writer.append(record)
                    self._on_disk += 1
                    return
                except StoreError as error:
                    self._hold(error.failure)
            assert self._held is not None  # noqa: S101 - no writer, or it failed
            self._held.append(record)
            is_first = len(self._held) == 1
        if is_first:  # told without the lock, and `catch_up` may have written it by now
            self.on_held(self)

    def overwrite(self, offset: int, data: bytes) -> None:
        """Replace bytes of the body in place, wherever they lie. Where the disk refuses, it is
        done when `catch_up` can."""
        with self._lock:
            start = self._disk_size - self._written_bytes
            if self._held is not None and offset + len(data) > start:
                held = max(offset, start)
                with contextlib.suppress(OSError):
                    self._held.overwrite(held - start, data[held - offset :])
            written = self._writer.written if self._writer is not None else 0
            if offset < written:
                self._masks.append((offset, data[: written - offset]))
                try:
                    self._mask()
                except StoreError as error:
                    self._hold(error.failure)

    def catch_up(self) -> None:
        """Write all that is held. Blocks; what comes meanwhile is written too. Raises StoreError
        where something still cannot be written: it is held as before."""
        try:
            with self._lock:
                if self._writer is None:
                    self._writer = self._begin()
                elif self._held is not None:
                    self._writer.resume()
            while self._write_next():
                pass
        except StoreError as error:
            self.failure = error.failure
            raise

    def close(self) -> None:
        """Nothing more will be recorded. Files stay open, and locked for other windows, while
        something is held; `catch_up` closes them."""
        with self._lock:
            self._closed = True
            if self.is_whole and self._writer is not None:
                self._writer.close()

    def let_go(self) -> None:
        """Give up what is held: it is kept elsewhere, or nowhere."""
        with self._lock:
            if self._writer is not None:
                self._writer.close()
            if self._held is not None:
                self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading ---------------------------------------------------------------------------------

    def records(self) -> Iterator[Record]:
        """The records so far, in order. Raises StoreError where the disk's part is gone."""
        with self._lock:
            held, first = self._held, self._written
            last = len(held) if held is not None else 0
            reader, count = self._reader, self._on_disk
        if reader is not None and count:
            yield from itertools.islice(reader.records(), count)
        for number in range(first, last):
            with self._lock:
                if held is not self._held or held is None:  # it went to the disk meanwhile
                    break
                record = held[number]
            yield record
        else:
            return
        if self._reader is not None:
            done = count + number - first
            yield from itertools.islice(self._reader.records(), done, count + last - first)

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive; fewer where it ends before."""
        with self._lock:
            split = self._disk_size
            found = b""
            if start < split and self._reader is not None:
                found = self._reader.read(start, min(end, split))
            if end > split and self._held is not None:
                base = split - self._written_bytes
                found += self._held.read(max(start, split) - base, end - max(start, split))
            return found

    def size(self) -> int:
        """Bytes of the body so far."""
        with self._lock:
            held = self._held.size - self._written_bytes if self._held is not None else 0
            return self._disk_size + held

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _disk_size(self) -> int:
        return self._writer.size if self._writer is not None else 0

    @property
    def _reader(self) -> TapeReader | None:
        writer = self._writer
        return TapeReader(writer.folder, writer.blobs) if writer is not None else None

    def _hold(self, failure: Failure) -> None:
        self.failure = failure
        if self._held is None:
            self._held = Overflow(self._room)
            self._written = self._written_bytes = 0

    def _write_next(self) -> bool:
        """Write one record of those that are held; False when none is left."""
        with self._lock:
            held, writer = self._held, self._writer
            assert writer is not None  # noqa: S101 - `catch_up` has made it
            self._mask()
            if held is None or self._written == len(held):
                self._settle(writer)
                return False
            try:
                record = held[self._written]
            except OSError as error:
                raise store_error(error, "read what was held", writer.folder) from error
            before = writer.size
            writer.append(record)
            self._on_disk += 1
            self._written += 1
            self._written_bytes += writer.size - before
            return True

    def _settle(self, writer: TapeWriter) -> None:
        if self._held is not None:
            self._held.close()
        self._held = None
        self._written = self._written_bytes = 0
        self.failure = None
        if self._closed:
            writer.close()

    def _mask(self) -> None:
        """Overwrite what is to be overwritten on the disk. Raises StoreError."""
        while self._masks and self._writer is not None:
            self._writer.overwrite(*self._masks[0])
            del self._masks[0]


def _nobody(_: LastingTape) -> None:
    """Nobody wants to know."""
