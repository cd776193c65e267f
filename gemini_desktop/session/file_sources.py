"""Saved streams as sources for the inspector, read where they lie: a file may have gigabytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.capture import BytesReceived, Capture, Ended, Record
from gemini_desktop.core.errors import Failure, describe
from gemini_desktop.core.har import reader as har

_PIECE = 64 * 1024

Origin: TypeAlias = tuple[str, int]
"""A file's path and when it was written: two files of one name are two, and so is one that was
written again."""


def origin_of(path: Path) -> Origin:
    """Raises OSError."""
    return str(path.absolute()), path.stat().st_mtime_ns


class InMemory:
    """A capture that was read from a file."""

    def __init__(self, capture: Capture, origin: Origin | None = None) -> None:
        self.origin = origin
        self._capture = capture
        self._body = capture.body

    @property
    def id(self) -> str:
        """The name of what it was read from."""
        return self._capture.id

    def records(self) -> Iterator[Record]:
        """All records."""
        return iter(self._capture.records)

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive."""
        return self._body[start:end]

    def size(self) -> int:
        """Length of the body in bytes."""
        return len(self._body)


class FileBody:
    """A body that is a file, or what follows the heads in one; never read as a whole.

    Not mapped: what is mapped and then cut by another program would end this one. Bytes that are
    gone meanwhile are missing in what is read, and `records` says so at its end.
    """

    def __init__(self, path: Path, size: int, *, start: int = 0, heads: Sequence[Record] = ()):
        self._path = path
        self._start = start
        self._size = size - start
        self._heads = tuple(heads)
        self.origin = origin_of(path)

    @property
    def id(self) -> str:
        """The file's name."""
        return self._path.name

    def records(self) -> Iterator[Record]:
        """The heads, if there are any, the body in pieces of 64 KiB, and the end."""
        yield from self._heads
        try:
            with self._path.open("rb", buffering=0) as file:
                file.seek(self._start)
                left = self._size
                while left > 0 and (piece := file.read(min(_PIECE, left))):
                    left -= len(piece)
                    yield BytesReceived(t_ns=0, data=piece)
        except OSError as error:
            yield Ended(t_ns=0, how="failed", failure=_gone(self._path, describe(error)))
            return
        if left:
            yield Ended(t_ns=0, how="failed", failure=_gone(self._path, f"{left} bytes missing"))
        else:
            yield Ended(t_ns=0, how="complete")

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive; none where the file is gone."""
        try:
            with self._path.open("rb", buffering=0) as file:
                file.seek(self._start + start)
                return file.read(max(0, min(end, self._size) - start))
        except OSError:
            return b""

    def size(self) -> int:
        """Length of the body in bytes, when it was opened."""
        return self._size


class HarEntry:
    """One entry of an archive: its range of the file is read when somebody looks."""

    def __init__(self, path: Path, number: int, place: tuple[int, int]) -> None:
        self._path = path
        self._number = number
        self._place = place
        self.origin = origin_of(path)
        self._read: InMemory | None = None

    @property
    def id(self) -> str:
        """The file's name and the entry's number, counted from 1."""
        return f"{self._path.name} · {self._number + 1}"

    def capture(self) -> Capture:
        """The entry, read now. One that cannot be read has a failure for its end."""
        start, end = self._place
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                found = har.capture(json_text.parse(file.read(end - start)), self._number)
            detail = "it is no object"
        except (OSError, ValueError, RecursionError) as error:
            found, detail = None, describe(error)
        if found is None:
            ended = Ended(t_ns=0, how="failed", failure=_gone(self._path, detail))
            return Capture(id=self.id, records=(ended,))
        return msgspec.structs.replace(found, id=self.id)

    def records(self) -> Iterator[Record]:
        """All records."""
        return self._source().records()

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive."""
        return self._source().read(start, end)

    def size(self) -> int:
        """Length of the body in bytes."""
        return self._source().size()

    def _source(self) -> InMemory:
        if self._read is None:
            self._read = InMemory(self.capture())
        return self._read


def _gone(path: Path, detail: str) -> Failure:
    return Failure(
        kind="file_changed",
        message=f"{path.name} could not be read to its end: it was moved or changed meanwhile.",
        advice="Open it again.",
        detail=detail,
    )
