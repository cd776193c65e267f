"""All captures of one home, one folder each, by id. Ids sort by the time of their creation."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.context import (
    CaptureContext,
    Heir,
    inherited,
    read_context,
    read_conversation_id,
    write_context,
)
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.overflow import Room
from gemini_desktop.store.tape_files import BODY, RECORDS

if TYPE_CHECKING:
    from gemini_desktop.store.lasting_tape import LastingTape
    from gemini_desktop.store.tape import TapeReader, TapeWriter

ID = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{6}")
_LATEST = 50
"""So many answers never come in at once."""


class Captures:
    """The captures under `home`: `captures/ID/`, with their large values in `blobs/`.

    Several programs may use one home: making a folder is what claims an id. New ids sort after all
    that `ids` has seen, whatever the clock says.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "captures"
        self.blobs = Blobs(home / "blobs")
        self.room = Room()
        """What captures of this home that the disk does not take may hold of the memory."""
        self._lock = threading.Lock()
        self._last_us = 0

    def create(self, context: CaptureContext | None = None) -> TapeWriter:
        """A new, empty tape. The context is on disk before the tape, so before anything is sent.

        Raises StoreError; nothing is left behind then.
        """
        return self._begin(self.new_folder(), context)

    def lasting(self, context: CaptureContext | None = None) -> LastingTape:
        """Like `create`, for an exchange that goes on whatever the disk does: raises nothing."""
        from gemini_desktop.store.lasting_tape import LastingTape

        claimed = self._new_id()
        return LastingTape(claimed, lambda: self.begin(claimed, context), self.room)

    def begin(self, capture_id: str, context: CaptureContext | None = None) -> TapeWriter:
        """A new tape of this id, in the place of what an earlier try left. Raises StoreError."""
        folder = self._path(capture_id)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            raise store_error(error, "make a folder for the recording", self.folder) from error
        return self._begin(folder, context)

    def _begin(self, folder: Path, context: CaptureContext | None) -> TapeWriter:
        from gemini_desktop.store.tape import TapeWriter

        try:
            if context is not None:
                write_context(folder, context, self.blobs)
            return TapeWriter(folder, self.blobs)
        except StoreError:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def open(self, capture_id: str) -> TapeReader:
        """The tape of that id, which may still grow. Raises StoreError where there is none."""
        from gemini_desktop.store.tape import TapeReader

        reader = TapeReader(self._path(capture_id), self.blobs)
        reader.size()
        return reader

    def context(self, capture_id: str) -> CaptureContext | None:
        """What the capture is about; None where it was made without (an imported file)."""
        return read_context(self._path(capture_id), self.blobs)

    def give(self, capture_id: str, heir: Heir) -> None:
        """Let a capture be about another turn that has its answer, so that a lost library is not
        rebuilt with the one that was deleted. One that is about nothing stays so. Raises
        StoreError."""
        context = self.context(capture_id)
        if context is not None:
            kept = "What was deleted is still kept, and goes when the program ends the next time."
            write_context(self._path(capture_id), inherited(context, heir), self.blobs, kept)

    def conversation_of(self, capture_id: str) -> str:
        """The id of the conversation that the capture belongs to, empty for none. Quick: of the
        prompt only what is not kept as a blob is read."""
        return read_conversation_id(self._path(capture_id))

    def has_tape(self, capture_id: str) -> bool:
        """Whether anything was recorded: a program that was killed may have left the folder."""
        folder = self._path(capture_id)
        with contextlib.suppress(OSError):
            return (folder / RECORDS).exists() or (folder / BODY).stat().st_size > 0
        return False

    def is_recording(self) -> bool:
        """Whether any program records now, as far as the latest captures tell."""
        for capture_id in self.ids()[-_LATEST:]:
            with contextlib.suppress(StoreError):
                if self.open(capture_id).is_being_written():
                    return True
        return False

    def ids(self) -> list[str]:
        """The ids of all captures, oldest first."""
        try:
            with os.scandir(self.folder) as entries:
                found = sorted(entry.name for entry in entries if ID.fullmatch(entry.name))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise store_error(error, "list the recordings", self.folder) from error
        with self._lock:
            newest_us = created_unix_ns(found[-1]) // 1000 if found else 0
            self._last_us = max(self._last_us, newest_us)
        return found

    def delete(self, capture_id: str) -> None:
        """Delete a capture for good; nothing happens where there is none of that id."""
        if not ID.fullmatch(capture_id):
            return
        path = self.folder / capture_id
        try:
            shutil.rmtree(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise store_error(error, "delete the recording", path) from error

    def new_folder(self) -> Path:
        """An empty folder for a new capture; its name is the id."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            while True:
                folder = self.folder / self._new_id()
                with contextlib.suppress(FileExistsError):
                    folder.mkdir(mode=0o700)
                    folder.chmod(0o700)
                    return folder
        except OSError as error:
            raise store_error(error, "make a folder for the recording", self.folder) from error

    def _new_id(self) -> str:
        """`20261121T033015.123456Z-7f3a9c`: no two of one program share their microsecond, and
        none goes back when the clock does."""
        with self._lock:
            self._last_us = max(time.time_ns() // 1000, self._last_us + 1)
            seconds, micros = divmod(self._last_us, 1_000_000)
        stamp = datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%S")
        return f"{stamp}.{micros:06}Z-{os.urandom(3).hex()}"

    def _path(self, capture_id: str) -> Path:
        if ID.fullmatch(capture_id):
            return self.folder / capture_id
        raise StoreError(
            Failure(
                kind="not_found",
                message=f"There is no recording named {capture_id[:80]!r}.",
                advice="It may come from another computer; open its .gcap file instead.",
            )
        )


def created_unix_ns(capture_id: str) -> int:
    """When a capture was created, from its id; 0 for what is not an id."""
    if not ID.fullmatch(capture_id):
        return 0
    try:
        moment = datetime.strptime(capture_id[:23], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
