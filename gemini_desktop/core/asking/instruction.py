"""The system instruction that a request was sent with, in whichever protocol."""

from __future__ import annotations

from gemini_desktop.core import json_text
from gemini_desktop.core.events import Json


def instruction(body: bytes) -> str:
    """Its words; empty where the request has none, or is no JSON that can be read."""
    try:
        return _of(json_text.parse(body))
    except (ValueError, RecursionError):
        return ""


def _of(value: Json) -> str:
    if not isinstance(value, dict):
        return ""
    for name in ("systemInstruction", "system_instruction"):
        if name in value:
            return words(value[name])
    messages = value.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    if isinstance(first, dict) and first.get("role") in ("system", "developer"):
        return words(first.get("content"))
    return ""


def words(value: Json) -> str:
    """The words of an instruction in any of the forms that APIs and their files have for it. Raises
    RecursionError where it is nested too deep."""
    match value:
        case str():
            return value
        case list():
            return "\n\n".join(found for item in value if (found := words(item)))
        case dict():
            return words(value.get("text") or value.get("parts") or value.get("content"))
    return ""
