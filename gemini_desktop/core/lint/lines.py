"""The rules on the lines of an event stream, and on the JSON of an event, in any protocol."""

from __future__ import annotations

import re

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import Json
from gemini_desktop.core.lint.findings import Findings

_MAX_LOOKED_AT = 64 * 1024
_MOST_VALUES = 20_000
_EXACT = 1 << 53
_MAX_BITS = 4_096
_MANY_DIGITS = re.compile(r"\d{16}")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def of_lines(chunk: Chunk, findings: Findings) -> None:
    """CR alone, and blocks without data. Cheap: every event is asked."""
    raw = chunk.raw
    if raw[:1] in (b"{", b"["):
        return
    # The LF of a last CRLF may have come too late to lie within the event.
    ends = raw.count(b"\r")
    if ends and ends != raw.count(b"\r\n") + raw.endswith(b"\r"):
        _lone_cr(chunk, findings)
    if chunk.kind != "event":
        return
    if not chunk.data or chunk.data.isspace():
        findings.at("SSE09", "The event's data are empty", chunk)
    elif not raw.startswith(b"data"):  # what has no data stands before what has
        blank = raw.find(b"\n\r\n" if ends else b"\n\n", 0, raw.find(b"data"))
        if blank >= 0:
            _blocks(chunk, findings)


def of_json(chunk: Chunk, json: Json, findings: Findings) -> None:
    """What is odd about the values themselves."""
    data = chunk.data
    if len(data) <= _MAX_LOOKED_AT and _MANY_DIGITS.search(data):
        number = _large_integer(json)
        if number is not None:
            # Python itself refuses to write out a number of many thousand digits.
            digits = str(number) if number.bit_length() < _MAX_BITS else ""
            words = f"{digits[:30] or 'A number'} is beyond 2^53: many parsers round it"
            findings.at("JSON06", words, chunk, digits)


def _lone_cr(chunk: Chunk, findings: Findings) -> None:
    at = re.search(rb"\r(?!\n)", chunk.raw)
    if at is not None:
        start = chunk.start + at.start()
        findings.add("SSE02", "A line ends with CR alone", start, start + 1, chunk.number)


def _blocks(chunk: Chunk, findings: Findings) -> None:
    """Blocks before the event's own that name an event and bring no data."""
    at = 0
    for blank in _BLANK_LINE.finditer(chunk.raw):
        lines = chunk.raw[at : blank.start()].splitlines()
        named = any(line.startswith(b"event:") for line in lines)
        if named and not any(line.startswith(b"data") for line in lines):
            start, end = chunk.start + at, chunk.start + blank.end()
            findings.add("SSE09", "An event has no data line", start, end, chunk.number)
        at = blank.end()


def _large_integer(json: Json) -> int | None:
    waiting: list[Json] = [json]
    for _ in range(_MOST_VALUES):
        if not waiting:
            break
        value = waiting.pop()
        if type(value) is int and abs(value) > _EXACT:
            return value
        if type(value) is dict:
            waiting.extend(reversed(value.values()))
        elif type(value) is list:
            waiting.extend(reversed(value))
    return None
