"""The table of protocols, and how to tell them apart by what they say."""

from __future__ import annotations

from gemini_desktop.core.events import Json
from gemini_desktop.core.protocols import (
    WireProtocol,
    chat_completions,
    chat_completions_request,
    generate_content,
    generate_content_request,
    interactions,
    interactions_request,
)

PROTOCOLS: dict[str, WireProtocol] = {
    row.name: row
    for row in (
        WireProtocol(
            name="generate-content",
            title="generateContent",
            version="v1beta",
            build=generate_content_request.build,
            left_out=generate_content_request.left_out,
            parser=generate_content.Parser,
            done_ends=True,
        ),
        WireProtocol(
            name="interactions",
            title="Interactions",
            version="v1beta",
            build=interactions_request.build,
            left_out=interactions_request.left_out,
            parser=interactions.Parser,
        ),
        WireProtocol(
            name="chat-completions",
            title="Chat Completions",
            version="",
            build=chat_completions_request.build,
            left_out=chat_completions_request.left_out,
            parser=chat_completions.Parser,
            done_ends=True,
        ),
    )
}

_LEGACY = ("interaction.", "step.", "content.")


def sniffed(json: Json, event_name: str = "message") -> str:
    """The protocol that an event's JSON speaks, empty where it does not say.

    An array of one object counts as that object (Google wraps errors so).
    """
    if isinstance(json, list) and json:
        json = json[0]
    if not isinstance(json, dict):
        return ""
    if (
        "event_type" in json
        or event_name.startswith(_LEGACY)
        or "steps" in json
        or json.get("object") == "interaction"
    ):
        return "interactions"
    if "choices" in json or str(json.get("object", "")).startswith("chat.completion"):
        return "chat-completions"
    if json.keys() & {"candidates", "promptFeedback", "usageMetadata", "prompt_feedback"}:
        return "generate-content"
    return ""
