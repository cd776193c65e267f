"""Where a value of an event's JSON stands in the event's bytes, down to each character.

An event's bytes are lines of an event stream, perhaps several of `data:` for one JSON text, or
that text itself. The JSON is not parsed here but walked, along one path alone; so the bytes are
found even of values that a parser alters (escapes, bytes that are not UTF-8, duplicate names).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, TypeAlias

from gemini_desktop.core import json_text

Path: TypeAlias = tuple[str | int, ...]
"""Names and indexes from the root of the JSON to a value."""

_BOM: Final = b"\xef\xbb\xbf"
_QUOTE, _BACKSLASH = 0x22, 0x5C
_WINDOW: Final = 4096
_blanks = re.compile(rb"[ \t\r\n]*").match
_scalar = re.compile(rb"[^ \t\r\n,\]}:]*").match
# To the next bracket or long string in one step of C; possessive inside alone (see json_array).
_flat = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]{0,200}+")*').match
_PIECE = re.compile(
    rb"(?P<text>[^\\]+)"
    rb"|(?P<pairs>(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})+)"
    rb"|(?P<codes>(?:\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})+)"
    rb"|(?P<half>\\u[0-9a-fA-F]{4})"
    rb"|(?P<short>(?:\\[^u])+)",
    re.DOTALL,
)
_STRIDES = {"pairs": 12, "codes": 6, "half": 6, "short": 2}
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_QUOTED = {"\\": "\\\\", "'": "\\'", **_SHORT}


def path_text(path: Path) -> str:
    """The path as RFC 9535 writes it: `$.candidates[0].content`; other names stand in quotes."""
    text = "$"
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif _PLAIN_NAME.fullmatch(key):
            text += f".{key}"
        else:
            quoted = "".join(_QUOTED.get(c) or (c if c >= " " else f"\\u{ord(c):04x}") for c in key)
            text += f"['{quoted}']"
    return text


class EventJson:
    """The JSON text of one event, and where each of its bytes stands in the event."""

    def __init__(self, raw: bytes) -> None:
        pieces = list(_data_lines(raw)) or _whole(raw)
        self.text = (
            raw[pieces[0][0] : pieces[0][1]]
            if len(pieces) == 1
            else b"\n".join(raw[start:end] for start, end in pieces)
        )
        self._starts = [start for start, _ in pieces]
        lengths = (end - start + 1 for start, end in pieces)
        self._begins = [0, *accumulate(lengths)][: len(pieces)]

    def span(self, path: Path) -> tuple[int, int] | None:
        """The bytes of the value at this path, a string's quotes included; None where there is
        none. Of names that come twice the last counts, as in every parser."""
        found = self.find(path)
        return None if found is None else (self.place(found[0]), self.place(found[1] - 1) + 1)

    def string(self, path: Path) -> StringSpan | None:
        """The string at this path; None where there is none or something else."""
        found = self.find(path)
        if found is None or self.text[found[0]] != _QUOTE:
            return None
        start, end = found[0] + 1, found[1] - 1
        return StringSpan(self.text[start:end], self.place(start))

    def deepest(self, path: Path, start: int, end: int) -> Path:
        """The path to the innermost value, at `path` or below it, that has all of these bytes of
        the event."""
        found = self.find(path)
        while found is not None:
            inside = (child for child in self._children(found[0]) if self._has(child, start, end))
            child = next(inside, None)
            if child is None:
                break
            path, found = (*path, child[0]), (child[1], child[2])
        return path

    def _children(self, position: int) -> Iterator[tuple[str | int, int, int]]:
        """Key, begin and end of what the object or array at this position holds."""
        text = self.text
        match text[position]:
            case 0x7B:
                for name, begin in _members(text, position):
                    yield name, begin, _value_end(text, begin)
            case 0x5B:
                for number, begin in enumerate(_items(text, position)):
                    yield number, begin, _value_end(text, begin)

    def _has(self, child: tuple[str | int, int, int], start: int, end: int) -> bool:
        _, begin, stop = child
        return self.place(begin) <= start and end <= self.place(stop - 1) + 1

    def place(self, offset: int) -> int:
        """Where this byte of the JSON text stands in the event."""
        line = max(0, bisect_right(self._begins, offset) - 1)
        return self._starts[line] + offset - self._begins[line]

    def find(self, path: Path) -> tuple[int, int] | None:
        """As `span`, counted within `text`."""
        text = self.text
        try:
            position = _after_blanks(text, 0)
            for key in path:
                found = _child(text, position, key)
                if found is None:
                    return None
                position = found
            end = _value_end(text, position)
        except IndexError:  # the text ends within it
            return None
        return (position, end) if end > position else None


class StringSpan:
    """The characters of a JSON string and its bytes, without the quotes.

    Characters are those of the parsed string (Unicode code points; what is no UTF-8 and halves of
    surrogate pairs count as the U+FFFD that stands for them); bytes are counted within the event.
    """

    def __init__(self, content: bytes, start: int) -> None:
        """`content` is what stands between the quotes, `start` the place of its first byte."""
        self._content = content
        self.start = start
        self.end = start + len(content)
        self._is_plain = _BACKSLASH not in content and content.isascii()
        self._chars, self._bytes = array("q", [0]), array("q", [0])
        self._strides = array("q")
        """For each piece, how many bytes a character takes; 0 where that differs (UTF-8)."""
        if not self._is_plain:
            self._measure()

    @property
    def length(self) -> int:
        """In characters."""
        return len(self._content) if self._is_plain else self._chars[-1]

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """The bytes of these characters, end exclusive."""
        return self.start + self._byte(start), self.start + self._byte(end)

    def characters_of(self, start: int, end: int) -> tuple[int, int]:
        """The characters that have one of these bytes; of no bytes the place between two."""
        size = len(self._content)
        start = min(max(start - self.start, 0), size)
        end = min(max(end - self.start, start), size)
        first = self._character(start)
        last = self._character(end)
        if last < self.length and self._byte(last) < end:
            last += 1
        return first, last if end > start else first

    def _byte(self, character: int) -> int:
        character = min(max(character, 0), self.length)
        if self._is_plain:
            return character
        piece = min(bisect_right(self._chars, character) - 1, len(self._strides) - 1)
        if piece < 0:
            return 0
        within, begin = character - self._chars[piece], self._bytes[piece]
        if stride := self._strides[piece]:
            return begin + within * stride
        return begin + len(self._run(piece).decode()[:within].encode())

    def _character(self, byte: int) -> int:
        """The character that this byte belongs to; the length at the end."""
        if self._is_plain:
            return byte
        piece = min(bisect_right(self._bytes, byte) - 1, len(self._strides) - 1)
        if piece < 0:
            return 0
        within = byte - self._bytes[piece]
        if stride := self._strides[piece]:
            return self._chars[piece] + within // stride
        run = self._run(piece)
        while within < len(run) and run[within] & 0xC0 == 0x80:
            within -= 1
        return self._chars[piece] + len(run[:within].decode())

    def _run(self, piece: int) -> bytes:
        return self._content[self._bytes[piece] : self._bytes[piece + 1]]

    def _measure(self) -> None:
        for match in _PIECE.finditer(self._content):
            if match.lastgroup == "text":
                for length, size, stride in _runs(match[0]):
                    self._add(length, size, stride)
            else:
                stride = _STRIDES[str(match.lastgroup)]
                self._add(len(match[0]) // stride, len(match[0]), stride)

    def _add(self, characters: int, size: int, stride: int) -> None:
        self._chars.append(self._chars[-1] + characters)
        self._bytes.append(self._bytes[-1] + size)
        self._strides.append(stride)


def _whole(raw: bytes) -> list[tuple[int, int]]:
    """The event as a JSON text alone, as arrays and lines of JSON have it."""
    return [(0, len(raw))] if raw.lstrip(b" \t\r\n")[:1] in (b"{", b"[", b'"') else []


def _data_lines(raw: bytes) -> Iterator[tuple[int, int]]:
    """What the lines named `data` say: as the standard for event streams reads them."""
    for start, end in _lines(raw):
        if raw.startswith(b"data", start):
            if start + 4 == end:
                yield end, end
            elif raw[start + 4] == 0x3A:
                yield start + (6 if raw[start + 5 : start + 6] == b" " else 5), end


def _lines(raw: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each line without its line end. By `find`, for lines of megabytes."""
    start, size = len(_BOM) if raw.startswith(_BOM) else 0, len(raw)
    feed = -1
    while start < size:
        if feed < start:
            found = raw.find(b"\n", start)
            feed = size if found < 0 else found
        carriage = raw.find(b"\r", start, feed)
        end = feed if carriage < 0 else carriage
        yield start, end
        start = end + (2 if raw[end : end + 2] == b"\r\n" else 1)


