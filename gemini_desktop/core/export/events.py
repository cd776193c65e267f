"""Events as text and as JSON: one, some, or all of a capture.

Each function takes the events in their order and gives the bytes in pieces, so that a capture of
any length is written without being held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from gemini_desktop.core.chunk import Chunk

_ENDS = b"\r\n"


def pretty(chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """Their JSON, indented: that of the only event as it is, of several as an array. Comments and
    end marks say nothing; what is no JSON stands there as a string."""
    shown = (chunk for chunk in chunks if chunk.kind not in ("comment", "done"))
    first, second = next(shown, None), next(shown, None)
    if first is None:
        yield b"[]\n"
    elif second is None:
        yield pretty_one(first).encode() + b"\n"
    else:
        between = b"["
        for chunk in chain((first, second), shown):
            lines = pretty_one(chunk).replace("\n", "\n  ")
            yield between + b"\n  " + lines.encode()
            between = b","
        yield b"\n]\n"


def pretty_one(chunk: Chunk) -> str:
    """The event's JSON, indented, its numbers and escapes as they came; else its text."""
    if chunk.kind != "event" or chunk.error:
        return json.dumps(chunk.data, ensure_ascii=False)
    try:
        return msgspec.json.format(chunk.data, indent=2)
    except (msgspec.DecodeError, UnicodeError):  # NaN and the like, which the wire knows
        return json.dumps(chunk.json, ensure_ascii=False, indent=2)


def json_lines(chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """One line an event: where it is, when it came, what it is called, and its JSON."""
    for chunk in chunks:
        yield msgspec.json.encode(facts(chunk)) + b"\n"


def facts(chunk: Chunk) -> dict[str, Any]:
    """What one line says. `start` and `end` are offsets in the body (end exclusive), `t_ns` counts
    from the request; `data` is there where `json` is not."""
    value = chunk.json
    found: dict[str, Any] = {
        "number": chunk.number,
        "kind": chunk.kind,
        "start": chunk.start,
        "end": chunk.end,
        "t_ns": chunk.t_ns,
        "event": chunk.name,
        "id": chunk.id,
        "error": chunk.error or None,
        "json": value,
    }
    if value is None:
        found["data"] = chunk.data
    return found


def event_stream(chunks: Iterable[Chunk]) -> Iterator[bytes]:
    """As server-sent events: those that came as such byte by byte, each whole with its blank line;
    others (of a JSON array, or bare lines) in the fields that they would have had."""
    until = 0
    for chunk in _by_place(chunks):
        if chunk.end <= until:
            continue
        until = chunk.end
        if chunk.kind == "tail" or not framed(chunk):
            yield _as_event(chunk)
        else:
            yield chunk.raw + (b"" if chunk.kind == "comment" else _blank_line(chunk.raw))


def framed(chunk: Chunk) -> bool:
    """Whether the event came as a server-sent event."""
    if chunk.kind in ("comment", "done"):
        return True
    return chunk.kind == "event" and chunk.raw.lstrip()[:1] not in (b"{", b"[", b'"')


def _by_place(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """In the order of their first bytes: a comment inside an event comes before it."""
    held: list[Chunk] = []
    for chunk in chunks:
        if chunk.kind == "comment":
            held.append(chunk)
            continue
        before = [comment for comment in held if comment.start < chunk.start]
        yield from before
        yield chunk
        held.clear()
    yield from held


def _blank_line(raw: bytes) -> bytes:
    """What is missing at the end of an event that the connection cut."""
    rest = raw[len(raw.rstrip(_ENDS)) :]
    if b"\r\n\r\n" in rest or b"\n\n" in rest or b"\r\r" in rest:
        return b""
    return b"\n" if rest else b"\n\n"


def _as_event(chunk: Chunk) -> bytes:
    lines = [b"data: " + line for line in (chunk.data.encode("utf-8", "replace").splitlines())]
    if not lines:
        return b""
    name = [f"event: {chunk.name}".encode()] if chunk.name != "message" else []
    return b"\n".join([*name, *lines]) + b"\n\n"
