"""Texts of megabytes (pictures as base64) written piece by piece.

One call on such a text keeps every other thread of the program waiting, the window's too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

AT_ONCE = 1 << 18
"""Characters."""
_MARK = "\0long text {0}\0"
_MARKED = re.compile(rb"\\u0000long text (\d+)\\u0000")


def written(value: Any, write: Callable[[Any], bytes]) -> Iterator[bytes]:
    """What `write` makes of a JSON value, where long texts that need no escape are put in
    afterwards. `value` is changed meanwhile, and is as it was at the end."""
    taken: list[tuple[Any, Any, str]] = []
    for holder, name, text in _long(value):
        holder[name] = _MARK.format(len(taken))
        taken.append((holder, name, text))
    pieces = _MARKED.split(write(value))
    for holder, name, text in taken:
        holder[name] = text
    if len(pieces) != 2 * len(taken) + 1:  # the mark stands in some text: then without marks
        yield write(value)
        return
    for number, piece in enumerate(pieces):
        if number % 2:
            yield from _slices(taken[int(piece)][2])
        else:
            yield piece


def _long(value: Any) -> list[tuple[Any, Any, str]]:
    """Where the long texts stand: the object or array, and the name or place in it."""
    found: list[tuple[Any, Any, str]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        members = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for name, inner in members:
            if isinstance(inner, dict | list):
                waiting.append(inner)
            elif isinstance(inner, str) and len(inner) > AT_ONCE and _needs_no_escape(inner):
                found.append((holder, name, inner))
    return found


def _needs_no_escape(text: str) -> bool:
    pieces = (text[start : start + AT_ONCE] for start in range(0, len(text), AT_ONCE))
    return text.isascii() and all(
        piece.isprintable() and '"' not in piece and "\\" not in piece for piece in pieces
    )


def _slices(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), AT_ONCE):
        yield text[start : start + AT_ONCE].encode()
