"""The table of protocols, and how to tell them apart by what they say."""

from __future__ import annotations

from gemini_desktop.core.events import Json
from gemini_desktop.core.protocols import WireProtocol

PROTOCOLS: dict[str, WireProtocol] = {}

_LEGACY = ("interaction.", "step.", "content.")


def sniffed(json: Json, event_name: str = "message") -> str:
    """The protocol that an event's JSON speaks, empty where it does not say.

    An array of one object counts as that object (Google wraps errors so).
    """
    if isinstance(json, list) and json:
        json = json[0]
    if not isinstance(json, dict):
        return ""
    if "event_type" in json or event_name.startswith(_LEGACY) or "steps" in json:
        return "interactions"
    if "choices" in json or str(json.get("object", "")).startswith("chat.completion"):
        return "chat-completions"
    if json.keys() & {"candidates", "promptFeedback", "usageMetadata", "prompt_feedback"}:
        return "generate-content"
    return ""
