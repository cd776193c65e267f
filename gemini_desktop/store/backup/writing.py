"""Writes a backup while everything goes on: answers may come in, other windows may work.

The database is copied by SQLite's own backup, as it stood at one moment; after it the recordings,
each as far as it has come. What the database does not know of them yet is brought back as after a
crash (`store.rebuild`). The file takes its name only when it has been read back and found right.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from gemini_desktop import __version__
from gemini_desktop.core.digest import sha256
from gemini_desktop.store.atomic import replacing, temporary_name
from gemini_desktop.store.backup import manifest as form
from gemini_desktop.store.backup.manifest import Counts, Entry, Manifest, Tick
from gemini_desktop.store.backup.reading import verify
from gemini_desktop.store.care import leftovers, unfinished
from gemini_desktop.store.failures import explained, store_error
from gemini_desktop.store.migrations import version_of

_PIECE_BYTES = 1 << 20
_PAGES = 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""A ZIP knows no earlier day, and the clock of a computer may be there."""


def back_up(home: Path, target: Path, tick: Tick) -> Manifest:
    """Write all of `home` into the file; what it holds comes back. `tick` hears each byte twice: as
    it is written and as it is read back.

    Raises:
        StoreError: `target` is as it was.
    """
    leftovers.clear_beside(target)
    noted = partial(unfinished.remembered, home)
    with replacing(target, private=True, remembered=noted) as file:
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            _scratch(home, target.parent) as scratch,
        ):
            made = _Writer(archive, tick).all_of(home, scratch)
        file.flush()
        file.seek(0)
        verify(file, target, tick)
    return made


@contextlib.contextmanager
def _scratch(home: Path, beside: Path) -> Iterator[Path]:
    """A folder where there is room, as the backup goes there."""
    folder = beside / temporary_name()
    with unfinished.remembered(home, folder):
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def size_of(home: Path) -> int:
    """About how many bytes there are to write, for the progress."""
    size = 0
    for _, path in _files(home):
        with contextlib.suppress(OSError):  # gone just now
            size += path.stat().st_size
    return size


class _Writer:
    def __init__(self, archive: zipfile.ZipFile, tick: Tick) -> None:
        self._archive = archive
        self._tick = tick
        self._entries: list[Entry] = []

    def all_of(self, home: Path, scratch: Path) -> Manifest:
        version, conversations, turns = self._library(home, scratch)
        captures = 0
        for folder in _captures(home):
            captures += self._capture(folder)
        kinds = {form.BLOBS: 0, form.DRAFTS: 0}
        for name, path in _single_files(home):
            with contextlib.suppress(FileNotFoundError):  # it was sent, or replaced, just now
                with _opened(path) as source:
                    # What lies in the blobs is pictures and the like: compressed already.
                    self._add(name, source, deflated=not name.startswith(form.BLOBS))
                kind = name.split("/")[0]
                kinds[kind] = kinds.get(kind, 0) + 1
        made = Manifest(
            format=form.FORMAT,
            version=form.VERSION,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            program=__version__,
            database_version=version,
            counts=Counts(
                conversations=conversations,
                turns=turns,
                captures=captures,
                blobs=kinds[form.BLOBS],
                drafts=kinds[form.DRAFTS],
            ),
            entries=tuple(self._entries),
        )
        self._archive.writestr(_info(form.NAME), msgspec.json.encode(made))
        return made

    def _library(self, home: Path, scratch: Path) -> tuple[int, int, int]:
        path = home / form.DATABASE
        if not path.exists():
            return 0, 0, 0
        copy = scratch / form.DATABASE
        try:
            figures = _copy_database(path, copy, self._tick)
        except sqlite3.Error as error:
            raise explained(error, path) from error
        with copy.open("rb") as source:
            self._add(form.DATABASE, source, deflated=True)
        return figures

    def _capture(self, folder: Path) -> int:
        """All of a recording, or nothing where it is being deleted just now."""
        with contextlib.ExitStack() as opened:
            try:
                files = [
                    (name, opened.enter_context(_opened(folder / name)))
                    for name in form.TAPE_FILES
                    if name in form.TAPE_FILES[:2] or (folder / name).exists()
                ]
            except FileNotFoundError:
                return 0
            for name, source in files:
                self._add(f"{form.CAPTURES}/{folder.name}/{name}", source, deflated=True)
        return 1

    def _add(self, name: str, source: BinaryIO, *, deflated: bool) -> None:
        digest, size = sha256(), 0
        info = _info(name, deflated=deflated)
        with self._archive.open(info, "w", force_zip64=True) as target:
            while piece := source.read(_PIECE_BYTES):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
                self._tick(len(piece))
        self._entries.append(Entry(name, size, digest.hexdigest()))


def _copy_database(path: Path, copy: Path, tick: Tick) -> tuple[int, int, int]:
    """The database as it stands now, also while others write to it; its version, and how many
    conversations and turns it has."""
    copy.touch(mode=0o600)
    with (
        contextlib.closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as source,
        contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as target,
    ):
        # A transaction that reads holds its moment, so that no write makes the copy begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda *_: tick(0))
        source.execute("ROLLBACK")
        target.execute("PRAGMA journal_mode = DELETE")
        version = version_of(target)
        if version == 0:
            return 0, 0, 0
        (conversations,) = target.execute("SELECT count(*) FROM conversations").fetchone()
        (turns,) = target.execute("SELECT count(*) FROM turns").fetchone()
        return version, conversations, turns


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    yield form.DATABASE, home / form.DATABASE
    for folder in _captures(home):
        yield from ((name, folder / name) for name in form.TAPE_FILES)
    yield from _single_files(home)


def _single_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Everything but the database and the recordings."""
    for name in (form.SETTINGS, form.MARKS, form.PLACES):
        yield name, home / name
    for kind in (form.DRAFTS, form.IMPORTED, form.BLOBS):
        for path in sorted((home / kind).glob("**/*")):
            name = path.relative_to(home).as_posix()
            if form.belongs(name) and path.is_file():
                yield name, path


def _captures(home: Path) -> Iterator[Path]:
    try:
        with os.scandir(home / form.CAPTURES) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir())
    except FileNotFoundError:
        return
    for name in names:
        if form.belongs(f"{form.CAPTURES}/{name}/{form.TAPE_FILES[0]}"):
            yield home / form.CAPTURES / name


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Raises FileNotFoundError, and StoreError for whatever else the system refuses."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise store_error(error, "back up the file", path) from error
    with file:
        yield file


def _info(name: str, *, deflated: bool = True) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = 0o600 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    return info
