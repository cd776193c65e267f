"""SQLite behind one thread: the event loop hands in functions and awaits what they return.

The thread is the only one of this program that touches the file, so nothing here needs a lock; WAL
and a busy timeout let several programs share it. What a cancelled caller had asked for is still
done: pressing Stop must not lose the turn that was being saved.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.care import checking
from gemini_desktop.store.failures import explained, is_damage, store_error
from gemini_desktop.store.locks import locked
from gemini_desktop.store.migrations import (
    MIGRATIONS,
    Migration,
    Work,
    in_transaction,
    migrate,
    refuse_newer,
    version_of,
)
from gemini_desktop.store.stand_in import stand_in

T = TypeVar("T")

BUSY_TIMEOUT_S = 10.0
_COMPANIONS = ("", "-wal", "-shm")


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What opening found. In both cases the tapes can tell what belongs in it (`store.rebuild`)."""

    is_new: bool
    """There was no database."""
    damaged: Path | None = None
    """Where a damaged database was put; a new one has taken its place."""


class Database:
    """One file and its thread. `open` first, `close` last; both on the same event loop."""

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration] = MIGRATIONS,
        *,
        keeps_copies: bool = True,
    ) -> None:
        """`keeps_copies` of the file as it was, one before each migration."""
        self.path = path
        self._keeps_copies = keeps_copies
        self._migrations = migrations
        self._connection: sqlite3.Connection | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._unopened: StoreError | None = None
        self._late_check = checking.LateCheck(path)
        self.refused: StoreError | None = None
        """Why a stand-in in memory has the place of the file; None while the file is used."""

    async def open(self) -> Opened:
        """Open or create the file and bring it up to date.

        Raises:
            StoreError: it is of a newer version of the program (kind `newer_database`), cannot be
                read or written, or a migration failed. The file is as it was.
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="library")
        try:
            return await self._in_thread(self._open)
        except BaseException as error:
            self._unopened = error if isinstance(error, StoreError) else None
            await self.close()
            raise

    async def open_stand_in(self, refused: StoreError) -> None:
        """After `open` was refused: work with what can be read of the file, in memory."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="library")
        self.refused = refused
        readable = refused.failure.kind != "newer_database"
        await self._in_thread(lambda: self._stand_in(readable=readable))

    async def reopen(self) -> None:
        """Where a stand-in has its place, try the file again. Raises StoreError where it is refused
        as before; what was written to the stand-in is not taken over."""
        if self.refused is None:
            return
        try:
            await self._in_thread(self._open)
        except StoreError as error:
            self.refused = error
            raise
        self.refused = None

    async def close(self) -> None:
        """Finish what was handed in and close. May be called twice, and without `open`."""
        if self._thread is None:
            return
        thread, self._thread = self._thread, None
        self._late_check.stop()
        await asyncio.shield(asyncio.wrap_future(thread.submit(self._close)))
        thread.shutdown()

    async def read(self, work: Work[T]) -> T:
        """What `work` returns, run in the thread; it must not write. Raises StoreError, also that
        of `open` again where the file could not be opened."""
        return await self._in_thread(lambda: self._guarded(work))

    async def write(self, work: Work[T]) -> T:
        """Like `read`, for work that changes something: all of it or, when it raises, nothing.
        Done even where the caller is cancelled meanwhile."""
        return await self._in_thread(lambda: self._guarded(lambda c: in_transaction(c, work)))

    async def is_sound(self) -> bool:
        """Look for damage in a file that was too large to be checked when it was opened, beside all
        other work. Where it is damaged the next `open` puts it aside."""
        if self.refused is not None or not checking.takes_long(self.path):
            return True
        return await asyncio.to_thread(self._late_check.run)

    @property
    def was_checked(self) -> bool:
        """Whether all of the file was found sound in this run."""
        looked = not checking.takes_long(self.path) or self._late_check.found_sound
        return self.refused is None and looked and not checking.is_suspect(self.path)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        if self._thread is None:
            raise self._unopened or RuntimeError("the database is not open")
        return await asyncio.shield(asyncio.wrap_future(self._thread.submit(function)))

    def _guarded(self, work: Work[T]) -> T:
        assert self._connection is not None  # noqa: S101 - `open` comes first
        try:
            return work(self._connection)
        except sqlite3.Error as error:
            if is_damage(error) and self.refused is None:
                checking.suspect(self.path)
            raise explained(error, self.path) from error

    def _open(self) -> Opened:
        damaged = None
        try:
            # First the journal: one that another program makes just now comes after its file.
            has_journal = self.path.with_name(self.path.name + "-wal").exists()
            is_new = not self.path.exists()
            if is_new and has_journal:
                damaged = self._move_aside()  # a journal whose file is gone is not the new one's
            self.path.touch(mode=0o600)
            try:
                connection = self._ready()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                with locked(self.path.parent, BUSY_TIMEOUT_S):
                    connection, damaged = self._replaced()
        except sqlite3.Error as error:
            raise explained(error, self.path) from error
        except OSError as error:
            raise store_error(error, "open the library", self.path) from error
        if is_new or damaged is not None:
            self._put_copies_aside()
        self._close()
        self._connection = connection
        return Opened(is_new=is_new, damaged=damaged)

    def _replaced(self) -> tuple[sqlite3.Connection, Path | None]:
        """A new file for one that is damaged, and where that lies now: None where another program
        has put it aside meanwhile, whose new one is not to follow it."""
        try:
            return self._ready(), None
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        damaged = self._move_aside()
        checking.trust(self.path)
        self.path.touch(mode=0o600)
        return self._ready(), damaged

    def _stand_in(self, *, readable: bool) -> None:
        self._connection = stand_in(self.path if readable else None, self._migrations)

    def _ready(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        try:
            refuse_newer(connection, self.path, len(self._migrations))
            self._check_before(connection)
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # deleted words are gone, not hidden
            migrate(connection, self.path, self._migrations, keeps_copies=self._keeps_copies)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_before(self, connection: sqlite3.Connection) -> None:
        """Before anything is written, so that a damaged file stays as found."""
        is_old = version_of(connection) < len(self._migrations)
        if is_old or checking.is_suspect(self.path) or not checking.takes_long(self.path):
            checking.check(connection)
            checking.trust(self.path)

    def _put_copies_aside(self) -> None:
        """What was copied before a migration is of a library that is lost now, and may be the only
        good copy: no longer one that goes by itself (`usage.remove_old_copies`)."""
        stamp = _stamp()
        for copy in self.path.parent.glob(f"{self.path.name}.before-*[0-9]"):
            aside = f"{self.path.name}.damaged-{stamp}{copy.suffix.replace('-', '.')}"
            with contextlib.suppress(OSError):
                copy.rename(copy.with_name(aside))

    def _move_aside(self) -> Path:
        """With its journals: beside a new database they would be taken for that one's."""
        target = self.path.with_name(f"{self.path.name}.damaged-{_stamp()}")
        for suffix in _COMPANIONS:
            with contextlib.suppress(FileNotFoundError):
                self.path.with_name(self.path.name + suffix).rename(
                    target.with_name(target.name + suffix)
                )
        return target

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Changing the journal mode does not honour the busy timeout: two programs that start at once
    would meet "database is locked"."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
