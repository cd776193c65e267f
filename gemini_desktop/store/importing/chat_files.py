"""Conversations without tapes of their own as files beside those: `imported/IMPORT/NAME.json`.

What was asked here has its tapes; what came from elsewhere, or is a copy, would be in the database
alone. So each such conversation is in one small file too, from which a lost database gets it back
(`kept_chats`). A file has up to `TOGETHER` of them, as to make a file for each took an import half
as long again; to delete one for good is to write its file anew without it.

A file holds the rows as they are, for that is lossless by construction, and quick:

    NUL "packed/1" LF, a line with the ids, a line of JSON (`KeptChat`, a list), each turn's JSON

It is one packed text (`store.packing`): large values stand in the blobs, and the file names them
like any other that does. Titles of the user's own, pins and tags are in `store.marks`.

The files of an import are written into a folder that no one looks at, and that takes its name in
the transaction which shows the import: all of them count, or none. They are not synced: a power cut
alone takes no database with it, and an empty file is written again at the next start.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store import packing
from gemini_desktop.store.atomic import put_quickly
from gemini_desktop.store.failures import store_error

FOLDER = "imported"
VERSION = 1
TOGETHER = 50
_BATCH = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[0-9a-f]{32}\.json")


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


Kept: TypeAlias = tuple[KeptChat, Sequence[bytes]]
"""A conversation, and the packed JSON of its turns in their order."""


def size_in_file(data: bytes) -> int:
    """How many bytes a turn's packed JSON takes in the file."""
    return len(data) - len(packing.MARK) if data.startswith(packing.MARK) else len(data)


def encode(chats: Sequence[Kept]) -> bytes:
    """The file."""
    lines = (
        msgspec.json.encode([each.id for each, _ in chats]),
        msgspec.json.encode([each for each, _ in chats]),
    )
    texts = (text.removeprefix(packing.MARK) for _, data in chats for text in data)
    return b"".join((packing.MARK, *(line + b"\n" for line in lines), *texts))


def decode(file: bytes) -> list[Kept]:
    """What was encoded. Raises ValueError for anything else; what was cut off at its end is
    missing then."""
    _, line_end, rest = file.removeprefix(packing.MARK).partition(b"\n")
    head, line_end, rest = rest.partition(b"\n")
    chats = msgspec.json.decode(head, type=list[KeptChat])
    if not line_end:
        raise ValueError("it is cut off")
    found: list[Kept] = []
    start = 0
    for chat in chats:
        data = []
        for turn in chat.turns:
            text = rest[start : start + turn.size]
            data.append(packing.MARK + text if b"\x00" in text else text)
            start += turn.size
        if start <= len(rest) and chat.version <= VERSION:
            found.append((chat, data))
    return found


class ChatFiles:
    """Those of one home. Everything here blocks and raises StoreError."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def all(self) -> list[Path]:
        """Every file, import by import."""
        found = []
        for batch in _names(self.folder):
            if _BATCH.fullmatch(batch):
                found += self._of_batch(batch)
        return found

    def unknown(self, known_ids: Iterable[str]) -> dict[Path, int]:
        """Files with conversations that are not known, and how many each has. Looked for at each
        start, so only the first lines are read."""
        known = {*known_ids}
        counts = {path: len(set(_ids(path)) - known) for path in self.all()}
        return {path: count for path, count in counts.items() if count}

    def missing(self, wanted_ids: Iterable[str]) -> list[str]:
        """The conversations that no file has."""
        there = {each for path in self.all() for each in _ids(path)}
        return [each for each in wanted_ids if each not in there]

    def of(self, conversation_id: str) -> list[Path]:
        """The file that has it; none where it has none."""
        return [path for path in self.all() if conversation_id in _ids(path)]

    def stage(self, batch: str, chats: Iterable[Kept]) -> None:
        """Write them where nobody looks until `reveal`."""
        place = self._staging(batch)
        try:
            self.make(place)
            rest = iter(chats)
            while some := list(itertools.islice(rest, TOGETHER)):
                put_quickly(place / _new_name(), encode(some))
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

    def replace(self, batch: str, chats: Mapping[str, Kept | None]) -> None:
        """Put these conversations of an import in the place of what the files have of them, or take
        them out (None)."""
        new = {conversation_id: kept for conversation_id, kept in chats.items() if kept}
        for path in self._of_batch(_folder_name(batch)):
            ids = _ids(path)
            if not (ids and chats.keys().isdisjoint(ids)):  # one that cannot tell may have it
                left = _without_damage(path)
                changed = [chats.get(chat.id, (chat, data)) for chat, data in left]
                self._write(path, [each for each in changed if each is not None])
                for chat, _ in left:
                    new.pop(chat.id, None)
        rest = iter(new.values())
        while some := list(itertools.islice(rest, TOGETHER)):
            self._write(self.folder / _folder_name(batch) / _new_name(), some)

    def _write(self, path: Path, chats: Sequence[Kept]) -> None:
        """Without any there is no file, and without any file no folder."""
        try:
            if not chats:
                path.unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # there are others in it
                    path.parent.rmdir()
                return
            self.make(path.parent)
            put_quickly(path, encode(chats))
        except OSError as error:
            raise store_error(error, "keep the imported chats", path) from error

    def _of_batch(self, batch: str) -> list[Path]:
        names = _names(self.folder / batch)
        return [self.folder / batch / name for name in names if _NAME.fullmatch(name)]

    def make(self, place: Path) -> None:
        """Make a folder in this one, for the owner alone. Raises OSError."""
        for folder in (self.folder, place):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(0o700)

    def _staging(self, batch: str) -> Path:
        """A name that `store.care.leftovers` knows what to do with."""
        return self.folder / f".gemini-desktop-{os.getpid()}-{_folder_name(batch)}.part"


def read(path: Path) -> list[Kept]:
    """The conversations and the packed JSON of their turns. Blocks. Raises StoreError for a file
    that cannot be read, or is not what it should be."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise store_error(error, "read imported chats", path) from error
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise damaged(path, str(error)) from error


def count(path: Path) -> int:
    """How many conversations it should have."""
    return len(_ids(path))


def damaged(path: Path, detail: str = "") -> StoreError:
    """The error for a file of which not all can be brought back."""
    return StoreError(
        Failure(
            kind="bad_chat_file",
            message=f"Imported and copied chats could not all be brought back: {path} is damaged. "
            "It was left as it is.",
            advice="Import them again from where they came from, or restore a backup.",
            detail=detail,
        )
    )


def _without_damage(path: Path) -> list[Kept]:
    """What is lost here is still in the database, and gets a new file at the next start."""
    try:
        return read(path)
    except StoreError as error:
        if error.failure.kind != "bad_chat_file":
            raise
        return []


def _ids(path: Path) -> list[str]:
    """By the first line; none of an empty file, as a power cut may leave it."""
    try:
        with path.open("rb") as file:
            if file.readline() == packing.MARK:
                return msgspec.json.decode(file.readline(), type=list[str])
    except (OSError, msgspec.DecodeError, RecursionError):
        pass
    return []


def _folder_name(batch: str) -> str:
    """The import's own name; of one that is none of ours, as a database from elsewhere may have,
    one that is harmless."""
    if _BATCH.fullmatch(batch):
        return batch
    return sha256(batch.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise store_error(error, "look for imported chats", folder) from error


def _new_name() -> str:
    return f"{os.urandom(16).hex()}.json"


_NOTHING = "Nothing was taken in."
