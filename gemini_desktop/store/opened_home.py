"""A home as it is found at the start: whether it can be made and written, and where else to go."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.home import (
    FOLDERS,
    VARIABLE,
    chosen_home,
    find_home,
    pointer,
    prepare_home,
)


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A home as it was found. `may_be_made` is False for one that the user has chosen before: where
    it is gone (a disk that is not plugged in), nothing is put in its place."""

    path: Path
    may_be_made: bool = True
    failure: Failure | None = None
    """Why it cannot be made or written; what is in it may still be readable."""
    note: str = ""
    """What the user should know of it, where it was just chosen."""


def open_home(explicit: Path | None = None) -> Home:
    """Like `prepare_home`, and see whether it can be written. Raises nothing: `failure` says what
    is wrong."""
    path = find_home(explicit)
    named = explicit is not None or os.environ.get(VARIABLE, "").strip()
    return look_again(Home(path=path, may_be_made=bool(named) or path != chosen_home()))


def look_again(home: Home) -> Home:
    """The same home as it is now."""
    try:
        if not home.path.is_absolute():
            raise FileNotFoundError(errno.ENOENT, "there is no home folder to put it in")
        if not (home.may_be_made or home.path.is_dir()):
            raise FileNotFoundError(errno.ENOENT, "the folder that was chosen is gone")
        prepare_home(home.path)
        for folder in (home.path, *(home.path / name for name in FOLDERS)):
            _check_writable(folder)
    except OSError as error:
        failure = store_error(error, "keep anything", home.path).failure
        return msgspec.structs.replace(home, failure=failure)
    except StoreError as error:
        return msgspec.structs.replace(home, failure=error.failure)
    return msgspec.structs.replace(home, failure=None)


def remember_home(home: Path) -> None:
    """Use this home from the next start on, where neither --home nor the environment names one.
    Raises StoreError."""
    path = pointer()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise store_error(error, "remember the folder", path) from error
    write_atomically(path, os.fsencode(home), private=True)


def _check_writable(folder: Path) -> None:
    """By trying: rights alone do not tell of a full disk, or of one that is read-only."""
    probe = folder / f".probe-{os.urandom(8).hex()}"
    probe.mkdir(mode=0o700)
    probe.rmdir()
