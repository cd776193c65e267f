"""JSON text to values: msgspec, and the standard library where msgspec is stricter than the wire.

Not orjson: it turns integers above 2^64 into floats. Gateways also send NaN, numbers above the
range of a double and lone surrogate escapes; these are read, not refused.
"""

from __future__ import annotations

import json

import msgspec

from gemini_desktop.core.events import Json

_decode = msgspec.json.Decoder().decode


def parse(text: str | bytes | memoryview) -> Json:
    """The value of a JSON text. A memoryview is read in place, where that can be.

    Raises ValueError (with the place of the fault) where it is not JSON, RecursionError where it
    is nested too deep.
    """
    try:
        return _decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return _lenient(bytes(text) if isinstance(text, memoryview) else text)


def _lenient(text: str | bytes) -> Json:
    value = json.loads(text)
    return _without_lone_surrogates(value) if "\\ud" in _folded(text) else value


def _folded(text: str | bytes) -> str:
    return (text if isinstance(text, str) else text.decode("utf-8", "replace")).lower()


def _without_lone_surrogates(value: Json) -> Json:
    """A lone surrogate cannot be stored or shown as UTF-8; U+FFFD stands for it."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_without_lone_surrogates(item) for item in value]
        case dict():
            return {
                _without_lone_surrogates(key): _without_lone_surrogates(item)
                for key, item in value.items()
            }
        case _:
            return value
