"""What a home takes on the disk, by what it is, and which of its files nobody needs any more."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from gemini_desktop.store.failures import store_error

Part: TypeAlias = Literal["captures", "media", "library", "search", "logs", "spare", "other"]
"""`media`: pictures and all other values kept by their hash; `library`: the database, and the files
that keep imported chats beside it; `spare`: see `spare_files`."""

_SPARE = re.compile(r".+\.(before-\d+|damaged-[0-9A-Za-z.]+)(-wal|-shm)?")
_COPY = re.compile(r"library\.db\.before-\d+(-wal|-shm)?")
_DAMAGED = "library.db.damaged-"
_WEEK_S = 7 * 24 * 3600
_DATABASES: dict[str, Part] = {"library": "library", "search": "search"}
_FOLDERS: dict[str, Part] = {
    "captures": "captures",
    "blobs": "media",
    "imported": "library",
    "logs": "logs",
}


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that the disk gave away, so files are counted in its blocks."""

    captures: int = 0
    media: int = 0
    library: int = 0
    search: int = 0
    logs: int = 0
    spare: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(msgspec.structs.astuple(self))


class SpareFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was put aside: the library before a migration, or what was damaged."""

    path: Path
    bytes: int


def measure(home: Path) -> Usage:
    """Look at every file of the home. Blocks: some 10 us a file. What goes meanwhile is passed
    over; a home that is not there takes nothing."""
    sums: dict[Part, int] = {}
    for entry in _entries(home):
        if entry.is_dir(follow_symlinks=False):
            part = _FOLDERS.get(entry.name, "other")
            size = _size_below(Path(entry.path))
        else:
            part, size = _part_of(entry.name), _taken(entry)
        sums[part] = sums.get(part, 0) + size
    return Usage(**sums)


def size_of_capture(folder: Path) -> int:
    """What one capture takes, without the values that it shares with others."""
    return sum(_taken(entry) for entry in _entries(folder))


def spare_files(home: Path) -> list[SpareFile]:
    """Copies from before migrations, and files that were damaged, with the journals of either."""
    return [
        SpareFile(path=Path(entry.path), bytes=_taken(entry))
        for entry in sorted(_entries(home), key=lambda entry: entry.name)
        if _SPARE.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
    ]


def remove_spare(home: Path) -> int:
    """Delete the spare files; how many bytes that gave back. Raises StoreError."""
    freed = 0
    for spare in spare_files(home):
        try:
            spare.path.unlink(missing_ok=True)
        except OSError as error:
            raise store_error(error, "delete the old copy", spare.path) from error
        freed += spare.bytes
    return freed


def remove_old_copies(home: Path, now_s: float) -> int:
    """Delete copies of the library from before a migration that was a week ago; how many. For a
    library that is found sound; where damage lies beside it nothing goes. They hold the words of
    chats that were deleted since: what is deleted should be gone without anybody thinking of it."""
    spare = spare_files(home)
    if any(each.path.name.startswith(_DAMAGED) for each in spare):
        return 0
    gone = 0
    for each in spare:
        with contextlib.suppress(OSError):
            if _COPY.fullmatch(each.path.name) and now_s - each.path.stat().st_mtime > _WEEK_S:
                each.path.unlink()
                gone += 1
    return gone


def _part_of(name: str) -> Part:
    if _SPARE.fullmatch(name):
        return "spare"
    return _DATABASES.get(name.partition(".")[0], "other")


def _size_below(folder: Path) -> int:
    size = 0
    for entry in _entries(folder):
        is_folder = entry.is_dir(follow_symlinks=False)
        size += _size_below(Path(entry.path)) if is_folder else _taken(entry)
    return size


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _taken(entry: os.DirEntry[str]) -> int:
    with contextlib.suppress(OSError):
        found = entry.stat(follow_symlinks=False)
        blocks: int | None = getattr(found, "st_blocks", None)  # Windows has none
        return found.st_size if blocks is None else blocks * 512
    return 0
