"""What a request asked: the last words of its user, in whichever protocol."""

from __future__ import annotations

from gemini_desktop.core import json_text
from gemini_desktop.core.capture import Capture


def asked(body: bytes) -> str:
    """The last prompt in a request's JSON; empty where there is none."""
    if not body:
        return ""
    try:
        json = json_text.parse(body)
    except (ValueError, RecursionError):
        return ""
    return last_words(json)


def asked_in(capture: Capture) -> str:
    """The last prompt in the first request of a capture."""
    request = capture.request
    return asked(request.body) if request is not None else ""


def last_words(body: object) -> str:
    """The last text in a request's contents, messages or input."""
    if not isinstance(body, dict):
        return ""
    for key in ("contents", "messages", "input"):
        if key in body:
            return _last_text(body[key])
    return ""


def _last_text(value: object) -> str:
    match value:
        case str():
            return value
        case list():
            return next((text for item in reversed(value) if (text := _last_text(item))), "")
        case dict():
            for key in ("text", "parts", "content"):
                if key in value and (text := _last_text(value[key])):
                    return text
    return ""
