"""A request's body, for languages that have JSON in them and for those that have not."""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.core.events import Json

_WIDTH = 96


def json_text(body: bytes) -> str | None:
    """The body as indented JSON, its numbers and escapes as they are; None where it is no JSON."""
    try:
        return msgspec.json.format(body, indent=2).decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def json_value(body: bytes) -> Json:
    """The body's JSON, None where it is none (or more than plain values can hold)."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def literal(value: Any, indent: int = 0) -> str:
    """A JSON value in Python; lines after the first stand `indent` blanks further right."""
    import pprint

    text = pprint.pformat(value, width=_WIDTH - indent, sort_dicts=False)
    return text.replace("\n", "\n" + " " * indent)
