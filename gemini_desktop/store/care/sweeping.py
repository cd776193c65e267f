"""Finds the blobs that nothing refers to any more, and removes them: mark, then sweep.

Referred to by turns (deleted ones can come back, so theirs too), by the files of imported chats, by
the requests and contexts of captures, and by drafts. What cannot be read ends the search: a blob
goes only when it is certain that nobody wants it. One that was put, or put again, less than an hour
before the search stays, as what refers to it may not be written yet.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core.capture import RequestSent, decode_lines
from gemini_desktop.store import context, drafts, packing
from gemini_desktop.store.blobs import Blobs, is_hash
from gemini_desktop.store.breath import Breath
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.importing import chat_files
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.tape_files import RECORDS

YOUNG_S = 3600.0
_WORK_S = 0.004
"""Longest stretch of reading before the interpreter is left to the window for as long."""
_BODY = b'"body"'
"""Only lines with it can hold a request."""


class Unused(msgspec.Struct, frozen=True, kw_only=True):
    """What `find_unused` found. `young` counts those that stay for now."""

    digests: tuple[str, ...] = ()
    bytes: int = 0
    young: int = 0
    before_unix_s: float = 0.0
    """Only what has not been put since may go."""


def find_unused(home: Path, of_turns: Collection[str]) -> Unused:
    """`of_turns` are the hashes that the library's turns refer to, asked for after the caller has
    decided to look. Blocks: reads the requests of all captures. Raises StoreError."""
    before = time.time() - YOUNG_S
    there = dict(_blobs(home / "blobs"))
    wanted = {*of_turns}
    breath = Breath(_WORK_S, _WORK_S)
    for path in _referring(home):
        wanted.update(_references(path))
        breath.take()
    unused = [digest for digest in there if digest not in wanted]
    old = [digest for digest in unused if there[digest].st_mtime < before]
    return Unused(
        digests=tuple(old),
        bytes=sum(there[digest].st_size for digest in old),
        young=len(unused) - len(old),
        before_unix_s=before,
    )


def remove(home: Path, unused: Unused, sharing: Sharing) -> Unused | None:
    """Remove them; what went, None where another program uses the home: then nothing does."""
    blobs = Blobs(home / "blobs")
    gone: list[str] = []
    freed = 0
    with sharing.alone() as alone:
        if not alone:
            return None
        for digest in unused.digests:
            size = blobs.discard(digest, unused.before_unix_s)
            if size is not None:
                gone.append(digest)
                freed += size
    return Unused(digests=tuple(gone), bytes=freed, young=unused.young)


def _blobs(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for shelf in _entries(folder):
        for entry in _entries(Path(shelf.path)) if shelf.is_dir(follow_symlinks=False) else ():
            if is_hash(entry.name):
                with contextlib.suppress(FileNotFoundError):
                    yield entry.name, entry.stat(follow_symlinks=False)


def _referring(home: Path) -> Iterator[Path]:
    for capture in _entries(home / "captures"):
        if capture.is_dir(follow_symlinks=False):
            yield Path(capture.path, RECORDS)
            yield Path(capture.path, context.FILE)
    yield from (home / drafts.FOLDER).rglob("*.draft")
    for batch in _entries(home / chat_files.FOLDER):
        if batch.is_dir(follow_symlinks=False):
            yield from (Path(each.path) for each in _entries(Path(batch.path)))


def _references(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            if path.name != RECORDS:
                return packing.references(file.read())
            requests = decode_lines((line for line in file if _BODY in line), b"")
            bodies = [each.body for each in requests if isinstance(each, RequestSent)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise store_error(error, "see what is in use", path, "Nothing was removed.") from error
    return [digest for body in bodies for digest in packing.references(body)]


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return
    except OSError as error:
        raise store_error(error, "see what is in use", folder, "Nothing was removed.") from error
