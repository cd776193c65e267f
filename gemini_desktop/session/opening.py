"""Saved streams as captures, recognised by their bytes and not by their names.

A `.gcap`, each entry of a HAR archive, or a body: of server-sent events, a JSON array or JSON
lines, with what `curl -i` or `curl -v` wrote around it or without.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import BinaryIO

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.answer import read
from gemini_desktop.core.asking.asked import asked, asked_in
from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.files.curl_output import LONGEST_HEAD, CurlOutput, curl_output
from gemini_desktop.core.har import reader as har
from gemini_desktop.core.har.entries import HarEntries
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.exchanges import CaptureNote, beginning
from gemini_desktop.session.file_sources import FileBody, HarEntry, InMemory, origin_of
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.store import gcap
from gemini_desktop.store.failures import reason, store_error

__all__ = ["Found", "InMemory", "Opened", "captures", "find", "find_in", "open_source"]

LONGEST_IN_CHAT = 32 * 1024 * 1024
"""Bytes of a body up to which it is read for the chat, too."""
_ZIP = b"PK\x03\x04"
_TELLING = 64
"""Pictures, programs and databases have a NUL among their first bytes. One further on is damage
to a stream, and to be looked at."""
_HAR_HEAD = 4096
_PIECE = 1 << 20
_PAUSE_S = 0.0005
_ANSWERS = ("event-stream", "json", "ndjson")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange in a file."""

    source: CaptureSource
    note: CaptureNote
    is_answer: bool = True
    """Whether it looks like one of the three protocols', not like a page's pictures and styles."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A saved stream, read to its end."""

    source: CaptureSource
    turn: Turn
    prompt: str = ""
    """What was asked, where the file says."""

    def path(self) -> list[Turn]:
        """The exchange as turns of a conversation, so that one can ask on from them."""
        question = [prompt(self.prompt, id=os.urandom(8).hex())] if self.prompt else []
        parent_id = question[0].id if question else ""
        answer = msgspec.structs.replace(self.turn, id=os.urandom(8).hex(), parent_id=parent_id)
        return [*question, answer]


def captures(data: bytes, name: str) -> list[Capture]:
    """The captures in the bytes of a file. Raises StoreError where a .gcap is damaged."""
    if data.startswith(_ZIP):
        return [gcap.read_gcap(Path(name), data)]
    if _may_be_har(data[:_HAR_HEAD]):
        try:
            json = json_text.parse(data)
        except (ValueError, RecursionError):
            json = None
        if har.is_har(json):
            return har.captures(json)
    written = curl_output(data)
    body = data
    if written is not None:
        body = written.body if written.body_start is None else data[written.body_start :]
    ending = (BytesReceived(t_ns=0, data=body), Ended(t_ns=0, how="complete"))
    return [Capture(id=name, records=(*_heads(written), *ending))]


def find_in(data: bytes, name: str) -> list[Found]:
    """What there is to open in these bytes. Blocking. Raises StoreError like `captures`."""
    found = captures(data, name)
    many = len(found) > 1
    named = (
        msgspec.structs.replace(each, id=f"{name} · {number}" if many else name)
        for number, each in enumerate(found, 1)
    )
    return [_found(InMemory(each), each, name) for each in named]


def find(path: Path) -> list[Found]:
    """What there is to open in a file, without reading more of it than must be. Blocking. Raises
    StoreError where it cannot be read, or holds no exchange."""
    try:
        return _find(path)
    except OSError as error:
        known = store_error(error, "open a file", path).failure
        raise StoreError(
            Failure(
                kind="unreadable_file",
                message=f"{path.name} cannot be read: {reason(known)}.",
                advice=known.advice,
                detail=known.detail,
            )
        ) from error


