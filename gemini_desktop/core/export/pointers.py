"""Values inside a JSON value by JSON pointer (RFC 6901): found, put in, taken out."""

from __future__ import annotations

from collections.abc import Iterable

from gemini_desktop.core.events import Json


def joined(*names: str | int) -> str:
    """The pointer through these members and places."""
    return "".join(f"/{str(name).replace('~', '~0').replace('/', '~1')}" for name in names)


def put(value: Json, pointer: str, inner: Json) -> bool:
    """Set what the pointer names, a new member where an object has none of the name; False where
    nothing is there to hold it. The empty pointer names the whole, which cannot be set."""
    if not pointer.startswith("/"):
        return False
    *way, last = _names(pointer)
    holder = _followed(value, way)
    if isinstance(holder, dict):
        holder[last] = inner
        return True
    place = _place(last)
    if isinstance(holder, list) and place is not None and place < len(holder):
        holder[place] = inner
        return True
    return False


def _names(pointer: str) -> list[str]:
    parts = pointer.split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


def _followed(value: Json, names: Iterable[str]) -> Json:
    for name in names:
        place = _place(name)
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and place is not None and place < len(value):
            value = value[place]
        else:
            return None
    return value


def _place(name: str) -> int | None:
    """A place in an array; a name of many digits is none, however many arrays there are."""
    return int(name) if name.isascii() and name.isdecimal() and len(name) < 12 else None
