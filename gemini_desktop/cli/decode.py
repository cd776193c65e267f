"""`gemini-desktop decode`: a saved stream as JSON: a line a chunk, its times, or its answer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gemini_desktop.core.capture import Capture
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.export import events
from gemini_desktop.core.json.spans import path_text
from gemini_desktop.core.merged import merged
from gemini_desktop.core.timing import figures
from gemini_desktop.session import opening

_MALFORMED = 4


def run(arguments: argparse.Namespace) -> int:
    """Print the chunks; 4 where anything could not be read as JSON or was cut."""
    if arguments.stats:
        return _stats(arguments)
    if arguments.merged:
        return _merged(arguments)
    odd = False
    for capture in captures(arguments.file):
        for chunk in decode(capture.records, arguments.protocol or ""):
            odd = odd or bool(chunk.error) or chunk.kind == "text"
            sys.stdout.buffer.write(_line(chunk))
    sys.stdout.buffer.flush()
    return _MALFORMED if odd else 0


def _stats(arguments: argparse.Namespace) -> int:
    for capture in captures(arguments.file):
        found = figures.read(capture.records, arguments.protocol or "")
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    sys.stdout.buffer.flush()
    return 0


def _merged(arguments: argparse.Namespace) -> int:
    """A JSON line a capture; 4 where nothing of it could be put together."""
    empty = False
    for capture in captures(arguments.file):
        found = merged(capture.records, arguments.protocol or "")
        empty = empty or not found.kind
        conflicts = [
            {
                "path": path_text(each.path),
                "values": [{"event": number, "value": value} for number, value in each.values],
            }
            for each in found.conflicts
        ]
        line = {
            "kind": found.kind or None,
            "events": found.events,
            "conflicts": conflicts,
            "value": found.value,
        }
        sys.stdout.buffer.write(
            json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        )
    sys.stdout.buffer.flush()
    return _MALFORMED if empty else 0


def captures(name: str) -> Iterator[Capture]:
    """The captures in a file, or in what stdin brings (`-`). Raises ConfigurationError where it
    cannot be read, StoreError where it is damaged."""
    if name == "-":
        yield from opening.captures(sys.stdin.buffer.read(), "stdin")
        return
    path = Path(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            Failure(
                kind="unreadable_file",
                message=f"{path} cannot be read: {error.strerror or type(error).__name__}.",
                advice="Check the name and the permissions.",
            )
        ) from error
    yield from opening.captures(data, path.name)


def _line(chunk: Chunk) -> bytes:
    line = {**events.facts(chunk), "events": chunk.events}
    return msgspec.json.encode(line) + b"\n"
