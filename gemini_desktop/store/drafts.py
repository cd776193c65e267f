"""What stands in the box and was not sent yet: one file for each conversation, in `drafts`.

Files and no table: a draft is there before the library is open, outlives a library that had to be
rebuilt (no tape knows of it), and is written while somebody types without asking the one writer of
the database. Attached files lie in the blobs, where the sent prompt will have them too.

Two windows over one home write at the same time, perhaps for the same conversation: the first has
the folder itself, each further one a folder of its own in it. What such a window leaves is taken
over by the next first one.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection
from pathlib import Path

import msgspec

from gemini_desktop.core.asking.joined_drafts import joined
from gemini_desktop.core.digest import sha256
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Content, Media
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import packing
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.locks import Lock, lock, lock_new

FOLDER = "drafts"
_SUFFIX = ".draft"
_NEW = "new-chat"
_WINDOW = "window-"
_MOST_WINDOWS = 50
_SAFE = re.compile(r"[0-9A-Za-z-]{1,64}")


class Drafts:
    """The drafts of one home, each a user's turn under its conversation's id; the id of a
    conversation that is not begun is empty. All methods block for a moment."""

    def __init__(self, home: Path) -> None:
        self._root = self._folder = home / FOLDER
        self._lock: Lock | None = None
        self._blobs = Blobs(home / "blobs")
        self._known: dict[int, tuple[Media, str]] = {}

    def claim(self) -> None:
        """Take a folder that no other program writes to, until `release`, and what windows that
        are closed by now have left in theirs. Where that fails `save` will, and says why."""
        with contextlib.suppress(OSError, StoreError):
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self._root, *(self._of_window(n) for n in range(2, _MOST_WINDOWS))):
                self._lock = lock_new(folder)
                if self._lock is not None:
                    self._folder = folder
                    break
            if self._folder == self._root:
                self._take_over()

    def release(self) -> None:
        """The program has ended. May be called twice."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def load(self, conversation_id: str) -> Turn | None:
        """What was written there last; None where there is nothing, or nothing that can be read."""
        return self._read(self._path(conversation_id))

    def _read(self, path: Path) -> Turn | None:
        try:
            data = path.read_bytes()
            return msgspec.json.decode(packing.unpack(data, self._blobs), type=Turn)
        except (OSError, StoreError, msgspec.DecodeError, UnicodeError, RecursionError):
            return None

    def save(self, conversation_id: str, draft: Turn) -> None:
        """Keep it, whole or not at all; an empty one is forgotten. Raises StoreError."""
        contents = [content for step in draft.steps for content in step.contents]
        if not contents:
            self.forget(conversation_id)
            return
        self._write(self._path(conversation_id), draft)

    def _write(self, path: Path, draft: Turn) -> None:
        contents = [content for step in draft.steps for content in step.contents]
        media = {id(content) for content in contents if isinstance(content, Media)}
        self._known = {key: known for key, known in self._known.items() if key in media}
        steps = [
            msgspec.structs.replace(step, contents=[self._short(c) for c in step.contents])
            for step in draft.steps
        ]
        data = msgspec.json.encode(msgspec.structs.replace(draft, steps=steps))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise store_error(error, "keep a draft", self._folder) from error
        packed = packing.pack(data, self._blobs, has_references=bool(media))
        write_atomically(path, packed, private=True)

    def forget(self, conversation_id: str) -> None:
        """It was sent, or its conversation is gone."""
        try:
            self._path(conversation_id).unlink(missing_ok=True)
        except OSError as error:
            raise store_error(error, "remove a draft", self._path(conversation_id)) from error

    def forget_others(self, conversation_ids: Collection[str]) -> None:
        """Keep only the drafts of these conversations, and of the one that is not begun."""
        kept = {self._path(conversation_id).name for conversation_id in (*conversation_ids, "")}
        try:
            for path in self._folder.glob(f"*{_SUFFIX}"):
                if path.name not in kept:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise store_error(error, "remove a draft", self._folder) from error

    def _of_window(self, number: int) -> Path:
        return self._root / f"{_WINDOW}{number}"

    def _take_over(self) -> None:
        for folder in sorted(self._root.glob(f"{_WINDOW}*")):
            held = lock(folder, exclusive=True)
            if held is None:
                continue  # its window is open
            try:
                for path in folder.glob(f"*{_SUFFIX}"):
                    self._take(path)
                with contextlib.suppress(OSError):
                    folder.rmdir()
            finally:
                held.release()

    def _take(self, path: Path) -> None:
        """A draft of a closed window: it takes its place, or follows what stands there already."""
        target = self._folder / path.name
        here, left = self._read(target), self._read(path)
        try:
            if here is None or left is None:
                path.replace(target if left is not None else target.with_suffix(".damaged"))
                return
            self._write(target, joined(here, left))
            path.unlink()
        except OSError as error:
            raise store_error(error, "keep a draft", path) from error

    def _short(self, content: Content) -> Content:
        """A file by its hash, which is made once and not anew with each letter that is typed."""
        if not isinstance(content, Media) or not content.data:
            return content
        media, reference = self._known.get(id(content), (None, ""))
        if media is None:
            reference = packing.reference(content.data.encode(), self._blobs).decode()
            self._known[id(content)] = (content, reference)
        raw = msgspec.Raw(f'"{reference}"'.encode())
        return msgspec.structs.replace(content, data=raw)

    def _path(self, conversation_id: str) -> Path:
        name = conversation_id or _NEW
        if not _SAFE.fullmatch(name):  # another version's, or a hand's: it is no path of ours
            name = sha256(name.encode("utf-8", "replace")).hexdigest()
        return self._folder / (name + _SUFFIX)
