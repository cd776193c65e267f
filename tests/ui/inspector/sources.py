"""Captures for the inspector's tests: real bodies, and long streams made of small events."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn

CAPTURES = Path(__file__).parents[2] / "captures"


class MemorySource:
    """A whole capture in memory."""

    def __init__(self, records: Iterable[Record], id_: str = "test") -> None:
        self._records = tuple(records)
        self._id = id_
        self.body = b"".join(r.data for r in self._records if isinstance(r, BytesReceived))
        self.reads = 0
        self._decoded: tuple[list[Chunk], Turn] | None = None

    @property
    def id(self) -> str:
        return self._id

    def records(self) -> Iterator[Record]:
        return iter(self._records)

    def read(self, start: int, end: int) -> bytes:
        self.reads += 1
        return self.body[start:end]

    def size(self) -> int:
        return len(self.body)

    def decoded(self) -> tuple[list[Chunk], Turn]:
        """All chunks and the whole turn; decoded once."""
        if self._decoded is None:
            answer = Answer()
            chunks = [chunk for record in self._records for chunk in answer.feed(record)]
            chunks += answer.close()
            self._decoded = chunks, answer.finish()
        return self._decoded


def capture(name: str, *, status: int = 200, read_bytes: int = 512) -> MemorySource:
    """A body of tests/captures as it may have come over the wire, a read every 10 ms."""
    return from_body((CAPTURES / name).read_bytes(), status=status, read_bytes=read_bytes)


def from_body(body: bytes, *, status: int = 200, read_bytes: int = 512) -> MemorySource:
    return MemorySource(_records(body, status, read_bytes))


def _records(body: bytes, status: int, read_bytes: int) -> Iterator[Record]:
    yield RequestSent(
        t_ns=0,
        unix_ns=1_700_000_000_000_000_000,
        method="POST",
        url="http://127.0.0.1/v1beta/models/x:streamGenerateContent?alt=sse",
        headers=(("content-type", "application/json"), ("x-goog-api-key", "****")),
        body=b'{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}',
    )
    yield ResponseStarted(t_ns=5_000_000, status=status, reason="", headers=(("server", "test"),))
    t_ns = 10_000_000
    for start in range(0, len(body), read_bytes):
        yield BytesReceived(t_ns=t_ns, data=body[start : start + read_bytes])
        t_ns += 10_000_000
    yield Ended(t_ns=t_ns, how="complete")


def event(*parts: object, **more: object) -> bytes:
    """An event of generateContent with these parts."""
    candidate = {"content": {"parts": parts, "role": "model"}, "index": 0, **more}
    data = json.dumps({"candidates": [candidate]}, ensure_ascii=False)
    return b"data: " + data.encode() + b"\r\n\r\n"


def text_events(count: int) -> bytes:
    """So many small events; every hundredth is a thought, the text holds its number."""
    return b"".join(
        event({"text": f"piece {n}", "thought": True} if n % 100 == 99 else {"text": f"piece {n}"})
        for n in range(count)
    )


def picture_event(size: int) -> bytes:
    """One event with so many bytes of base64."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x05\x40\x00\x00\x03\x00"
    data = base64.b64encode(head + bytes(size * 3 // 4 - len(head))).decode()
    return event({"inlineData": {"mimeType": "image/png", "data": data}})
