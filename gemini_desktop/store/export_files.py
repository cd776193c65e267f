"""Many files that appear together or not at all: as a folder, as a ZIP, or as lines of one file."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Protocol

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.atomic import replacing, temporary_name, write_atomically
from gemini_desktop.store.care import leftovers, unfinished
from gemini_desktop.store.failures import store_error

_FIRST_ZIP_YEAR, _LAST_ZIP_YEAR = 1980, 2107


class Batch(Protocol):
    """Takes files one after the other. One of the two ends must be called."""

    def file(self, name: str, unix_ns: int = 0) -> AbstractContextManager[IO[bytes]]:
        """The next file, to be written in the block; it was changed at `unix_ns`. Raises
        StoreError."""
        ...

    def finish(self) -> None:
        """Let everything appear under its final name. Raises StoreError."""
        ...

    def give_up(self) -> None:
        """Leave nothing."""
        ...


class FolderBatch:
    """A folder with the files in it. One that is there must be empty."""

    def __init__(self, target: Path, home: Path | None = None) -> None:
        """`home` remembers it until it is whole."""
        self._target = target
        leftovers.clear_beside(target)
        self._made = target.parent / temporary_name()
        self._noted = ExitStack()
        try:
            if os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
                raise _not_empty(target)
            self._noted.enter_context(unfinished.remembered(home, self._made))
            self._made.mkdir()
        except OSError as error:
            self._noted.close()
            raise store_error(error, "write into the folder", target) from error

    @contextlib.contextmanager
    def file(self, name: str, unix_ns: int = 0) -> Iterator[IO[bytes]]:
        """See Batch."""
        path = self._made / name
        try:
            path.parent.mkdir(exist_ok=True)
            with path.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if unix_ns > 0:
                os.utime(path, ns=(unix_ns, unix_ns))
        except (OSError, OverflowError) as error:
            known = error if isinstance(error, OSError) else OSError(str(error))
            raise store_error(known, "write the file", path) from error

    def finish(self) -> None:
        """See Batch."""
        try:
            with contextlib.suppress(FileNotFoundError):
                self._target.rmdir()  # it is empty; some systems rename over nothing that is there
            self._made.rename(self._target)
        except OSError as error:
            raise store_error(error, "make the folder", self._target) from error
        self._noted.close()

    def give_up(self) -> None:
        """See Batch."""
        shutil.rmtree(self._made, ignore_errors=True)
        self._noted.close()


class _OneFile:
    """What both forms of one file share: it is replaced when all went well."""

    def __init__(self, target: Path, home: Path | None = None) -> None:
        """`home` remembers it until it is whole."""
        self._open = ExitStack()
        leftovers.clear_beside(target)
        file = replacing(target, remembered=partial(unfinished.remembered, home))
        self._out: IO[bytes] = self._open.enter_context(file)

    def finish(self) -> None:
        """See Batch."""
        self._open.close()

    def give_up(self) -> None:
        """See Batch."""
        with contextlib.suppress(_GaveUp):
            self._open.__exit__(_GaveUp, _GaveUp(), None)


class _GaveUp(Exception):
    """Makes `replacing` keep what was there."""


class LinesBatch(_OneFile):
    """All files one after the other in one."""

    @contextlib.contextmanager
    def file(self, name: str, unix_ns: int = 0) -> Iterator[IO[bytes]]:
        """See Batch; the name plays no part."""
        del name, unix_ns
        try:
            yield self._out
        except OSError as error:
            raise store_error(error, "write the file", Path(str(self._out.name))) from error


class ZipBatch(_OneFile):
    """A ZIP with the files in it, packed where that helps."""

    def __init__(self, target: Path, home: Path | None = None) -> None:
        super().__init__(target, home)
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._target = target

    @contextlib.contextmanager
    def file(self, name: str, unix_ns: int = 0) -> Iterator[IO[bytes]]:
        """See Batch."""
        info = zipfile.ZipInfo(name, _zip_date(unix_ns))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        try:
            with self._zip.open(info, "w", force_zip64=True) as file:
                yield file
        except OSError as error:
            raise store_error(error, "write the archive", self._target) from error

    def finish(self) -> None:
        """See Batch."""
        try:
            self._zip.close()
        except OSError as error:
            raise store_error(error, "write the archive", self._target) from error
        super().finish()

    def give_up(self) -> None:
        """See Batch."""
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()  # what it writes now goes with the file
        super().give_up()


def write_files_beside(folder: Path, files: Mapping[str, bytes], home: Path | None = None) -> None:
    """Put these files into a folder. A new folder appears with all of them; in one that is there
    each is replaced for itself, and nothing else is touched. `home` as above. Raises StoreError."""
    if os.path.lexists(folder):
        for name, data in files.items():
            write_atomically(folder / name, data)
        return
    batch = FolderBatch(folder, home)
    try:
        for name, data in files.items():
            with batch.file(name) as file:
                file.write(data)
        batch.finish()
    except BaseException:
        batch.give_up()
        raise


def free_path(wanted: Path) -> Path:
    """The path, with a number where something is there already. Raises StoreError."""
    for number in range(2, 10_000):
        if not os.path.lexists(wanted):
            return wanted
        stem = wanted.stem.rpartition(" (")[0] if number > 2 else wanted.stem
        wanted = wanted.with_name(f"{stem} ({number}){wanted.suffix}")
    raise _not_empty(wanted)


def _not_empty(folder: Path) -> StoreError:
    return StoreError(
        Failure(
            kind="not_empty",
            message=f"There is something in {folder} already, and nothing of it is replaced.",
            advice="Choose an empty folder, or a new name.",
        )
    )


def _zip_date(unix_ns: int) -> tuple[int, int, int, int, int, int]:
    """In local time, as ZIP has it; its calendar begins in 1980."""
    try:
        moment = time.localtime(unix_ns / 1e9)
    except (OverflowError, ValueError, OSError):
        moment = time.localtime(0)
    if not _FIRST_ZIP_YEAR <= moment.tm_year <= _LAST_ZIP_YEAR:
        return (_FIRST_ZIP_YEAR, 1, 1, 0, 0, 0)
    return (
        moment.tm_year, moment.tm_mon, moment.tm_mday,
        moment.tm_hour, moment.tm_min, min(59, moment.tm_sec),
    )  # fmt: skip
