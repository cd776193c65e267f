"""The archives that conversations come in: what may be read of a ZIP from elsewhere.

Nothing is ever unpacked to the disk. What an archive announces is checked before a byte of it is
read: names that lead elsewhere, links, more entries or bytes than an export has, and bytes that
shrank so far that they can only be a bomb.
"""

from __future__ import annotations

import contextlib
import mimetypes
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gemini_desktop.core.importing.reading import ImportRefused, refused

MOST_ENTRIES = 200_000
MOST_UNPACKED = 8 << 30
"""Bytes that all entries together may announce; an export with its pictures has a few thousand
millions."""
MOST_RATIO = 200
"""Unpacked to packed bytes of one entry. JSON comes to 5 to 20."""
LARGEST_ASSET = 64 << 20
_SMALL = 4 << 20  # what is no larger than this may be as empty as it likes
_PIECE = 1 << 18
_ENCRYPTED = 0x1
_OTHERS = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "text/html")
_FILE_ID = re.compile(r"file[-_][0-9A-Za-z]+")
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OverflowError,
)


class Archive:
    """An open archive whose entries have been checked. Close it."""

    def __init__(self, path: Path) -> None:
        """Raises ImportRefused where the archive is damaged or not to be trusted, OSError where it
        cannot be read."""
        self.path = path
        with damaged_told(path.name):
            self._zip = zipfile.ZipFile(path)
        try:
            self._entries = _checked(self._zip.infolist(), path.name)
        except BaseException:
            self._zip.close()
            raise
        self._by_name = _index(self._entries)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def names(self) -> frozenset[str]:
        """The names of all entries."""
        return frozenset(entry.filename for entry in self._entries)

    def texts(self) -> list[zipfile.ZipInfo]:
        """The entries that may have conversations, by name: all but those of which the name says
        that they are something else. A prompt of AI Studio is called as its user called it."""
        found = [entry for entry in self._entries if _may_be_text(entry.filename)]
        return sorted(found, key=lambda entry: entry.filename)

    def pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of an entry. Raises ImportRefused where they are damaged."""
        with damaged_told(self.path.name), self._zip.open(entry) as file:
            while piece := file.read(_PIECE):
                yield piece

    def head(self, entry: zipfile.ZipInfo, length: int) -> bytes:
        """The first bytes of an entry. Raises ImportRefused where they are damaged."""
        with damaged_told(self.path.name), self._zip.open(entry) as file:
            return file.read(length)

    def beside(self, entry: zipfile.ZipInfo, name: str) -> bytes:
        """A file by its place from the folder of an entry. Raises KeyError where there is none."""
        folder = PurePosixPath(entry.filename).parent
        found = self._zip.getinfo(str(folder / name))
        if found.file_size > LARGEST_ASSET:
            raise KeyError(name)
        with damaged_told(self.path.name):
            return self._zip.read(found)

    def find(self, reference: str) -> tuple[str, bytes] | None:
        """The file that goes by this name, or whose name begins with this id (`core` Assets)."""
        entry = self._by_name.get(reference) or self._by_name.get(PurePosixPath(reference).name)
        if entry is None or entry.file_size > LARGEST_ASSET:
            return None
        with contextlib.suppress(*_DAMAGES, RuntimeError):
            return PurePosixPath(entry.filename).name, self._zip.read(entry)
        return None


@contextlib.contextmanager
def damaged_told(name: str) -> Iterator[None]:
    """Turns what zipfile raises for all kinds of damage into a sentence."""
    try:
        yield
    except (*_DAMAGES, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise _encrypted(name) from error
        advice = "Download the export again, or choose its conversations.json."
        raise refused(name, "is damaged: not all of the archive can be read", advice) from error


def _checked(entries: list[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    if len(entries) > MOST_ENTRIES:
        raise refused(name, f"has {len(entries):,} entries; at most {MOST_ENTRIES:,} are read")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        words = f"would unpack to {total / (1 << 30):,.1f} GB; at most {MOST_UNPACKED >> 30} GB"
        raise refused(name, f"{words} are read", "Choose its conversations.json alone.")
    for entry in entries:
        if objection := _objection(entry):
            raise refused(name, f"{objection} (“{_shown(entry)}”)", _ADVICE)
        if entry.flag_bits & _ENCRYPTED:
            raise _encrypted(name)
    return [entry for entry in entries if not entry.is_dir()]


_ADVICE = "No program that exports chats writes this. Ask where the file comes from."


def _objection(entry: zipfile.ZipInfo) -> str:
    original = entry.orig_filename.replace("\\", "/")
    if original.startswith("/") or _DRIVE.match(original) or "\x00" in original:
        return "has an entry that wants to lie at a place of its own"
    if ".." in original.split("/"):
        return "has an entry that leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "has an entry that is a link to another file"
    if entry.file_size > max(_SMALL, entry.compress_size * MOST_RATIO):
        times = entry.file_size // max(entry.compress_size, 1)
        return f"has an entry that unpacks to {times:,} times its size"
    return ""


def _encrypted(name: str) -> ImportRefused:
    advice = "Unpack it with its password first, and import what is in it."
    return refused(name, "is encrypted", advice)


def _index(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """By the last part of the name, and by the id that it begins with; the first one counts."""
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = PurePosixPath(entry.filename).name
        found.setdefault(name, entry)
        if named := _FILE_ID.match(name):
            found.setdefault(named[0], entry)
    return found


def _may_be_text(name: str) -> bool:
    kind = mimetypes.guess_type(PurePosixPath(name).name)[0] or ""
    return not kind.startswith(_OTHERS)


def _shown(entry: zipfile.ZipInfo) -> str:
    return "".join(c if c.isprintable() else "·" for c in entry.orig_filename[:80])
