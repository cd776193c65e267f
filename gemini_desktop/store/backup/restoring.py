"""Brings a backup back: into an empty home, or into one in use, in one go or not at all.

All of it is unpacked and checked in a folder within the home first (`restore-…`). Then a mark is
set. From there on the rest is only moved and entered (`rows`), each step such that doing it again
does no harm: what a kill interrupts is finished by `finish` at the next start. Before the mark,
nothing of it counts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.profile import Profile
from gemini_desktop.store.backup import manifest as form
from gemini_desktop.store.backup import reading, rows
from gemini_desktop.store.backup.manifest import Manifest, Tick
from gemini_desktop.store.backup.rows import Taken
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care import checking
from gemini_desktop.store.failures import explained, store_error
from gemini_desktop.store.home import RESTORING, prepare_home
from gemini_desktop.store.importing.chat_files import ChatFiles
from gemini_desktop.store.locks import lock, lock_new
from gemini_desktop.store.migrations import MIGRATIONS, migrate, refuse_newer, version_of
from gemini_desktop.store.settings import SettingsFile

_READY, _ENTERED = "ready", "entered"
"""Marks in it: all is there and right; the rows are entered, and files remain to be moved."""
_LABEL = "label"
_SPARE_BYTES = 64 * 1024 * 1024
_PAUSE_S = 0.01


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What came back. `profiles` are those of the backup that were not here by name."""

    manifest: Manifest
    taken: Taken = Taken()
    profiles: tuple[Profile, ...] = ()


def restore(source: Path, home: Path, tick: Tick) -> Restored:
    """Bring all of the backup into `home`. `tick` hears each byte once.

    Raises:
        StoreError: the file is damaged, not to be trusted, or of a newer version, or the disk
            refused; the home is as it was.
    """
    with reading.opened(source, source) as backup:
        if backup.manifest.database_version > len(MIGRATIONS):
            raise form.newer(source)
        prepare_home(home)
        _need_room(home, backup.size)
        with _staging(home) as folder:
            try:
                _unpack(backup, folder, tick)
                _check_library(folder / form.DATABASE, source)
                _check_home(home)
                (folder / _LABEL).write_text(_label(backup.manifest), "utf-8")
                (folder / _READY).touch(mode=0o600)
            except OSError as error:
                kept = "Nothing was changed."
                raise store_error(error, "restore the backup", home, kept) from error
            taken, profiles = _take(home, folder)
        return Restored(manifest=backup.manifest, taken=taken, profiles=profiles)


def finish(home: Path) -> int:
    """What a kill interrupted: done to its end where it was certain to succeed, cleared away where
    it was not; how many were finished. Raises StoreError."""
    finished = 0
    for folder in sorted(home.glob(f"{RESTORING}*")):
        held = lock(folder, exclusive=True)
        if held is None:
            continue  # another program is at it
        try:
            if (folder / _READY).exists():
                _take(home, folder)
                finished += 1
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            held.release()
    return finished


@contextlib.contextmanager
def _staging(home: Path) -> Iterator[Path]:
    folder = home / f"{RESTORING}{os.getpid()}-{os.urandom(4).hex()}"
    try:
        while (held := lock_new(folder)) is None:
            time.sleep(_PAUSE_S)  # a program that starts takes it for one of a dead program
    except OSError as error:
        raise store_error(error, "restore the backup", home, "Nothing was changed.") from error
    try:
        yield folder
    finally:
        held.release()
        if not (folder / _ENTERED).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _unpack(backup: reading.Backup, folder: Path, tick: Tick) -> None:
    for entry in backup.manifest.entries:
        path = folder / entry.name  # a name that `form.belongs`
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                backup.copy(entry, out.write, tick)
        except OSError as error:
            raise store_error(error, "restore the file", path, "Nothing was changed.") from error


def _need_room(home: Path, size: int) -> None:
    free = shutil.disk_usage(home).free
    if size + _SPARE_BYTES > free:
        raise StoreError(
            Failure(
                kind="disk_full",
                message=f"The backup unpacks to {size / 1e6:,.0f} MB, and the disk of {home} has "
                f"{free / 1e6:,.0f} MB left. Nothing was changed.",
                advice="Free some space, or restore it into a folder on another disk.",
            )
        )


