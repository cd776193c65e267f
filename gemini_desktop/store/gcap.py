"""`.gcap` files: a capture in one file, for sharing and for a double click.

A ZIP whose entries are stored, not deflated (so any tool reads it, and the bytes can be seen with a
hex viewer): `body` and `records.jsonl` as on the tape, and `blobs/HASH` for each large value that
the requests refer to. The context (which conversation of whose) stays at home.

A file from elsewhere is not trusted: names come from a list, nothing may be compressed, encrypted
or named twice, no more is read than the file is long, and blobs must be what their names say.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from gemini_desktop.core.capture import BytesReceived, Capture, Record, RequestSent, encode_line
from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import Failure, StoreError, describe
from gemini_desktop.store import packing
from gemini_desktop.store.atomic import replacing
from gemini_desktop.store.blobs import Blobs, is_hash
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.tape import TapeReader
from gemini_desktop.store.tape_files import BODY, RECORDS

_BLOBS = "blobs/"
_PIECE_BYTES = 1 << 20
_MAX_ENTRIES = 10_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same tape gives the same file
_ENCRYPTED = 0x1


def export_gcap(tape: TapeReader, target: Path) -> None:
    """Write the capture to `target`, whole or not at all; one still being recorded, as far as it
    is. Blocks for as long as copying takes.

    Raises:
        StoreError: `target` is unchanged.
    """
    with replacing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        # Lines first, as `TapeReader` has it: their bytes are surely there.
        _add(archive, tape.folder / RECORDS, RECORDS)
        _add(archive, tape.folder / BODY, BODY)
        for digest in _blobs_of(tape):
            path = tape.blobs.path(digest)
            if path.exists():
                _add(archive, path, _BLOBS + digest)


def write_gcap(records: Callable[[], Iterable[Record]], target: Path) -> None:
    """Like `export_gcap`, for a capture that is not, or not wholly, on the disk: with no help of a
    temporary folder, which may be just as full. `records` gives them from the first one on each
    time it is called. Raises StoreError."""
    blobs = _Gathered()
    with replacing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        count = 0
        with archive.open(_info(RECORDS), "w", force_zip64=True) as lines:
            for record in records():
                lines.write(encode_line(_packed(record, blobs)))
                count += 1
        with archive.open(_info(BODY), "w", force_zip64=True) as body:
            for record in itertools.islice(records(), count):  # it may have grown meanwhile
                if isinstance(record, BytesReceived):
                    body.write(record.data)
        for digest, data in blobs.gathered.items():
            with archive.open(_info(_BLOBS + digest), "w", force_zip64=True) as blob:
                blob.write(data)


class _Gathered(Blobs):
    """Keeps large values for a file that is being written."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.gathered: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Keep it in memory."""
        digest = sha256(data).hexdigest()
        self.gathered[digest] = data
        return digest


def _packed(record: Record, blobs: Blobs) -> Record:
    if isinstance(record, RequestSent):
        return msgspec.structs.replace(record, body=packing.pack(record.body, blobs))
    return record


def import_gcap(source: Path, captures: Captures, data: bytes | None = None) -> TapeReader:
    """Take the capture of a file in, under an id of its own. `data` is what is in it, where
    somebody has read it already; it is only called `source` then.

    Raises:
        StoreError: it is not a .gcap file, damaged, or not to be trusted; nothing was taken in.
    """
    file = source if data is None else io.BytesIO(data)
    with _reading(source), zipfile.ZipFile(file) as archive:
        size = source.stat().st_size if data is None else len(data)
        entries = _checked(archive, source, size)
        folder = captures.new_folder()
        try:
            for entry in entries:
                if entry.filename.startswith(_BLOBS):
                    captures.blobs.put(_checked_blob(archive, entry, source))
                else:
                    _extract(archive, entry, folder / entry.filename)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return captures.open(folder.name)


def read_gcap(source: Path, data: bytes | None = None) -> Capture:
    """The capture of a file, in memory, without a home. Raises StoreError like `import_gcap`."""
    with tempfile.TemporaryDirectory(prefix="gemini-desktop-") as folder:
        return import_gcap(source, Captures(Path(folder)), data).capture()


def _blobs_of(tape: TapeReader) -> list[str]:
    bodies = (r.body for r in tape.packed_records() if isinstance(r, RequestSent))
    return list(dict.fromkeys(digest for body in bodies for digest in packing.references(body)))


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    with path.open("rb") as source, archive.open(_info(name), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, _PIECE_BYTES)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = 0o600 << 16
    return info


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.chmod(0o600)
    with archive.open(entry) as source, path.open("wb") as target:
        _copy(source, target, entry.file_size)


def _copy(source: IO[bytes], target: BinaryIO, length: int) -> None:
    copied = 0
    while piece := source.read(_PIECE_BYTES):
        target.write(piece)
        copied += len(piece)
    if copied != length:
        raise zipfile.BadZipFile(f"{copied} bytes where {length} were announced")


def _checked_blob(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, source: Path) -> bytes:
    data = archive.read(entry)
    if sha256(data).hexdigest() != entry.filename.removeprefix(_BLOBS):
        raise _refused(source, f"the value {entry.filename} is not what its name says")
    return data


def _checked(archive: zipfile.ZipFile, source: Path, size: int) -> list[zipfile.ZipInfo]:
    """The entries of a file of `size` bytes, where all are such as `export_gcap` writes."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MAX_ENTRIES:
        raise _refused(source, f"it has {len(entries)} entries")
    if len(set(names)) != len(names):
        raise _refused(source, "an entry is there twice")
    if missing := {BODY, RECORDS} - set(names):
        raise _refused(source, f"it has no {min(missing)}")
    for entry in entries:
        if reason := _objection(entry):
            raise _refused(source, f"{reason} ({entry.filename[:80]!r})")
    # Stored bytes cannot be more than the file's own: this bounds what is written to the disk,
    # also where entries lie upon each other.
    if sum(entry.file_size for entry in entries) > size:
        raise _refused(source, "it announces more bytes than it has")
    return entries


def _objection(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if name not in {BODY, RECORDS} and not (
        name.startswith(_BLOBS) and is_hash(name.removeprefix(_BLOBS))
    ):
        return "it has an entry that does not belong there"
    if entry.flag_bits & _ENCRYPTED:
        return "an entry is encrypted"
    if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
        return "an entry is compressed"
    return ""


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[None]:
    # zipfile raises these for damaged headers of various kinds.
    damaged = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError)
    try:
        yield
    except damaged as error:
        raise _refused(source, "it is damaged or no .gcap file", describe(error)) from error
    except OSError as error:
        raise store_error(error, "open the capture", source, "Nothing was taken in.") from error


def _refused(source: Path, reason: str, detail: str = "") -> StoreError:
    return StoreError(
        Failure(
            kind="bad_gcap",
            message=f"Could not open the capture {source}: {reason}. Nothing was taken in.",
            advice="Ask for the file again, or export it anew from where it was recorded.",
            detail=detail,
        )
    )
