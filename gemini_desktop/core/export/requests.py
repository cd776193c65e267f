"""A conversation as two APIs would be sent it: messages of Chat Completions, contents of Gemini.

Both are made by the code that sends: what goes back to a model (calls, results, signatures where
they stood) is in them, and what no request may hold is not.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.events import Json
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols import chat_completions_request, generate_content_request
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript, Turn

_CHAT = Profile(name="", protocol="chat-completions", base_url="http://localhost", auth="none")
_GEMINI = Profile(name="", protocol="generate-content", base_url="http://localhost", auth="none")


def openai_line(conversation: Document, wanted: Wanted, system: str = "") -> bytes:
    """One line of JSON: `{"messages": […]}`, as fine-tuning and evaluation tools read them.
    `system` is the instruction that the conversation was led under."""
    options = Options(system_instruction=system)
    body = _body(lambda: chat_completions_request.build(_CHAT, _path(conversation), options))
    messages = body.get("messages", [])
    if not wanted.tools:
        messages = _without_calls(messages)
    return _encoded({"messages": messages}) + b"\n"


def gemini_contents(conversation: Document, wanted: Wanted, system: str = "") -> bytes:
    """`{"contents": […]}`, with `systemInstruction` where there is one: ready to be sent."""
    options = Options(system_instruction=system)
    body = _body(lambda: generate_content_request.build(_GEMINI, _path(conversation), options))
    contents = [
        {**content, "parts": parts}
        for content in body.get("contents", [])
        if (parts := [part for part in content["parts"] if _is_wanted(part, wanted)])
    ]
    found = {"contents": contents}
    if instruction := body.get("systemInstruction"):
        found["systemInstruction"] = instruction
    return msgspec.json.format(_encoded(found), indent=2) + b"\n"


def _path(conversation: Document) -> Transcript:
    """A token to go on with asks for the same again; the words so far are what is wanted here."""
    turns: list[Turn] = [
        msgspec.structs.replace(turn, continuation_token="") for turn in conversation.path
    ]
    return Transcript(turns=turns)


def _body(build: Any) -> dict[str, Any]:
    """The body of the request; empty where there is nothing to send."""
    try:
        request: HttpRequest = build()
    except ConfigurationError:
        return {}
    body: dict[str, Any] = json_text.parse(request.body)
    return body


def _is_wanted(part: Json, wanted: Wanted) -> bool:
    if not isinstance(part, dict):
        return True
    if part.get("thought") is True and not wanted.thoughts:
        return False
    return wanted.tools or not any(name in part for name in _TOOLS)


_TOOLS = (
    "functionCall", "functionResponse", "executableCode", "codeExecutionResult", "toolCall",
    "toolResponse",
)  # fmt: skip


def _without_calls(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for message in messages:
        said = {name: value for name, value in message.items() if name != "tool_calls"}
        if message["role"] != "tool" and said.get("content"):
            kept.append(said)
    return kept


def _encoded(value: Json) -> bytes:
    """JSON on one line."""
    return msgspec.json.encode(value)
