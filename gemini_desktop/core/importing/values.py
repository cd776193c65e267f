"""Values of a JSON that somebody else made, brought into bounds.

Nothing here raises for what the JSON says: a wrong type is as good as nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gemini_desktop.core.events import Json

DEEPEST = 64
"""Levels of a value (a tool's arguments, say) that are kept as they are."""
MOST_TAGS = 20
_LONGEST_TITLE = 300
_LONGEST_TAG = 60
_LAST_SECOND = 253_402_300_800  # the year 10000
_LARGEST = 1 << 63
_CONTROLS = dict.fromkeys((*range(32), 127), " ")


def text(value: Json) -> str:
    """The string, empty for anything else."""
    return value if isinstance(value, str) else ""


def first_text(found: Json, *names: str) -> str:
    """The first of these fields that is a string and not empty."""
    if not isinstance(found, dict):
        return ""
    return next((value for name in names if (value := text(found.get(name)))), "")


def a_dict(value: Json) -> dict[str, Any]:
    """The object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def a_list(value: Json) -> list[Any]:
    """The array, an empty one for anything else."""
    return value if isinstance(value, list) else []


def dicts(value: Json) -> Iterator[dict[str, Any]]:
    """The objects of an array."""
    return (item for item in a_list(value) if isinstance(item, dict))


def one_line(value: Json, longest: int = _LONGEST_TITLE) -> str:
    """A title: on one line, without control characters, and not longer than this."""
    words = " ".join(text(value)[: 4 * longest].translate(_CONTROLS).split())
    if not words.isascii():  # half characters cannot be stored
        words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def tag(value: Json) -> str:
    """A tag's words."""
    return one_line(value, _LONGEST_TAG)


def unix_ns(value: Json) -> int:
    """Nanoseconds since 1970 from seconds (or milliseconds, where they are too many to be seconds),
    or from ISO 8601; 0 for what is neither, or outside the years 1970 to 9999."""
    if isinstance(value, str):
        return _of_iso(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    if not 0 < value < _LAST_SECOND * 1000:  # also not for what is no number
        return 0
    seconds = value / 1000 if value >= _LAST_SECOND else value
    if not 0 < seconds < _LAST_SECOND:
        return 0
    return min(round(seconds * 1_000_000) * 1000, _LARGEST - 1)


def _of_iso(words: str) -> int:
    try:
        moment = datetime.fromisoformat(words[:64])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = int(moment.timestamp())
    except (ValueError, OverflowError):
        return 0
    found = seconds * 1_000_000_000 + moment.microsecond * 1000
    return found if 0 < found < _LARGEST else 0


def plain(value: Json) -> Json:
    """A value that can be kept, shown and sent: what is nested deeper than DEEPEST is its own JSON
    text, and so is a number beyond 64 bits; what is no number is None."""
    return _plain(value, DEEPEST)


def _plain(value: Json, levels: int) -> Json:
    match value:
        case dict():
            if not levels:
                return _as_text(value)
            return {text(name): _plain(item, levels - 1) for name, item in value.items()}
        case list():
            if not levels:
                return _as_text(value)
            return [_plain(item, levels - 1) for item in value]
        case float() if not math.isfinite(value):
            return None
        case bool() | float() | str() | None:
            return value
        case int():
            return value if -_LARGEST <= value < _LARGEST else str(value)
        case _:
            return None


def _as_text(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return "…"
