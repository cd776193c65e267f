"""The error object that every protocol shares, in all the shapes it is found in.

`{"error": {"code": 429, "message": …, "status": …, "details": […]}}` is Google's; the Interactions
API has a word as code; OpenAI's has `type`; some servers wrap it in an array of one, or send the
error as a bare string.
"""

from __future__ import annotations

import contextlib
import re

import msgspec

from gemini_desktop.core.events import ErrorReported, Json, StreamEvent


def reported(json: Json) -> ErrorReported | None:
    """The error that an event's or a body's JSON reports, None where it reports none."""
    if isinstance(json, list):
        return next((error for item in json[:1] if (error := reported(item))), None)
    if not isinstance(json, dict) or not json.get("error"):
        return None
    return from_object(json["error"], raw=json)


def from_object(error: Json, *, raw: Json) -> ErrorReported:
    """The error that the value of an `error` key stands for."""
    if not isinstance(error, dict):
        return ErrorReported(message=str(error), raw=raw)
    code = error.get("code")
    return ErrorReported(
        code="" if code is None else str(code),
        status=str(error.get("status") or error.get("type") or ""),
        message=str(error.get("message") or ""),
        details=error.get("details"),
        raw=raw,
    )


def refusal(json: Json, http_status: int) -> ErrorReported | None:
    """What a server that refused says in a shape of its own (`message`, `detail`, …), None where
    it says nothing that could be shown."""
    if isinstance(json, list):
        json = next(iter(json), None)
    if not isinstance(json, dict):
        return None
    words = (json.get(name) for name in ("message", "detail", "error_description", "msg", "title"))
    said = next((text for text in words if isinstance(text, str) and text.strip()), "")
    return ErrorReported(code=str(http_status), message=said, raw=json) if said else None


_FIELD = re.compile(r'"(code|status|message)"\s*:\s*("(?:[^"\\]|\\.)*|-?[0-9]+)')
_MAX_SALVAGED = 4000


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
