"""Conditions on the JSON of an event: a path, and what its value is compared with.

    $.error                                     there is such a value
    $.candidates[0].finishReason=STOP           = != > >= < <=, or ~ for a text within it
    $..text~/sun(rise|set)/                     anywhere, by an expression
    $['odd name'][-1].*                         names in quotes, from the end, any

The paths are of RFC 9535, without its slices, unions and filters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isfinite

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.events import Json
from gemini_desktop.ui.inspector.events.filter.condition import Block, QueryError
from gemini_desktop.ui.inspector.events.filter.numbers import COMPARE
from gemini_desktop.ui.inspector.events.filter.words import Needle
from gemini_desktop.ui.inspector.events.rereading import decode_alone

SEGMENT = re.compile(
    r"""(?P<deep>\.)?\.(?:(?P<any>\*)|(?P<name>[\w-]+))
      | (?P<deep_at>\.\.)?\[\s*(?:(?P<all>\*)|(?P<index>-?\d{1,9})
          |'(?P<single>[^']*)'|"(?P<double>[^"]*)")\s*\]""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_MAX_DEPTH = 200


class Step(msgspec.Struct, frozen=True):
    """One segment of a path: a name, an index, or None for any; `deep`: at any depth below."""

    key: str | int | None
    deep: bool = False


class JsonPath(msgspec.Struct, frozen=True):
    """Some value at the path compares as wanted; no relation: there is a value at all."""

    path: tuple[Step, ...]
    relation: str = ""
    value: str = ""
    regex: bool = False
    reads_bytes: bool = True

    def select(self, block: Block, events: Sequence[int]) -> Sequence[int]:
        """See Condition. Only events whose bytes hold the last name, and a plain value that is
        asked for, are read as JSON."""
        for word in self._certain():
            there = Needle((word, b"\\u"), fold=False)
            events = there.select(block, events)
        holds = self._comparison()
        return [event for event in events if self._matches(block.raw(event), holds)]

    def _matches(self, raw: bytes, holds: Callable[[Json], bool]) -> bool:
        found, value = event_json(raw)
        return found and any(holds(node) for node in nodes(value, self.path))

    def _certain(self) -> Iterator[bytes]:
        last = self.path[-1].key if self.path else None
        if isinstance(last, str) and _PLAIN.fullmatch(last):
            yield f'"{last}"'.encode()
        if self.relation in ("=", "==") and _PLAIN.fullmatch(self.value):
            yield self.value.encode()

    def _comparison(self) -> Callable[[Json], bool]:
        if not self.relation:
            return _is_there
        if self.relation == "~":
            return _containing(self.value, regex=self.regex)
        return _comparing(self.relation, self.value)


def parse_path(text: str, position: int = 0) -> tuple[Step, ...]:
    """The segments after the `$`. Raises QueryError."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        match = SEGMENT.match(text, at)
        if match is None:
            words = f"The path ${text} cannot be read here. Write $.name, $..name, $[0] or $.*."
            raise QueryError(words, position + at)
        deep = match["deep"] is not None or match["deep_at"] is not None
        key: str | int | None = None
        if match["index"] is not None:
            key = int(match["index"])
        elif match["any"] is None and match["all"] is None:
            key = next(match[n] for n in ("name", "single", "double") if match[n] is not None)
        steps.append(Step(key, deep))
        at = match.end()
    return tuple(steps)


def is_number(text: str) -> bool:
    """Whether a typed value can be compared by size."""
    return _number(text) is not None


def nodes(value: Json, path: Sequence[Step]) -> Iterable[Json]:
    """The values at a path, in the order of the document."""
    found: Iterable[Json] = (value,)
    for step in path:
        if step.deep:
            found = [below for node in found for below in _all_below(node)]
        found = [child for node in found for child in _children(node, step.key)]
    return found


def event_json(raw: bytes) -> tuple[bool, Json]:
    """The JSON of an event, after whether it has one."""
    line = raw.rstrip(b"\r\n")
    if line.startswith(b"data:") and b"\n" not in line and b"\r" not in line:
        try:
            return True, json_text.parse(line[5:])
        except (ValueError, RecursionError):
            pass  # an end mark, or something else that needs the whole decoder
    chunk = decode_alone(raw, "")
    value = chunk.json if chunk is not None else None
    return value is not None, value


def _children(node: Json, key: str | int | None) -> Iterable[Json]:
    if isinstance(node, dict):
        if key is None:
            return node.values()
        return (node[key],) if isinstance(key, str) and key in node else ()
    if isinstance(node, list):
        if key is None:
            return node
        return (node[key],) if isinstance(key, int) and -len(node) <= key < len(node) else ()
    return ()


def _all_below(node: Json, depth: int = 0) -> Iterator[Json]:
    yield node
    if depth < _MAX_DEPTH and isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _all_below(child, depth + 1)


def _is_there(_node: Json) -> bool:
    return True


def _containing(word: str, *, regex: bool) -> Callable[[Json], bool]:
    flags = re.IGNORECASE if word == word.lower() else 0
    search = re.compile(word if regex else re.escape(word), flags).search
    return lambda node: (text := _text(node)) is not None and search(text) is not None


def _comparing(relation: str, wanted: str) -> Callable[[Json], bool]:
    compare, bound = COMPARE[relation], _number(wanted)
    if relation not in ("=", "==", "!="):
        limit = float("nan") if bound is None else bound
        return lambda node: (n := _number(node)) is not None and compare(n, limit)
    equal = relation != "!="

    def holds(node: Json) -> bool:
        number = _number(node) if bound is not None else None
        same = number == bound if number is not None else _text(node) == wanted
        return same == equal

    return holds


def _number(value: Json) -> float | None:
    """As a number: also of a text that is one, as JSON carries large integers."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def _text(node: Json) -> str | None:
    """A value that is no list and no object, as it would be typed."""
    if isinstance(node, str):
        return node
    return None if isinstance(node, dict | list) else json.dumps(node)
