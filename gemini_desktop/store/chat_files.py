"""Imported conversations as files beside the tapes: `imported/IMPORT/NAME.json`.

What was asked here has its tapes; what came from elsewhere would be in the database alone. So each
imported conversation has one small file too, from which a lost database gets it back
(`store.kept_chats`). One file each: to delete one for good is to remove its file, and its words are
nowhere else then.

A file holds the rows as they are, for that is lossless by construction, and quick:

    NUL "packed/1" LF, then a line of JSON (`KeptChat`), then each turn's JSON, one after the other

It is one packed text (`store.packing`): large values stand in the blobs, and the file names them
like any other that does. Titles of the user's own, pins and tags are in `store.marks`.

The files of an import are written into a folder that no one looks at, and that takes its name in
the transaction which shows the import: all of them count, or none. They are not synced: a power cut
alone takes no database with it, and an empty file is written again at the next start.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store import packing
from gemini_desktop.store.atomic import temporary_name
from gemini_desktop.store.failures import store_error

FOLDER = "imported"
SUFFIX = ".json"
VERSION = 1
_BATCH = re.compile(r"[0-9a-f]{16}")
_STEM = re.compile(r"[0-9a-f]{32}")


class KeptTurn(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The columns of a turn; `size` is that of its JSON, in bytes. `deleted_unix_ns` is 0 for one
    that is not deleted."""

    id: str
    parent_id: str
    role: str
    created_unix_ns: int
    capture_id: str
    outcome: str
    deleted_unix_ns: int
    size: int


class KeptChat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A conversation as it is kept, its turns in the order in which they were saved first."""

    version: int
    id: str
    title: str = ""
    head: str = ""
    created_unix_ns: int = 0
    updated_unix_ns: int = 0
    origin: str = ""
    source_id: str = ""
    fingerprint: str = ""
    turns: tuple[KeptTurn, ...] = ()


def size_in_file(data: bytes) -> int:
    """How many bytes a turn's packed JSON takes in the file."""
    return len(data) - len(packing.MARK) if data.startswith(packing.MARK) else len(data)


def encode(chat: KeptChat, data: Iterable[bytes]) -> bytes:
    """The file; `data` is the packed JSON of the turns, in their order."""
    texts = (each.removeprefix(packing.MARK) for each in data)
    return b"".join((packing.MARK, msgspec.json.encode(chat), b"\n", *texts))


def decode(file: bytes) -> tuple[KeptChat, list[bytes]]:
    """What was encoded. Raises ValueError for anything else."""
    head, line_end, rest = file.removeprefix(packing.MARK).partition(b"\n")
    chat = msgspec.json.decode(head, type=KeptChat)
    if not line_end or len(rest) != sum(turn.size for turn in chat.turns):
        raise ValueError("it is cut off")
    data, start = [], 0
    for turn in chat.turns:
        text = rest[start : start + turn.size]
        data.append(packing.MARK + text if b"\x00" in text else text)
        start += turn.size
    return chat, data


