"""What one event's data is: a JSON value, the end mark, or several that nobody separated."""

from __future__ import annotations

from collections import deque

from gemini_desktop.core import json_text
from gemini_desktop.core.errors import describe
from gemini_desktop.core.events import Json

DONE = "[DONE]"


def parsed(data: str) -> tuple[Json, str]:
    """The JSON value, and why it is none; empty where it is one."""
    try:
        return json_text.parse(data), ""
    except (ValueError, RecursionError) as error:
        return None, describe(error)


def is_whole(text: str) -> bool:
    """Whether it says something by itself."""
    return text.strip() == DONE or not parsed(text)[1]


def single_line_pieces(raw: bytes, data: str) -> list[tuple[int, bytes, str]]:
    """Where data lines are values of their own (a server that forgot the blank lines): offset in
    raw, the line with its end, its data. Empty where the lines only mean something together,
    which cannot be if the first is a whole object."""
    first, line_end, _ = data.partition("\n")
    first = first.strip()
    if not line_end or not (first.startswith(("{", "[")) and is_whole(first)):
        return []
    texts = data.split("\n")
    pieces: list[tuple[int, bytes, str]] = []
    offset = 0
    remaining = deque(texts)
    for line in raw.splitlines(keepends=True):  # bytes: CR, LF and CRLF alone
        if line.removeprefix(b"\xef\xbb\xbf").startswith(b"data") and remaining:
            pieces.append((offset, line, remaining.popleft()))
        offset += len(line)
    return pieces if not remaining else []
