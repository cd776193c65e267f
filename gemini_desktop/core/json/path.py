"""Paths to one value of a JSON text as people write them: RFC 9535, singular queries.

`$.candidates[0].content`, `$['odd name'][-1]`. What is commonly left out may be: the `$`, and the
dot after it. Writing them is for `json_spans.path_text`.
"""

from __future__ import annotations

import json
import re

from gemini_desktop.core.events import Json
from gemini_desktop.core.json.spans import Path, path_text

_NAME = re.compile(r"\.?\s*([^\s.\[\]'\"*?,:()]+)")
_INDEX = re.compile(r"\[\s*(-?\d{1,15})\s*\]")
_QUOTED = re.compile(r"""\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\]""")
_LISTED = 6


class JsonPathError(ValueError):
    """The path cannot be read, or leads nowhere. The message says why, `at` where: the characters
    before it are right."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def parse(text: str) -> Path:
    """Names and indexes; an index below 0 counts from the end. Raises JsonPathError."""
    return tuple(key for key, _ in _parsed(text))


def find(value: Json, text: str) -> Path:
    """The path of the value that a path leads to, its indexes counted from the beginning.

    Raises JsonPathError where the path cannot be read or ends before.
    """
    way: list[str | int] = []
    for key, at in _parsed(text):
        way.append(_step(value, key, at, tuple(way)))
        value = value[way[-1]]
    return tuple(way)


def _step(value: Json, key: str | int, at: int, way: Path) -> str | int:
    place = path_text(way)
    if isinstance(value, dict):
        if str(key) in value:
            return str(key)
        names = ", ".join(list(value)[:_LISTED]) + (", …" if len(value) > _LISTED else "")
        raise JsonPathError(f"There is no {key} in {place}; it has {names or 'nothing'}.", at)
    if isinstance(value, list):
        if not isinstance(key, int):
            raise JsonPathError(f"{place} is a list: [0] is its first item.", at)
        if not -len(value) <= key < len(value):
            raise JsonPathError(f"{place} has {len(value):,} items; there is no [{key}].", at)
        return key % len(value)
    raise JsonPathError(f"{place} is a single value, with nothing in it.", at)


def _parsed(text: str) -> list[tuple[str | int, int]]:
    """Each key with the place where it begins."""
    at = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if text[at : at + 1] == "$":
        at += 1
    keys: list[tuple[str | int, int]] = []
    while at < end:
        if found := _INDEX.match(text, at):
            keys.append((int(found[1]), at))
        elif found := _QUOTED.match(text, at):
            keys.append((_unquoted(found, at), at))
        elif (found := _NAME.match(text, at)) and (text[at] == "." or not keys):
            keys.append((found[1], at))
        else:
            raise JsonPathError("After $ come .name, ['name'] or [0].", at)
        at = found.end()
    return keys


def _unquoted(found: re.Match[str], at: int) -> str:
    body = found[1]
    if body is None:
        body = found[2].replace("\\'", "'").replace('"', '\\"')
    try:
        return str(json.loads(f'"{body}"', strict=False))
    except ValueError:
        raise JsonPathError("This name is quoted wrongly.", at) from None
