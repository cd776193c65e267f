"""The files of the prompt that is being written: which there are, and why one cannot be sent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import PurePath

import msgspec
from PySide6.QtCore import QCoreApplication, QLocale

from gemini_desktop.core.events import Media
from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.protocols.attachments import MOST_SENT_BYTES, refusal

MOST_FILES = 50
"""A folder's contents dropped by mistake must not fill the pane."""


class Attachment(msgspec.Struct, eq=False):
    """One file: being read, read (`media`), or not to be had (`problem`, a sentence)."""

    key: int
    name: str
    size: int = 0
    """In bytes, as on the disk; 0 until it is known."""
    media: Media | None = None
    problem: str = ""
    advice: str = ""

    @property
    def reading(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.media is None and not self.problem

    @property
    def kind(self) -> str:
        """What it is, in a word: `PNG`, `PDF`."""
        suffix = PurePath(self.name).suffix.lstrip(".")
        mime = self.media.mime_type if self.media else ""
        return (suffix or mime.rpartition("/")[2] or "file").upper()[:8]

    @property
    def facts(self) -> str:
        """Kind and size in words."""
        if self.reading:
            return _tr("Reading…")
        facts = [self.kind, size_in_words(self.size) if self.size else ""]
        return " · ".join(fact for fact in facts if fact)


class Attachments(msgspec.Struct):
    """All of them, in the order in which they came."""

    protocol: ProtocolName = "generate-content"
    carried: int = 0
    """Bytes of base64 that the turns before it put into the same request."""
    files: list[Attachment] = msgspec.field(default_factory=list)
    _keys: count[int] = msgspec.field(default_factory=count)

    def add(self, name: str) -> Attachment | None:
        """One that is read now; None where there are too many."""
        if len(self.files) >= MOST_FILES:
            return None
        file = Attachment(next(self._keys), name)
        self.files.append(file)
        return file

    def find(self, key: int) -> Attachment | None:
        """The one of this key, unless it was taken away."""
        return next((file for file in self.files if file.key == key), None)

    def remove(self, key: int) -> None:
        """Take one away."""
        self.files = [file for file in self.files if file.key != key]

    @property
    def media(self) -> list[Media]:
        """What is sent."""
        return [file.media for file in self.files if file.media is not None]

    @property
    def reading(self) -> bool:
        """Whether one is still being read."""
        return any(file.reading for file in self.files)

    def problems(self) -> dict[int, tuple[str, str]]:
        """Key -> what is wrong in a few words, and a sentence with what to do."""
        found: dict[int, tuple[str, str]] = {}
        total = self.carried
        for file in self.files:
            if file.problem:
                found[file.key] = (_short(file.problem), f"{file.problem} {file.advice}".strip())
            elif file.media is not None:
                if no := refusal(file.media, self.protocol):
                    found[file.key] = (_tr("Not for this API"), f"{file.name}: {no}")
                    continue
                total += len(file.media.data)
                if total > MOST_SENT_BYTES:
                    found[file.key] = (_tr("No room left"), self._no_room(file))
                    total -= len(file.media.data)
        return found

    def _no_room(self, file: Attachment) -> str:
        most = size_in_words(MOST_SENT_BYTES)
        if self.carried > MOST_SENT_BYTES // 2:
            return _tr(
                "{} does not fit: at most {} of files go into a request, and the files of this "
                "conversation are sent again each time. Begin a new chat for it."
            ).format(file.name, most)
        return _tr(
            "{} does not fit any more: at most {} of files go into a request, and they grow by a "
            "third on the way. Remove one, or send it with the next prompt."
        ).format(file.name, most)


def size_in_words(size: int) -> str:
    """`1.2 MB`, in thousands."""
    precision = 0 if size < 1000 else 1
    return QLocale().formattedDataSize(size, precision, QLocale.DataSizeFormat.DataSizeSIFormat)


def in_one_sentence(problems: Sequence[tuple[str, str]]) -> str:
    """The first problem, and how many more there are."""
    if not problems:
        return ""
    more = len(problems) - 1
    first = problems[0][1]
    return first if not more else _tr("{} ({} more cannot be sent either.)").format(first, more)


def _short(problem: str) -> str:
    """The reason out of a sentence of the form `NAME cannot be attached: REASON`."""
    reason = problem.rpartition(": ")[2].rstrip(".")
    return reason[:1].upper() + reason[1:]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