def _after_blanks(text: bytes, position: int) -> int:
    return _blanks(text, position).end()  # type: ignore[union-attr] # it matches nothing, too


def _child(text: bytes, position: int, key: str | int) -> int | None:
    """Where the value under this key begins, in the object or array at this position."""
    if isinstance(key, str):
        if text[position] != 0x7B:
            return None
        found = None
        for name, start in _members(text, position):
            if name == key:
                found = start
        return found
    if text[position] != 0x5B:
        return None
    for number, start in enumerate(_items(text, position)):
        if number == key:
            return start
    return None


def _members(text: bytes, position: int) -> Iterator[tuple[str, int]]:
    position = _after_blanks(text, position + 1)
    while text[position] == _QUOTE:
        end = _string_end(text, position)
        name = _name(text[position:end])
        colon = _after_blanks(text, end)
        start = _after_blanks(text, colon + 1)
        yield name, start
        position = _after_blanks(text, _value_end(text, start))
        if text[position] != 0x2C:
            return
        position = _after_blanks(text, position + 1)


def _items(text: bytes, position: int) -> Iterator[int]:
    position = _after_blanks(text, position + 1)
    while text[position] != 0x5D:
        yield position
        position = _after_blanks(text, _value_end(text, position))
        if text[position] != 0x2C:
            return
        position = _after_blanks(text, position + 1)


