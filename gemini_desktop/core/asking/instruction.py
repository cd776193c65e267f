"""The system instruction that a request was sent with, in whichever protocol."""

from __future__ import annotations

from gemini_desktop.core import json_text
from gemini_desktop.core.events import Json


def instruction(body: bytes) -> str:
    """Its words; empty where the request has none, or is no JSON."""
    try:
        value = json_text.parse(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(value, dict):
        return ""
    for name in ("systemInstruction", "system_instruction"):
        if name in value:
            return _words(value[name])
    messages = value.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    if isinstance(first, dict) and first.get("role") in ("system", "developer"):
        return _words(first.get("content"))
    return ""


def _words(value: Json) -> str:
    match value:
        case str():
            return value
        case list():
            return "\n\n".join(words for item in value[:100] if (words := _words(item)))
        case {"parts": list() as parts}:
            return _words(parts)
        case {"text": str() as text}:
            return text
    return ""
