"""Writes a file as a whole or not at all: a file without a name, fsync, then in the other's place.

Where the system gives out no files without a name (Windows, macOS, some shares) it has one for a
while, and a kill leaves it there; `store.care.leftovers` clears it away, and
`store.care.unfinished` remembers where it is.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from gemini_desktop.store.failures import store_error

PRIVATE_MODE = 0o600
_OPENED = Path("/proc/self/fd")
_OPEN_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put `data` at `path`, replacing what is there.

    A `private` file is the owner's alone (0600) whatever the umask; otherwise the mode of the file
    replaced is kept. A symbolic link is followed, not replaced.

    Raises:
        StoreError: nothing has changed, what was at `path` before is still there.
    """
    with replacing(path, private=private) as file:
        file.write(data)


def put_quickly(path: Path, data: bytes) -> None:
    """Put `data` at `path`, for the owner alone. Whole or not at all whoever is killed, but not
    synced to the disk: a power cut may leave a shorter file. Raises OSError."""
    temporary = path.with_name(temporary_name())
    try:
        with os.fdopen(os.open(temporary, _OPEN_FLAGS, PRIVATE_MODE), "wb") as file:
            temporary.chmod(PRIVATE_MODE)
            file.write(data)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def replacing(
    path: Path,
    *,
    private: bool = False,
    remembered: Callable[[Path], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> Iterator[BinaryIO]:
    """Like `write_atomically`, for data written piece by piece: `path` changes only when the block
    has ended well. Raises StoreError also for an OSError of the block itself. A file that has
    another name for a while is `remembered`."""
    target = Path(os.path.realpath(path))
    temporary = target.parent / temporary_name()
    try:
        nameless = _open_nameless(target.parent)
        with remembered(temporary) if nameless is None else nullcontext():
            try:
                handle = os.open(temporary, _OPEN_FLAGS, 0o666) if nameless is None else nameless
                with os.fdopen(handle, "w+b") as file:
                    _set_mode(file, temporary, target, private=private)
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                    if nameless is not None:
                        _name(file, temporary)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        _sync_folder(target.parent)
    except OSError as error:
        there = os.path.lexists(target)  # unlike Path.exists, never an error of its own
        kept = "The file that was there before is unchanged." if there else ""
        raise store_error(error, "write the file", path, kept) from error


def temporary_name() -> str:
    """For a file that takes another's place when it is whole; `store.care.leftovers` knows by it
    whose it was. Not a longer form of the other's name, which may fill the limit already."""
    return f".gemini-desktop-{os.getpid()}-{os.urandom(8).hex()}.part"


def _open_nameless(folder: Path) -> int | None:
    """None where there are none, or the folder cannot be written: a named one will say why."""
    if sys.platform != "linux" or not _OPENED.exists():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666)
    except OSError:
        return None


def _name(file: BinaryIO, path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:  # naming a folder to begin at is what has Python follow the link
        os.link(_OPENED / str(file.fileno()), path, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _set_mode(file: BinaryIO, temporary: Path, target: Path, *, private: bool) -> None:
    place: int | Path = file.fileno() if os.chmod in os.supports_fd else temporary
    if private:
        os.chmod(place, PRIVATE_MODE)  # noqa: PTH101 - it may have no path
        return
    with contextlib.suppress(FileNotFoundError):
        os.chmod(place, target.stat().st_mode & 0o777)  # noqa: PTH101


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut. Some systems cannot (Windows, some shares)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
