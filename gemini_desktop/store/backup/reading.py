"""Reads a backup without trusting it: a file may be damaged, or made to do harm.

Names come from a list of shapes, each once; nothing is encrypted; no entry is longer than it was
announced, and all together no longer than a backup of ours can be; all bytes have the hash that the
manifest tells. Whoever has read it to its end knows that it is whole.
"""

from __future__ import annotations

import contextlib
import errno
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import describe
from gemini_desktop.store.backup import manifest as form
from gemini_desktop.store.backup.manifest import Entry, Manifest, Tick
from gemini_desktop.store.failures import store_error

_PIECE_BYTES = 1 << 20
_ENCRYPTED = 0x1
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_TIMES, _MOST_FREE = 200, 1 << 30
"""A gigabyte, or two hundred times what the file has: streams shrink to a tenth, never to this."""
# zipfile raises these for damaged headers and data of various kinds.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    ValueError,
    RuntimeError,
    msgspec.DecodeError,
    RecursionError,
)

_REASON = "it is damaged, cut off or no backup"
Sink = Callable[[bytes], object]


class Backup:
    """An open backup whose entries were checked, but for their bytes: `copy` does that."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, source: Path) -> None:
        self._archive = archive
        self._source = source
        self.manifest = manifest

    @property
    def size(self) -> int:
        """Bytes of all entries together."""
        return sum(entry.size for entry in self.manifest.entries)

    def copy(self, entry: Entry, sink: Sink, tick: Tick) -> None:
        """Hand the entry's bytes on, piece by piece. Raises StoreError where they are not what the
        manifest says: what was handed on must be thrown away then."""
        digest, size = sha256(), 0
        with reading(self._source), self._archive.open(entry.name) as data:
            while piece := data.read(_PIECE_BYTES):
                size += len(piece)
                if size > entry.size:
                    break
                digest.update(piece)
                sink(piece)
                tick(len(piece))
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise form.refused(self._source, f"{entry.name} is not what the list in it says")


@contextlib.contextmanager
def opened(file: Path | BinaryIO, source: Path) -> Iterator[Backup]:
    """The backup in `file`, called `source` where something must be said of it. Raises
    StoreError."""
    with contextlib.ExitStack() as stack:
        with reading(source):
            archive = stack.enter_context(zipfile.ZipFile(file))
            entries = archive.infolist()
            size = _size(file)
            manifest = _manifest(archive, entries, source)
        if reason := _objection(manifest, entries, size):
            raise form.refused(source, reason)
        yield Backup(archive, manifest, source)


def verify(file: BinaryIO, source: Path, tick: Tick) -> None:
    """Read all of a backup. Raises StoreError where it is not whole."""
    with opened(file, source) as backup:
        for entry in backup.manifest.entries:
            backup.copy(entry, len, tick)


@contextlib.contextmanager
def reading(source: Path) -> Iterator[None]:
    """Says in words why a file cannot be read."""
    try:
        yield
    except _DAMAGED as error:
        raise form.refused(source, _REASON, describe(error)) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a damaged table led to before the file's beginning
            raise form.refused(source, _REASON, describe(error)) from error
        raise store_error(error, "read the backup", source, "Nothing was changed.") from error


def _manifest(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], source: Path) -> Manifest:
    found = [entry for entry in entries if entry.filename == form.NAME]
    if len(found) != 1:
        raise form.refused(source, "it is no backup of this program")
    if found[0].file_size > form.LARGEST:
        raise form.refused(source, "its list of files is too long")
    with archive.open(found[0]) as data:
        text = data.read(form.LARGEST + 1)
    known = msgspec.json.decode(text, type=_Known)
    if known.format != form.FORMAT:
        raise form.refused(source, "it is no backup of this program")
    if known.version > form.VERSION:
        raise form.newer(source)
    return msgspec.json.decode(text, type=Manifest)


class _Known(msgspec.Struct, frozen=True):
    """What every version has."""

    format: str
    version: int


def _objection(manifest: Manifest, entries: list[zipfile.ZipInfo], file_size: int) -> str:
    announced = {entry.name: entry.size for entry in manifest.entries}
    names = [entry.filename for entry in entries if entry.filename != form.NAME]
    if len(announced) != len(manifest.entries) or len(set(names)) != len(names):
        return "an entry is there twice"
    if set(names) != announced.keys():
        return "its list of files is not true"
    for entry in entries:
        if entry.filename != form.NAME and not form.belongs(entry.filename):
            return f"it has an entry that does not belong there ({entry.filename[:80]!r})"
        if entry.flag_bits & _ENCRYPTED:
            return "an entry is encrypted"
        if entry.compress_type not in _KINDS:
            return "an entry is compressed in a way that this program never uses"
        if entry.file_size != announced.get(entry.filename, entry.file_size):
            return "its list of files is not true"
    if sum(entry.compress_size for entry in entries) > file_size:
        return "its entries lie upon each other"
    if sum(entry.file_size for entry in entries) > max(_MOST_FREE, _MOST_TIMES * file_size):
        return "it would unpack to far more than a backup ever holds"
    return ""


def _size(file: Path | BinaryIO) -> int:
    if isinstance(file, Path):
        return file.stat().st_size
    position = file.tell()
    size = file.seek(0, 2)
    file.seek(position)
    return size
