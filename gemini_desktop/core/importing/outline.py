"""What a JSON file holds, told by its first bytes: the names of its outermost fields.

The bytes may end anywhere, so they are not parsed but looked through: brackets, strings and depth.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

HEAD_BYTES = 1 << 20
"""So many first bytes are looked at; where a long text stands first the names come after it."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}:]', re.DOTALL)
_BEFORE = b"\xef\xbb\xbf\x00\xff\xfe \t\r\n"  # also the marks of UTF-16
_MOST_NAMES = 200
_LONGEST_NAME = 64
_DEEPEST = 2  # an object, an array in it, and the objects of that


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """`container` is what the file begins with; `names` are the fields of its first object, and
    `inner` those of the objects directly within it, or within an array in it."""

    container: Literal["array", "object", ""]
    names: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()


def may_be_json(head: bytes) -> bool:
    """Whether an object or an array begins here."""
    return head.lstrip(_BEFORE)[:1] in (b"{", b"[")


def outline(head: bytes) -> Outline:
    """The outline of a UTF-8 text that begins so; an empty container where it is no JSON."""
    if not may_be_json(head):
        return Outline(container="")
    start = head.lstrip(_BEFORE)[:1]
    reader = _Reader()
    for token in _TOKEN.finditer(head):
        if reader.take(token[0]):
            break
    return Outline(
        container="array" if start == b"[" else "object",
        names=frozenset(reader.names[0]),
        inner=frozenset(reader.names[1]),
    )


class _Reader:
    """Walks to the end of the first object."""

    def __init__(self) -> None:
        self.names: tuple[list[str], list[str]] = ([], [])
        self._open: list[bool] = []  # whether each open bracket is an object's
        self._level = -1  # the depth of the first object
        self._string = b""

    def take(self, token: bytes) -> bool:
        """Whether the first object has ended."""
        match token[:1]:
            case b'"':
                self._string = token[1:-1]
            case b":":
                self._named()
            case b"{" | b"[":
                is_object = token == b"{"
                if is_object and self._level < 0:
                    self._level = len(self._open)
                self._open.append(is_object)
                return len(self._open) > 10_000
            case _:
                if self._open:
                    self._open.pop()
                return len(self._open) <= self._level
        return False

    def _named(self) -> None:
        depth = len(self._open) - 1 - self._level
        if self._level < 0 or not 0 <= depth <= _DEEPEST or not self._open[-1]:
            return
        name = self._string[:_LONGEST_NAME].decode("utf-8", "replace")
        found = self.names[min(depth, 1)]
        if len(found) < _MOST_NAMES:
            found.append(name)