def _check_library(path: Path, source: Path) -> None:
    """Sound, of a shape that our own steps make (a file from elsewhere may hold triggers and views
    that run when they are touched), and then brought up to date."""
    if not path.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            version = version_of(connection)
            if version > len(MIGRATIONS):
                raise form.newer(source)
            if _shape(connection) != _shape_of_version(version):
                raise form.refused(source, "its library is not one of this program's")
            checking.check(connection)
            migrate(connection, path)
        for copy in path.parent.glob(f"{path.name}.before-*"):
            copy.unlink()
    except sqlite3.Error as error:
        raise form.refused(source, "its library is damaged", str(error)) from error


def _shape_of_version(version: int) -> set[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for step in MIGRATIONS[:version]:
            step(fresh)
        return _shape(fresh)


def _shape(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    rows_ = connection.execute("SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_master")
    return {(kind, name, table, " ".join(sql.split())) for kind, name, table, sql in rows_}


def _check_home(home: Path) -> None:
    path = home / form.DATABASE
    if not path.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as here:
            refuse_newer(here, path, len(MIGRATIONS))
            migrate(here, path)
    except sqlite3.Error as error:
        raise explained(error, path) from error


def _take(home: Path, folder: Path) -> tuple[Taken, tuple[Profile, ...]]:
    """From the mark on: nothing here depends on what was done of it before."""
    try:
        _move_new(folder, home, f"{form.BLOBS}/*/*")
        _move_imported(folder, home)
        taken = _take_rows(home, folder)
        (folder / _ENTERED).touch(mode=0o600)
        _move_new(folder, home, f"{form.CAPTURES}/*")
        _tell_tapes(home)
        _move_new(folder, home, f"{form.DRAFTS}/*.draft")
        _move_new(folder, home, f"{form.DRAFTS}/window-*/*.draft")
        _move_new(folder, home, form.PLACES)
        profiles = _take_settings(home, folder)
        (folder / _ENTERED).unlink()
    except OSError as error:
        kept = "What is missing still comes at the next start, if it is in reach then."
        raise store_error(error, "restore the backup", home, kept) from error
    return taken, profiles


def _take_rows(home: Path, folder: Path) -> Taken:
    staged = folder / form.DATABASE
    if not staged.exists():
        return Taken()
    if (home / form.DATABASE).exists():
        return rows.take_in(home, staged, (folder / _LABEL).read_text("utf-8"))
    _move_new(folder, home, form.MARKS)
    with contextlib.closing(sqlite3.connect(staged)) as connection:
        sql = "SELECT count(*) FROM conversations WHERE deleted_unix_ns IS NULL"
        (count,) = connection.execute(sql).fetchone()
    staged.rename(home / form.DATABASE)
    return Taken(added=count)


def _tell_tapes(home: Path) -> None:
    """Of which copy they are: a lost library is rebuilt by what they say themselves."""
    captures = Captures(home)
    for capture_id, heir in rows.inherited(home) if (home / form.DATABASE).exists() else []:
        if captures.conversation_of(capture_id) != heir.conversation_id:
            captures.give(capture_id, heir)


def _take_settings(home: Path, folder: Path) -> tuple[Profile, ...]:
    """An empty home gets them whole, another one only the profiles that it does not have."""
    if not (folder / form.SETTINGS).exists():
        return ()
    if not (home / form.SETTINGS).exists():
        (folder / form.SETTINGS).rename(home / form.SETTINGS)
        return SettingsFile(home).load()[0].profiles
    theirs, file = SettingsFile(folder).load()[0], SettingsFile(home)
    here = file.load()[0]
    known = {profile.name for profile in here.profiles}
    new = tuple(profile for profile in theirs.profiles if profile.name not in known)
    if new:
        file.save(msgspec.structs.replace(here, profiles=(*here.profiles, *new)))
    return new


def _move_imported(folder: Path, home: Path) -> None:
    """Only where no library came: else it has them, but what was deleted, and they get files at the
    next start (`store.importing.kept_chats`)."""
    files = ChatFiles(home)
    for path in [] if (folder / form.DATABASE).exists() else ChatFiles(folder).all():
        target = home / path.relative_to(folder)
        if not target.exists():
            files.make(target.parent)
            path.rename(target)


def _move_new(folder: Path, home: Path, pattern: str) -> None:
    for path in sorted(folder.glob(pattern)):
        target = home / path.relative_to(folder)
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.rename(target)


def _label(manifest: Manifest) -> str:
    day = "".join(c for c in manifest.created[:10] if c in "0123456789-")
    return f"from the backup of {day}"