class ChatFiles:
    """Those of one home. Everything here blocks and raises StoreError."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def path(self, batch: str, conversation_id: str) -> Path:
        """Where a conversation lies that came with this import."""
        return self.folder / _folder_name(batch) / f"{_stem(conversation_id)}{SUFFIX}"

    def all(self) -> list[Path]:
        """Every file that is not empty, import by import."""
        paths = sorted(Path(path) for _, path in self._found())
        return [path for path in paths if _size(path)]

    def unknown(self, known_ids: Iterable[str]) -> list[Path]:
        """Those of no conversation that is known. Looked for at each start, so that it goes by
        names alone, some 2 us for each."""
        stems = {_stem(conversation_id) for conversation_id in known_ids}
        paths = sorted(Path(path) for stem, path in self._found() if stem not in stems)
        return [path for path in paths if _size(path)]

    def missing(self, wanted_ids: Iterable[str]) -> list[str]:
        """The conversations that have no file, or an empty one."""
        there = {stem for stem, path in self._found() if _size(path)}
        return [each for each in wanted_ids if _stem(each) not in there]

    def _found(self) -> Iterator[tuple[str, str]]:
        """Stem and path, in no order."""
        for batch in _names(self.folder):
            if _BATCH.fullmatch(batch):
                with contextlib.suppress(OSError), os.scandir(self.folder / batch) as entries:
                    for entry in entries:
                        stem = entry.name.removesuffix(SUFFIX)
                        if stem != entry.name and _STEM.fullmatch(stem):
                            yield stem, entry.path

    def of(self, conversation_id: str) -> list[Path]:
        """Those of one conversation: one, or none."""
        name = f"{_stem(conversation_id)}{SUFFIX}"
        batches = [self.folder / each for each in _names(self.folder) if _BATCH.fullmatch(each)]
        return [batch / name for batch in batches if (batch / name).is_file()]

    def stage(self, batch: str, chats: Iterable[tuple[str, bytes]]) -> None:
        """Write (conversation, file) where nobody looks until `reveal`."""
        place = self._staging(batch)
        try:
            self.make(place)
            for conversation_id, data in chats:
                _write_new(place / f"{_stem(conversation_id)}{SUFFIX}", data)
        except OSError as error:
            raise store_error(error, "keep the imported chats", place, _NOTHING) from error

    def reveal(self, batch: str) -> None:
        """From now on what was staged counts."""
        place = self._staging(batch)
        try:
            if place.is_dir():
                place.rename(self.folder / _folder_name(batch))
        except OSError as error:
            raise store_error(error, "keep the imported chats", place, _NOTHING) from error

    def drop(self, batch: str) -> None:
        """Take away what was staged, or revealed, for an import that does not happen."""
        for place in (self._staging(batch), self.folder / _folder_name(batch)):
            shutil.rmtree(place, ignore_errors=True)  # what stays goes as the rest of a killed one

    def write(self, batch: str, conversation_id: str, data: bytes) -> None:
        """Put the file in the place of what was there."""
        path = self.path(batch, conversation_id)
        temporary = path.with_name(temporary_name())
        try:
            self.make(path.parent)
            try:
                _write_new(temporary, data)
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise store_error(error, "keep the imported chat", path) from error

    def remove(self, batch: str, conversation_id: str) -> None:
        """Its words are gone then, and its folder with the last one."""
        path = self.path(batch, conversation_id)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise store_error(error, "delete the imported chat", path) from error
        with contextlib.suppress(OSError):  # there are others in it
            path.parent.rmdir()

    def make(self, place: Path) -> None:
        """Make a folder in this one, for the owner alone. Raises OSError."""
        for folder in (self.folder, place):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(0o700)

    def _staging(self, batch: str) -> Path:
        """A name that `store.leftovers` knows what to do with."""
        return self.folder / f".gemini-desktop-{os.getpid()}-{_folder_name(batch)}.part"


def read(path: Path) -> tuple[KeptChat, list[bytes]]:
    """A conversation and the packed JSON of its turns. Blocks. Raises StoreError for a file that
    cannot be read, or is not what it should be."""
    try:
        chat, data = decode(path.read_bytes())
        _check(chat, path)
    except OSError as error:
        raise store_error(error, "read an imported chat", path) from error
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise StoreError(
            Failure(
                kind="bad_chat_file",
                message=f"An imported chat could not be brought back: {path} is damaged. It was "
                "left as it is.",
                advice="Import the chat again from where it came from.",
                detail=str(error),
            )
        ) from error
    return chat, data


def _check(chat: KeptChat, path: Path) -> None:
    if chat.version > VERSION or path.stem != _stem(chat.id):
        raise ValueError("it is another chat's, or of a newer version of this program")


def _stem(conversation_id: str) -> str:
    """No id of a file from elsewhere becomes a name, which may be one that a system reserves."""
    return hashlib.sha256(conversation_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _folder_name(batch: str) -> str:
    """The import's own name; of one that is none of ours, as a database from elsewhere may have,
    one that is harmless."""
    return batch if _BATCH.fullmatch(batch) else _stem(batch)[:16]


def _write_new(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        path.chmod(0o600)
        file.write(data)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise store_error(error, "look for imported chats", folder) from error


def _size(path: str | Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - a Path costs as much again
    except OSError:
        return 0


_NOTHING = "Nothing was taken in."
