"""What the system or SQLite refused, in words: what failed, where, what is kept, what next."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from gemini_desktop.core.errors import Failure, StoreError, describe

_BY_ERRNO: dict[int, tuple[str, str, str]] = {
    errno.ENOSPC: ("disk_full", "the disk is full", "Free some space, then try again."),
    errno.EDQUOT: ("disk_full", "your disk quota is used up", "Free some space, then try again."),
    errno.EFBIG: (
        "file_too_large",
        "the file would grow larger than the system allows",
        "Raise the file size limit, or choose another disk, then try again.",
    ),
    errno.EACCES: (
        "not_permitted",
        "the system does not permit it",
        "Check the owner and the permissions, or choose another folder.",
    ),
    errno.EPERM: (
        "not_permitted",
        "the system does not permit it",
        "Check the owner and the permissions, or choose another folder.",
    ),
    errno.EROFS: ("read_only", "the disk is read-only", "Choose a folder that can be written."),
    errno.ENOENT: ("not_found", "it is not there", "Check whether it was moved or deleted."),
    errno.ENOTDIR: ("not_found", "a part of its path is not a folder", "Check the path."),
    errno.EISDIR: ("is_a_folder", "it is a folder", "Choose a file name."),
    errno.ENAMETOOLONG: ("name_too_long", "the name is too long", "Choose a shorter name."),
    errno.EMFILE: (
        "too_many_files",
        "too many files are open",
        "Close some windows and try again.",
    ),
    errno.EIO: ("disk_error", "the disk reported an error", "Check the disk; copy what matters."),
}


def store_error(error: OSError, doing: str, path: Path, kept: str = "") -> StoreError:
    """The StoreError for `error`.

    `doing` completes the sentence "Could not …" (such as "save the transcript"); `kept` is a whole
    sentence on what is safe.
    """
    kind, reason, advice = _BY_ERRNO.get(
        error.errno or 0,
        (
            "disk_error",
            error.strerror or type(error).__name__,
            "Check the disk and the permissions of the folder, then try again.",
        ),
    )
    message = f"Could not {doing} ({path}): {reason}."
    if kept:
        message += f" {kept}"
    return StoreError(Failure(kind=kind, message=message, advice=advice, detail=describe(error)))


class DamagedError(sqlite3.DatabaseError):
    """SQLite's own check found the file damaged."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is bad, not its disk or a lock."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, DamagedError) or code in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def explained(error: sqlite3.Error, path: Path) -> StoreError:
    """The StoreError for what SQLite said."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(path.parent):
        code = sqlite3.SQLITE_FULL  # it could not make its journal's index, and says no more
    kind, reason, advice = _BY_CODE.get(
        code, ("database_error", f"SQLite says: {error}", "Start the program again.")
    )
    if isinstance(error, DamagedError):
        kind, reason, advice = _BY_CODE[sqlite3.SQLITE_CORRUPT]
    return StoreError(
        Failure(
            kind=kind,
            message=f"Could not use the library {path}: {reason}. The recordings are kept.",
            advice=advice,
            detail=describe(error),
        )
    )


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free == 0
    except OSError:
        return False


_REBUILD = "Start the program again: it puts the file aside and rebuilds it from the recordings."
_BY_CODE = {
    sqlite3.SQLITE_FULL: ("disk_full", "the disk is full", "Free some space, then try again."),
    sqlite3.SQLITE_BUSY: (
        "database_busy",
        "another program keeps it busy",
        "Close other windows of this program, then try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "read_only",
        "it cannot be written",
        "Check the permissions of the file and its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "not_permitted",
        "it cannot be opened",
        "Check the permissions of the file and its folder.",
    ),
    sqlite3.SQLITE_IOERR: ("disk_error", "the disk reported an error", "Check the disk."),
    sqlite3.SQLITE_CORRUPT: ("database_damaged", "it is damaged", _REBUILD),
    sqlite3.SQLITE_NOTADB: ("database_damaged", "it is no database", _REBUILD),
}


def reason(failure: Failure) -> str:
    """Why it failed, in a few words that a sentence can end with."""
    known = (*_BY_ERRNO.values(), *_BY_CODE.values())
    words = [words for kind, words, _ in known if kind == failure.kind]
    said = (each for each in words if each in failure.message)
    return next(said, words[0] if words else failure.message.rstrip("."))