def _find(path: Path) -> list[Found]:
    with path.open("rb") as file:
        head = file.read(LONGEST_HEAD)
        size = path.stat().st_size
        entries = _entries(file, head) if _may_be_har(head) else None
    if entries is not None and entries.found:
        sources = [HarEntry(path, n, place) for n, place in enumerate(entries.ranges)]
        if not sources:
            raise StoreError(_nothing(path.name, "holds no exchange"))
        return [_read_gently(source, path.name) for source in sources]
    if head.startswith(_ZIP):
        capture = msgspec.structs.replace(gcap.read_gcap(path), id=path.name)
        return [_found(InMemory(capture, origin_of(path)), capture, path.name)]
    if b"\x00" in head[:_TELLING]:
        raise StoreError(_nothing(path.name, "is no recorded stream"))
    return [_body(path, head, size)]


def open_source(found: Found) -> Opened | None:
    """What the chat shows of it; None where it is too long for that. Blocking."""
    if found.source.size() > LONGEST_IN_CHAT:
        return None
    records = tuple(found.source.records())
    question = asked_in(Capture(records=records))
    return Opened(source=found.source, turn=read(records), prompt=question)


def _may_be_har(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and b'"log"' in head[:_HAR_HEAD]


def _entries(file: BinaryIO, head: bytes) -> HarEntries:
    entries = HarEntries()
    entries.feed(head)
    while piece := file.read(_PIECE):
        entries.feed(piece)
    return entries


def _body(path: Path, head: bytes, size: int) -> Found:
    written = curl_output(head)
    if written is not None and written.body_start is None and size <= LONGEST_IN_CHAT:
        capture = msgspec.structs.replace(captures(path.read_bytes(), path.name)[0], id=path.name)
        return _found(InMemory(capture, origin_of(path)), capture, path.name)
    # Noise in the middle of a file that is too long to be copied stays there, and is told of.
    start = (written.body_start or 0) if written is not None else 0
    source = FileBody(path, size, start=start, heads=_heads(written))
    note = CaptureNote(
        id=source.id,
        created_unix_ns=path.stat().st_mtime_ns,
        profile=path.name,
        prompt=path.name,
        bytes=source.size(),
        ended=True,
        figured=True,
    )
    return Found(source=source, note=note)


def _heads(written: CurlOutput | None) -> tuple[Record, ...]:
    if written is None:
        return ()
    return tuple(record for record in (written.request, written.head) if record is not None)


def _read_gently(source: HarEntry, file: str) -> Found:
    """The window has its turn between two entries: there may be thousands."""
    time.sleep(_PAUSE_S)
    return _found(source, source.capture(), file)


def _found(source: CaptureSource, capture: Capture, file: str) -> Found:
    request = capture.request
    head = next((r for r in capture.records if isinstance(r, ResponseStarted)), None)
    is_answer = _is_answer(request, head)
    outcome = read(capture.records).outcome if is_answer else None
    title = asked(request.body) if request is not None else ""
    note = CaptureNote(
        id=source.id,
        created_unix_ns=request.unix_ns if request is not None else 0,
        protocol=request.protocol if request is not None else "",
        profile=file,
        model=request.model if request is not None else "",
        outcome=outcome.kind if outcome is not None else "",
        bytes=len(capture.body),
        ended=capture.ended is not None,
        prompt=beginning(title or (request.url if request is not None else "")),
        duration_ns=max((record.t_ns for record in capture.records), default=0),
        attempts=sum(isinstance(record, RequestSent) for record in capture.records),
        figured=True,
    )
    return Found(source=source, note=note, is_answer=is_answer)


def _is_answer(request: RequestSent | None, head: ResponseStarted | None) -> bool:
    if request is None or head is None:
        return True
    kind = next((value for name, value in head.headers if name.lower() == "content-type"), "")
    return any(word in kind.lower() for word in _ANSWERS)


def _nothing(name: str, what: str) -> Failure:
    return Failure(
        kind="no_capture",
        message=f"{name} {what}.",
        advice="Open a .gcap, .har or .sse file, or what curl -N has saved.",
    )
