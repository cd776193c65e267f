"""The arguments of a function call, put together from what was streamed.

Interactions and Chat Completions send pieces of JSON text; Vertex AI sends values by JSON path
(RFC 9535, the singular subset: names and indexes); the Developer API sends the whole object.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from gemini_desktop.core import json_text
from gemini_desktop.core.events import FunctionCall, Json, PartialArgument

_PATH = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[['\"](.*?)['\"]\]")
_MAX_INDEX = 10_000
_MAX_DIGITS = 9
_MAX_DEPTH = 100


def joined(call: FunctionCall, *more: FunctionCall) -> FunctionCall:
    """The fragments of one call as one, in their order."""
    fragments = (call, *more)
    return FunctionCall(
        id=next((each.id for each in fragments if each.id), ""),
        name=next((each.name for each in fragments if each.name), ""),
        arguments="".join(each.arguments for each in fragments),
        partial=tuple(piece for each in fragments for piece in each.partial),
        extra=next((each.extra for each in reversed(fragments) if each.extra is not None), None),
    )


def value(call: FunctionCall) -> Json:
    """The arguments as JSON: an object as a rule, None while the text is not whole yet."""
    if call.partial:
        return assembled(call.partial)
    if not call.arguments.strip():
        return {}
    try:
        return json_text.parse(call.arguments)
    except (ValueError, RecursionError):
        return None


def text(call: FunctionCall) -> str:
    """The arguments as JSON text; a fragment that is not whole yet as it stands."""
    if call.partial:
        return json.dumps(assembled(call.partial), ensure_ascii=False)
    return call.arguments


def assembled(pieces: tuple[PartialArgument, ...]) -> Json:
    """The object that pieces by JSON path add up to; pieces of one string are appended."""
    root: dict[str, Any] = {}
    going_on = ""
    for piece in pieces:
        keys = _keys(piece.path)
        if keys:
            append = piece.path == going_on and isinstance(piece.value, str)
            _put(root, keys, piece.value, append=append)
        going_on = piece.path if piece.will_continue else ""
    return root


def _keys(path: str) -> list[str | int]:
    keys: list[str | int] = []
    for name, index, quoted in _PATH.findall(path):
        keys.append(_index(index) if index else (name or quoted))
    return keys if len(keys) <= _MAX_DEPTH else []


def _index(digits: str) -> int:
    """A place in a list; the bound keeps a server from asking for gigabytes of nothing."""
    return min(int(digits), _MAX_INDEX) if len(digits) <= _MAX_DIGITS else _MAX_INDEX


def _put(root: dict[str, Any], keys: list[str | int], new: Json, *, append: bool) -> None:
    place: Any = root
    for key, following in pairwise(keys):
        place = _child(place, key, [] if isinstance(following, int) else {})
        if not isinstance(place, dict | list):
            return  # the server contradicts itself; the first value stays
    last = keys[-1]
    old = _get(place, last)
    _set(place, last, old + new if append and isinstance(old, str) else new)


def _child(place: Any, key: str | int, default: Any) -> Any:
    child = _get(place, key)
    if child is None:
        child = default
        _set(place, key, child)
    return child


def _get(place: Any, key: str | int) -> Any:
    if isinstance(place, list):
        return place[key] if isinstance(key, int) and key < len(place) else None
    return place.get(str(key))


def _set(place: Any, key: str | int, new: Any) -> None:
    if isinstance(place, list):
        if not isinstance(key, int):
            return
        place.extend([None] * (key + 1 - len(place)))
        place[key] = new
    else:
        place[str(key)] = new
