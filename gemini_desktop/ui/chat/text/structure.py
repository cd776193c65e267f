"""JSON values as text to read: whole, or the first lines of it.

Values come from servers: a megabyte in one line, a thousand levels deep. Laying text out is left to
others, piece by piece; here it is only written, in some 15 ms a megabyte.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import msgspec

from gemini_desktop.core.events import Json

PREVIEW_LINES = 10
_PREVIEW_CHARACTERS = 1_200
_PIECE_LINES = 60
_PIECE_CHARACTERS = 6_000
_INDENT = 2
_MOST_INDENT = 24 * _INDENT
"""Deeper levels stand below each other: lines of blanks a thousand wide help nobody."""
_PLAIN_SHARE = 4


class Preview(msgspec.Struct, frozen=True):
    """The first lines, how many lines there are in all, and whether these are more."""

    text: str
    lines: int
    more: bool


def text(value: Json) -> str:
    """The value as it reads: a string as it is, anything else as indented JSON, nothing as
    nothing."""
    if value is None or value in ("", {}, []):
        return ""
    if isinstance(value, str):
        return value.strip("\n")
    try:
        encoded = msgspec.json.encode(value)
        written = msgspec.json.format(encoded, indent=_INDENT)
        misread = b"null" in encoded and _has_infinity(value)  # it writes null for infinity
        if not misread and len(written) <= _PLAIN_SHARE * len(encoded) + 1_000:
            return written.decode()
    except (msgspec.MsgspecError, UnicodeError, OverflowError, RecursionError, TypeError):
        pass  # lone surrogates, say
    return "\n".join(_lines(value))


def _has_infinity(value: Json) -> bool:
    """Whether a number in it is beyond all numbers, or none."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case float(number) if not math.isfinite(number):
                return True
            case dict(items):
                waiting += items.values()
            case list(items):
                waiting += items
    return False


def preview(value: Json) -> Preview:
    """What is shown of it at first."""
    whole = text(value)
    lines = whole.count("\n") + 1 if whole else 0
    end = -1
    for _ in range(min(PREVIEW_LINES, lines)):
        end = whole.find("\n", end + 1)
    start = whole if lines <= PREVIEW_LINES else whole[:end]
    cut = start[:_PREVIEW_CHARACTERS]
    return Preview(cut, lines, lines > PREVIEW_LINES or len(cut) < len(start))


def pieces(whole: str) -> Iterator[str]:
    """Stretches of it that can be laid out one by one: so many lines, or a part of a long one."""
    position = 0
    while position < len(whole):
        end = position
        for _ in range(_PIECE_LINES):
            newline = whole.find("\n", end)
            following = newline + 1 if newline >= 0 else len(whole)
            if following - position > _PIECE_CHARACTERS:
                end = end if end > position else position + _PIECE_CHARACTERS
                break
            end = following
            if newline < 0:
                break
        yield whole[position:end]
        position = end


def _lines(value: Json) -> Iterator[str]:
    """Indented JSON of any depth, without recursion."""
    yield from _Writer().lines(value)


class _Writer:
    """Holds the line that is being written."""

    def __init__(self) -> None:
        self._line = ""

    def lines(self, value: Json) -> Iterator[str]:
        stack = [self._opened(value)]
        while stack:
            closing, items = stack[-1]
            entry = next(items, None)
            if entry is None:
                stack.pop()
                if closing:
                    yield self._line
                    self._line = self._indent(len(stack)) + closing
                continue
            first, key, item = entry
            yield self._line if first else f"{self._line},"
            self._line = self._indent(len(stack)) + key
            opened = self._opened(item)
            if opened[0]:
                stack.append(opened)
        yield self._line

    def _opened(self, value: Json) -> tuple[str, Iterator[tuple[bool, str, Json]]]:
        """Write the beginning of a value; gives what closes it, if anything, and what is in it."""
        if isinstance(value, dict) and value:
            self._line += "{"
            keys = ((n == 0, f"{_scalar(str(k))}: ", v) for n, (k, v) in enumerate(value.items()))
            return "}", keys
        if isinstance(value, list | tuple) and value:
            self._line += "["
            return "]", ((n == 0, "", item) for n, item in enumerate(value))
        self._line += _scalar(value)
        return "", iter(())

    def _indent(self, depth: int) -> str:
        return " " * min(_MOST_INDENT, depth * _INDENT)


def _scalar(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return json.dumps(str(type(value).__name__))
