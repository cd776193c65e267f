"""The table of protocols, and how to tell them apart by what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import ClassVar

from gemini_desktop.core.events import Json
from gemini_desktop.core.protocols import WireProtocol


@cache
def _generate_content() -> WireProtocol:
    from gemini_desktop.core.protocols import generate_content, generate_content_request

    return WireProtocol(
        name="generate-content",
        title="generateContent",
        version="v1beta",
        build=generate_content_request.build,
        left_out=generate_content_request.left_out,
        parser=generate_content.Parser,
        done_ends=True,
    )


@cache
def _interactions() -> WireProtocol:
    from gemini_desktop.core.protocols import interactions, interactions_request

    return WireProtocol(
        name="interactions",
        title="Interactions",
        version="v1beta",
        build=interactions_request.build,
        left_out=interactions_request.left_out,
        parser=interactions.Parser,
    )


@cache
def _chat_completions() -> WireProtocol:
    from gemini_desktop.core.protocols import chat_completions, chat_completions_request

    return WireProtocol(
        name="chat-completions",
        title="Chat Completions",
        version="",
        build=chat_completions_request.build,
        left_out=chat_completions_request.left_out,
        parser=chat_completions.Parser,
        done_ends=True,
    )


class _Table(Mapping[str, WireProtocol]):
    """By name. A protocol's modules are imported when its row is looked up: whoever speaks one
    seldom needs the others."""

    _rows: ClassVar[dict[str, Callable[[], WireProtocol]]] = {
        "generate-content": _generate_content,
        "interactions": _interactions,
        "chat-completions": _chat_completions,
    }

    def __getitem__(self, name: str) -> WireProtocol:
        return self._rows[name]()

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


PROTOCOLS: Mapping[str, WireProtocol] = _Table()

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
