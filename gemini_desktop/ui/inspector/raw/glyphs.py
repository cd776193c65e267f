"""Bytes as characters to look at, each of which knows the byte that it stands for.

A byte that is no part of valid UTF-8 is one sign by itself, so the cut between two pieces of text
never changes how what follows is read.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from gemini_desktop.ui.inspector.raw.mono_view import Run

_ODD = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\udc80-\udcff\U000e0000-\U000e0fff]+"
)
"""What is not seen, moves what is around it, or is no character."""
_PLAIN = re.compile(rb"[\x20-\x7e]*")
_NAMES = {
    0x0A: "\\n",
    0x0D: "\\r",
    0x09: "\\t",
    0x85: "‹NEL›",
    0xA0: "‹NBSP›",
    0xAD: "‹SHY›",
    0x200B: "‹ZWSP›",
    0x200C: "‹ZWNJ›",
    0x200D: "‹ZWJ›",
    0x200E: "‹LRM›",
    0x200F: "‹RLM›",
    0x2028: "‹LS›",
    0x2029: "‹PS›",
    0x202A: "‹LRE›",
    0x202B: "‹RLE›",
    0x202C: "‹PDF›",
    0x202D: "‹LRO›",
    0x202E: "‹RLO›",
    0x2066: "‹LRI›",
    0x2067: "‹RLI›",
    0x2068: "‹FSI›",
    0x2069: "‹PDI›",
    0xFEFF: "‹BOM›",
}
_ESCAPED = range(0xDC80, 0xDD00)  # where Python's surrogateescape puts bytes that are no UTF-8


class Shown(NamedTuple):
    r"""Characters on screen. `offsets[i]` is the byte that `text[i]` stands for; they never fall,
    and are the same for all the letters of a name such as \n."""

    text: str
    runs: tuple[Run, ...]
    offsets: Sequence[int]


def shown(raw: bytes, start: int) -> Shown:
    """A piece of the body that begins at the offset `start`."""
    if _is_plain(raw):
        text = raw.decode("ascii")
        return Shown(text, (Run(text, "text"),), range(start, start + len(raw)))
    text = _decoded(raw)
    runs: list[Run] = []
    offsets = array("q")
    at = start
    position = 0
    for odd in _ODD.finditer(text):
        at = _take(text[position : odd.start()], at, runs, offsets)
        at = _take_odd(odd[0], at, runs, offsets)
        position = odd.end()
    _take(text[position:], at, runs, offsets)
    return Shown("".join(run.text for run in runs), tuple(runs), offsets)


def breaks(raw: bytes, columns: int) -> Sequence[int]:
    """Where the rows begin when these bytes are wrapped, as offsets into them; the first is 0."""
    if _is_plain(raw):
        return range(0, max(1, len(raw)), columns)
    found = array("q", [0])
    at = used = 0
    for character in _decoded(raw):
        cells = _cells(character)
        if used + cells > columns and used:
            found.append(at)
            used = 0
        used += cells
        at += _size(character)
    return found


def _is_plain(raw: bytes) -> bool:
    return _PLAIN.fullmatch(raw) is not None


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _take(text: str, at: int, runs: list[Run], offsets: array[int]) -> int:
    if text:
        runs.append(Run(text, "text"))
    for character in text:
        offsets.append(at)
        at += _size(character)
    return at


def _take_odd(text: str, at: int, runs: list[Run], offsets: array[int]) -> int:
    names = ""
    color = "violet"
    for character in text:
        name = _name(character)
        this = "red" if ord(character) in _ESCAPED else "violet"
        if this != color and names:
            runs.append(Run(names, color))
            names = ""
        color = this
        names += name
        offsets.extend([at] * len(name))
        at += _size(character)
    runs.append(Run(names, color))
    return at


def _cells(character: str) -> int:
    if _ODD.match(character):
        return len(_name(character))
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _size(character: str) -> int:
    code = ord(character)
    if code < 0x80 or code in _ESCAPED:
        return 1
    return 2 if code < 0x800 else 3 if code < 0x10000 else 4


def _name(character: str) -> str:
    code = ord(character)
    if code in _ESCAPED:
        return f"\\x{code - 0xDC00:02x}"
    return _NAMES.get(code) or (f"\\x{code:02x}" if code < 0x80 else f"‹{code:04X}›")
