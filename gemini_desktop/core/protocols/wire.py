"""Reading JSON that a server made: a field may be absent, null, of any type or other spelling.

These readers never raise; what they cannot use they leave to the caller to keep as unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache

from gemini_desktop.core.events import Json, MediaKind

MOST_ANSWERS = 256
"""Candidates of one answer that are kept apart; whatever asks for 8 at most gets no more."""
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_LARGEST = 1 << 53
_MAX_DIGITS = 25  # an int64 has 19; int() of long text costs the square of its length
_UNDERSCORE = re.compile(r"_([a-z0-9])")


@cache  # only names of our own are asked for
def snake(name: str) -> str:
    """`inlineData` as `inline_data`."""
    return _HUMP.sub(lambda match: "_" + match[1].lower(), name)


@cache
def _other(name: str) -> str:
    """The other spelling of a name of our own."""
    return camel(name) if "_" in name else snake(name)


def camel(name: str) -> str:
    """`inline_data` as `inlineData`; a camelCase name stays."""
    if "_" not in name:
        return name
    return _UNDERSCORE.sub(lambda match: match[1].upper(), name)


def field(json_object: Json, name: str) -> Json:
    """The field under this name or its other spelling (camelCase, snake_case), None where there is
    none."""
    if not isinstance(json_object, dict):
        return None
    found = json_object.get(name)
    if found is None and (other := _other(name)) != name:
        return json_object.get(other)
    return found


def text(json_object: Json, name: str) -> str:
    """A field as text: a string as it is, a number in digits, empty for anything else."""
    found = field(json_object, name)
    if isinstance(found, str):
        return found
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return ""


def integer(found: Json) -> int | None:
    """An integer, also where it came as a string (proto-JSON's int64) or as `3.0`. None for what
    counts nothing: a number beyond what every JSON reader has exactly, which Qt cannot show."""
    number = _integer(found)
    return number if number is not None and -_LARGEST <= number <= _LARGEST else None


def _integer(found: Json) -> int | None:
    if isinstance(found, bool):
        return None
    if isinstance(found, int):
        return found
    if isinstance(found, float):
        return int(found) if found.is_integer() else None
    if isinstance(found, str) and len(found) <= _MAX_DIGITS:
        try:
            return int(found)
        except ValueError:
            return None
    return None


def index(found: Json) -> int:
    """The number of a candidate or step; 0 where it is none or negative."""
    return max(integer(found) or 0, 0)


def flag(found: Json) -> bool:
    """A boolean, also where it came as text or number."""
    return found is True or found == 1 or (isinstance(found, str) and found.lower() == "true")


def items(found: Json) -> list[Json]:
    """A list, also where a server forgot the brackets around a single value."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def objects(found: Json) -> Iterator[dict[str, Json]]:
    """The objects of a list; everything else in it is passed over."""
    return (item for item in items(found) if isinstance(item, dict))


def leftover(json_object: dict[str, Json], known: Iterable[str]) -> dict[str, Json]:
    """The fields, nulls left out, whose camelCase name is not known."""
    names = known if isinstance(known, frozenset | set) else frozenset(known)
    if json_object.keys() <= names:
        return {}
    return {
        key: value
        for key, value in json_object.items()
        if value is not None and camel(key) not in names
    }


def dumped(value: Json) -> str:
    """JSON text, without blanks or escapes. May raise RecursionError."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def media_kind(mime_type: str) -> MediaKind:
    """The kind of media that a MIME type stands for; what is nothing else is a document."""
    match mime_type.partition("/")[0].strip().lower():
        case "image":
            return "image"
        case "audio":
            return "audio"
        case "video":
            return "video"
        case _:
            return "document"
