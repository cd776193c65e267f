"""Files that are to be imported: what they hold, and their bytes as UTF-8."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple, Self

from gemini_desktop.core.importing.conversation import Context, Item
from gemini_desktop.core.importing.encoding import Encoding, as_utf8, encoding_of
from gemini_desktop.core.importing.forms import Form, recognise
from gemini_desktop.core.importing.outline import HEAD_BYTES, may_be_json
from gemini_desktop.core.importing.reading import conversations, refused
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.importing.archive import LARGEST_ASSET, Archive
from gemini_desktop.store.tape_files import BODY, RECORDS

LARGEST = 8 << 30
"""Bytes of a file; it is read piece by piece."""
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PIECE = 1 << 18
_PEEK = 256
_SHORT_HEAD = 1 << 16
MOST_WASTED = 128 << 20
"""Bytes of an archive that are looked through and turn out to be something else."""
_ALONE = "Unpack it, and import its conversations.json."


class Part(NamedTuple):
    """Some JSON with conversations: a file, or an entry of an archive."""

    name: str
    form: Form
    encoding: Encoding
    context: Context
    open_pieces: Callable[[], Iterator[bytes]]

    def items(self) -> Iterator[Item]:
        """Its conversations, and what could not be read. Blocking. Raises ImportRefused and
        StoreError."""
        pieces = as_utf8(self.open_pieces(), self.encoding)
        return conversations(self.form, pieces, self.context)


class ImportFile:
    """One file, opened; a context manager. `parts` is empty where it is none of the formats, as a
    recorded stream is: `is_capture` says whether it may be one."""

    def __init__(self, path: Path) -> None:
        """Raises ImportRefused where it is not to be trusted, StoreError where it cannot be
        read."""
        self.path = path
        self.parts: list[Part] = []
        self.is_capture = True
        self.bytes = 0
        self.written_unix_ns = 0
        """When it was written: the time of conversations that have none."""
        self._read = 0
        self._archive: Archive | None = None
        try:
            self._open()
        except BaseException:
            self._close()
            raise

    @property
    def progress(self) -> float:
        """From 0 to 1: how much of it has been read."""
        return min(1.0, self._read / self.bytes) if self.bytes else 1.0

    def __enter__(self) -> Self:
        """The file itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self._close()

    def _close(self) -> None:
        if self._archive is not None:
            self._archive.close()

    def _open(self) -> None:
        path = self.path
        with reading_told(path):
            found = path.stat()
            self.bytes, self.written_unix_ns = found.st_size, found.st_mtime_ns
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            if self.bytes > LARGEST:
                raise refused(path.name, f"is larger than {LARGEST >> 30} GB")
            if head.startswith((_ZIP, _EMPTY_ZIP)):
                self._open_archive()
            else:
                self._look(head)

    def _look(self, head: bytes) -> None:
        encoding = encoding_of(head)
        form = _recognised(head, encoding)
        if form is not None:
            context = Context(name=self.path.stem, beside=self._beside)
            self.parts.append(Part(self.path.name, form, encoding, context, self._pieces))

    def _beside(self, name: str) -> bytes:
        """A file in the same folder, or in one there. Raises OSError, also for a link that leads
        elsewhere."""
        folder = self.path.parent.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder) or path.stat().st_size > LARGEST_ASSET:
            raise FileNotFoundError(name)
        return path.read_bytes()

    def _pieces(self) -> Iterator[bytes]:
        with reading_told(self.path), self.path.open("rb") as file:
            while piece := file.read(_PIECE):
                self._read += len(piece)
                yield piece

    def _open_archive(self) -> None:
        archive = self._archive = Archive(self.path)
        names = archive.names
        if {BODY, RECORDS} <= names:
            return  # a capture of ours, which is checked when it is read
        self.is_capture = False
        wasted = 0
        for entry in archive.texts():
            if not may_be_json(archive.head(entry, _PEEK)):
                continue
            head = archive.head(entry, _SHORT_HEAD)
            encoding = encoding_of(head)
            form = _recognised(head, encoding)
            if form is None and may_be_json(head) and entry.file_size > _SHORT_HEAD:
                head = archive.head(entry, HEAD_BYTES)
                form = _recognised(head, encoding)
            if form is None:
                wasted += len(head)
                if wasted > MOST_WASTED:
                    raise refused(self.path.name, "has too much in it that is no chat", _ALONE)
                continue
            name = PurePosixPath(entry.filename)
            context = Context(name=name.stem, assets=archive, beside=partial(archive.beside, entry))

            def pieces(entry: zipfile.ZipInfo = entry) -> Iterator[bytes]:
                yield from archive.pieces(entry)
                self._read += entry.compress_size

            self.parts.append(Part(entry.filename, form, encoding, context, pieces))


@contextlib.contextmanager
def reading_told(path: Path) -> Iterator[None]:
    """Turns what the system says into a StoreError."""
    try:
        yield
    except OSError as error:
        raise store_error(error, "read the file", path, "Nothing of it was taken in.") from error


def _recognised(head: bytes, encoding: Encoding) -> Form | None:
    text = b"".join(as_utf8(iter([head]), encoding)) if encoding.name != "utf-8" else head
    return recognise(text)
