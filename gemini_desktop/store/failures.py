"""Turns the operating system's refusals into words: what failed, where, what is kept, what next."""

from __future__ import annotations

import errno
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
