"""The error object that every protocol shares, in all the shapes it is found in.

`{"error": {"code": 429, "message": …, "status": …, "details": […]}}` is Google's; the Interactions
API has a word as code; OpenAI's has `type`; some servers wrap it in an array of one, or send the
error as a bare string.
"""

from __future__ import annotations

import contextlib
import re

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.events import ErrorReported, Json, StreamEvent


def reported(json: Json) -> ErrorReported | None:
    """The error that an event's or a body's JSON reports, None where it reports none."""
    if isinstance(json, list):
        return next((error for item in json[:1] if (error := reported(item))), None)
    if not isinstance(json, dict) or not json.get("error"):
        return None
    return from_object(json["error"], raw=json)


def from_words(words: str) -> ErrorReported:
    """An `event: error` whose data is no JSON."""
    return ErrorReported(message=words.strip()[:_MAX_SALVAGED])


def from_object(error: Json, *, raw: Json) -> ErrorReported:
    """The error that the value of an `error` key stands for."""
    if isinstance(error, list) and error:
        error = error[0]
    if not isinstance(error, dict):
        return ErrorReported(message=str(error), raw=raw)
    message = error.get("message")
    inner = _quoted(message) if isinstance(message, str) else None
    return ErrorReported(
        code=_word(error.get("code")) or (inner.code if inner else ""),
        status=_word(error.get("status"))
        or (inner.status if inner else "")
        or _word(error.get("type")),
        message=inner.message if inner else str(message or ""),
        details=error.get("details") or (inner.details if inner else None),
        raw=raw,
    )


def _word(value: Json) -> str:
    return (
        str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    )


def _quoted(message: str) -> ErrorReported | None:
    """The error that a gateway passed on as text inside its own; None where there is none."""
    if not message.lstrip().startswith(("{", "[")) or len(message) > _MAX_QUOTED:
        return None
    try:
        found = reported(json_text.parse(message))
    except (ValueError, RecursionError):
        return None
    return found if found is not None and found.message else None


def refusal(json: Json, http_status: int) -> ErrorReported | None:
    """What a server that refused says in a shape of its own (`message`, `detail`, …), None where
    it says nothing that could be shown."""
    if isinstance(json, list):
        json = next(iter(json), None)
    if not isinstance(json, dict):
        return None
    said = _said(json)
    return ErrorReported(code=str(http_status), message=said, raw=json) if said else None


def _said(value: Json, depth: int = 3) -> str:
    """The first words among the fields in which servers put them; they may stand in a list."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, list):
        value = next(iter(value), None)
        return _said(value, depth - 1) if depth else ""
    if not isinstance(value, dict) or not depth:
        return ""
    found = (_said(value.get(name), depth - 1) for name in _WORDS)
    return next(filter(None, found), "")


_WORDS = ("message", "detail", "errors", "error_description", "msg", "title", "reason", "text")


_FIELD = re.compile(r'"(code|status|message)"\s*:\s*("(?:[^"\\]|\\.)*|-?[0-9]+)')
_MAX_SALVAGED = 4000
_MAX_QUOTED = 64 * 1024


def salvaged(text: str) -> ErrorReported | None:
    """What can be made out of an error object that was cut; None where nothing can."""
    found: dict[str, str] = dict(_FIELD.findall(text[: 4 * _MAX_SALVAGED]))
    words = found.get("message", "").removeprefix('"')[:_MAX_SALVAGED]
    if not words:
        return None
    with contextlib.suppress(msgspec.DecodeError):  # where an escape was cut, they stay as they are
        words = str(msgspec.json.decode(f'"{words}"'))
    return ErrorReported(
        code=found.get("code", "").strip('"'), status=found.get("status", "").strip('"'),
        message=words,
    )  # fmt: skip


def with_status(event: StreamEvent, http_status: int) -> StreamEvent:
    """The event; an error that gave no code of its own has the status of its response."""
    if isinstance(event, ErrorReported) and not event.code:
        return msgspec.structs.replace(event, code=str(http_status))
    return event
