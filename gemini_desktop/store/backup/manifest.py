"""What stands in a backup, and the list of it that goes with it.

A backup is a ZIP (ZIP64 where it must be) that any tool opens. `manifest.json`, its last entry,
names every other with its length and SHA-256. What can be made anew (the search index, logs) is not
in it, nor is any key: these are in the system's keyring, and settings only say where.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store import context, drafts, marks, places, settings, transcripts
from gemini_desktop.store.captures import ID
from gemini_desktop.store.importing import chat_files
from gemini_desktop.store.tape_files import BODY, RECORDS

NAME = "manifest.json"
FORMAT = "gemini-desktop-backup"
VERSION = 1
LARGEST = 256 * 1024 * 1024
"""Bytes of a manifest: some two million entries."""

DATABASE, SETTINGS = transcripts.FILE, settings.FILE
MARKS, PLACES = marks.FILE, places.FILE
CAPTURES, BLOBS, DRAFTS = "captures", "blobs", drafts.FOLDER
IMPORTED = chat_files.FOLDER
TAPE_FILES = (RECORDS, BODY, context.FILE)
"""In the order in which they are read: each line's bytes were written before it."""
_SINGLE = (DATABASE, SETTINGS, MARKS, PLACES)
_TAPE = "|".join(map(re.escape, TAPE_FILES))
_NAMES = re.compile(
    rf"{CAPTURES}/{ID.pattern}/(?:{_TAPE})"
    rf"|{BLOBS}/(?P<shelf>[0-9a-f]{{2}})/(?P=shelf)[0-9a-f]{{62}}"
    rf"|{IMPORTED}/[0-9a-f]{{16}}/[0-9a-f]{{32}}\.json"
    rf"|{DRAFTS}/(?:window-\d{{1,2}}/)?[0-9A-Za-z-]{{1,64}}\.draft"
)

Tick = Callable[[int], None]
"""Hears of so many bytes more that are done; what it raises ends the work."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One file of the home, by its path in it."""

    name: str
    size: int
    sha256: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is of each kind."""

    conversations: int = 0
    turns: int = 0
    captures: int = 0
    blobs: int = 0
    drafts: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a backup. `database_version` is SQLite's `user_version`, 0 without a library."""

    format: str
    version: int
    created: str
    program: str
    database_version: int
    counts: Counts
    entries: tuple[Entry, ...]
    without: str = (
        "Keys are not in this file: they are in the keyring of the computer it was made on."
    )


def belongs(name: str) -> bool:
    """Whether a backup may have an entry of this name; no other is ever written to a disk."""
    return name in _SINGLE or _NAMES.fullmatch(name) is not None


def refused(source: Path, reason: str, detail: str = "") -> StoreError:
    """The error for a file that is no backup, or not one to be trusted."""
    return StoreError(
        Failure(
            kind="bad_backup",
            message=f"Could not restore {source}: {reason}. Nothing was changed.",
            advice="Take another backup; this file cannot be relied on.",
            detail=detail,
        )
    )


def newer(source: Path) -> StoreError:
    """The error for a backup of a later version of this program."""
    return StoreError(
        Failure(
            kind="newer_backup",
            message=f"The backup {source} was made by a newer version of this program. "
            "Nothing was changed.",
            advice="Install the newer version, then restore it.",
        )
    )
