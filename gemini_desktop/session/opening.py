"""Saved streams as captures, recognised by their bytes and not by their names."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core import har, json_text
from gemini_desktop.core.answer import read
from gemini_desktop.core.asked import asked_in
from gemini_desktop.core.capture import BytesReceived, Capture, Ended, Record
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.live import CaptureSource
from gemini_desktop.store import gcap

_ZIP = b"PK\x03\x04"


def captures(data: bytes, name: str) -> list[Capture]:
    """The captures in a file: a .gcap, each entry of a HAR, or a raw body (also one saved by
    `curl -N`). Raises StoreError where a .gcap is damaged.
    """
    if data.startswith(_ZIP):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "capture.gcap")
            path.write_bytes(data)
            return [gcap.read_gcap(path)]
    if data.lstrip()[:1] == b"{" and b'"log"' in data[:4096]:
        try:
            json = json_text.parse(data)
        except (ValueError, RecursionError):
            json = None
        if har.is_har(json):
            return har.captures(json)
    records = (BytesReceived(t_ns=0, data=data), Ended(t_ns=0, how="complete"))
    return [Capture(id=name, records=records)]


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A saved stream, read to its end."""

    source: CaptureSource
    turn: Turn
    prompt: str = ""
    """What was asked, where the file says."""

    def path(self) -> list[Turn]:
        """The exchange as turns of a conversation, so that one can ask on from them."""
        question = [prompt(self.prompt, id=secrets.token_hex(8))] if self.prompt else []
        parent_id = question[0].id if question else ""
        answer = msgspec.structs.replace(self.turn, id=secrets.token_hex(8), parent_id=parent_id)
        return [*question, answer]


class InMemory:
    """A capture that was read from a file, as a source for the inspector."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._body = capture.body

    @property
    def id(self) -> str:
        """The name of what it was read from."""
        return self._capture.id

    def records(self) -> Iterator[Record]:
        """All records."""
        return iter(self._capture.records)

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive."""
        return self._body[start:end]

    def size(self) -> int:
        """Length of the body in bytes."""
        return len(self._body)


def open_file(path: Path) -> Opened:
    """The first capture in the file, read. Blocking. Raises StoreError where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(
            Failure(
                kind="unreadable_file",
                message=f"{path.name} cannot be read: {error.strerror or type(error).__name__}.",
                advice="Check its permissions, or choose another file.",
            )
        ) from error
    found = captures(data, path.name)
    if not found:
        raise StoreError(
            Failure(
                kind="no_capture",
                message=f"{path.name} holds no exchange.",
                advice="Open a .gcap, .har or .sse file, or what curl -N has saved.",
            )
        )
    capture = msgspec.structs.replace(found[0], id=path.name)
    return Opened(source=InMemory(capture), turn=read(capture.records), prompt=asked_in(capture))