def _name(quoted: bytes) -> str:
    try:
        return str(json_text.parse(quoted.decode("utf-8", "replace")))
    except ValueError:
        return quoted[1:-1].decode("utf-8", "replace")


def _value_end(text: bytes, position: int) -> int:
    byte = text[position]
    if byte == _QUOTE:
        return _string_end(text, position)
    if byte not in b"{[":
        return _scalar(text, position).end()  # type: ignore[union-attr] # it matches nothing, too
    depth = 0
    while True:
        byte = text[position]
        if byte == _QUOTE:
            position = _string_end(text, position)
        else:
            depth += (byte in b"{[") - (byte in b"}]")
            position += 1
            if not depth:
                return position
        position = _flat(text, position).end()  # type: ignore[union-attr] # likewise


def _string_end(text: bytes, position: int) -> int:
    """After the closing quote. By `find`: a picture of megabytes costs next to nothing. Raises
    IndexError where there is none."""
    start = position + 1
    while True:
        quote = text.find(b'"', start)
        if quote < 0:
            raise IndexError
        run = quote
        while text[run - 1] == _BACKSLASH:
            run -= 1
        run = max(run, position + 1)
        if (quote - run) % 2 == 0:
            return quote + 1
        start = quote + 1


def _runs(text: bytes) -> Iterator[tuple[int, int, int]]:
    """Characters, bytes and stride of text without escapes; what is no UTF-8 apart."""
    try:
        yield len(text.decode()), len(text), int(text.isascii())
        return
    except UnicodeDecodeError:
        pass
    position = 0
    while position < len(text):  # in windows, so that much of it costs no square
        window = text[position : position + _WINDOW]
        good, bad = window, 0
        try:
            characters = len(good.decode())
        except UnicodeDecodeError as error:
            good, bad = window[: error.start], error.end - error.start
            characters = len(good.decode())
            if error.end == _WINDOW and good:
                bad = 0  # perhaps the window cut it
        if good:
            yield characters, len(good), int(good.isascii())
        if bad:
            yield 1, bad, bad
        position += len(good) + bad
