"""An open code fence, read line by line: its end is the only thing to look for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

MAX_LINES = 60
MAX_CHARACTERS = 6000
"""Longer code is laid out and painted in pieces of at most so much."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Fence(msgspec.Struct, frozen=True):
    """How a fence was opened: its mark (backticks or tildes), its indent, and the language."""

    mark: str
    indent: int
    language: str

    def is_end(self, line: str) -> bool:
        """Whether this whole line closes the fence (CommonMark 0.31, section 4.5)."""
        stripped = line.strip(" \t\n")
        return (
            len(stripped) >= len(self.mark)
            and not stripped.strip(self.mark[0])
            and len(line) - len(line.lstrip(" ")) < 4
            and not line.startswith("\t")
        )


class Piece(msgspec.Struct, frozen=True):
    """So many characters of the tail, the code in them, and whether the fence ends with them."""

    length: int
    code: str
    last: bool


def opened(first_line: str, info: str) -> Fence:
    """The fence that this line opens."""
    match = _FENCE.match(first_line)
    mark = match[1] if match else "```"
    indent = len(first_line) - len(first_line.lstrip(" "))
    return Fence(mark, indent, info.split(maxsplit=1)[0] if info.strip() else "")


def pieces(fence: Fence, tail: str, *, first: bool, final: bool) -> Iterator[Piece]:
    """The pieces of the tail that are whole: so many lines each, and the last one.

    `first`: the tail begins with the opening line. With `final` a closing line needs no line end.
    """
    start, position, lines = 0, 0, 0
    opening = first
    while position < len(tail):
        newline = tail.find("\n", position)
        if newline < 0 and not final and len(tail) - position <= MAX_CHARACTERS:
            return
        end = newline + 1 if newline >= 0 else len(tail)
        line = tail[position:end]
        if opening and position == 0:
            position = end
            continue
        if fence.is_end(line):
            code = content(fence, tail[start:position], first=first and start == 0)
            yield Piece(end - start, code, last=True)
            return
        if len(line) > MAX_CHARACTERS:
            end = position + MAX_CHARACTERS
        position = end
        lines += 1
        if lines >= MAX_LINES or position - start >= MAX_CHARACTERS:
            if newline < 0 and position == len(tail):
                return
            code = content(fence, tail[start:position], first=first and start == 0)
            yield Piece(position - start, code, last=False)
            start, lines = position, 0


def content(fence: Fence, source: str, *, first: bool, open_end: bool = False) -> str:
    """The code in a stretch of source: without the opening line, without the fence's own indent.

    `open_end`: the last line may be the beginning of the closing mark, which is not shown.
    """
    if first:
        newline = source.find("\n")
        source = source[newline + 1 :] if newline >= 0 else ""
    if open_end:
        cut = source.rfind("\n") + 1
        last = source[cut:].strip(" ")
        if last and not last.strip(fence.mark[0]) and len(last) <= len(fence.mark):
            source = source[:cut]
    if fence.indent:
        lines = source.split("\n")
        source = "\n".join(_dedented(line, fence.indent) for line in lines)
    return source


def _dedented(line: str, indent: int) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(indent, blanks) :]
