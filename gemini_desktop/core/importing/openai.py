"""Messages of OpenAI's Chat Completions: a request's body, the list alone, or a line of a
fine-tuning file; also one of preferences, whose two answers become two branches.

A message has a `role` (`system`, `developer`, `user`, `assistant`, `tool`, before `function`), a
`content` (a string, or parts of several types), and for calls `tool_calls`, before `function_call`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from gemini_desktop.core import json_text
from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Json,
    Text,
    ThoughtText,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.importing import media
from gemini_desktop.core.importing.building import Said, build, chain
from gemini_desktop.core.importing.conversation import Context, Damaged, ImportedConversation
from gemini_desktop.core.importing.values import (
    a_dict,
    dicts,
    first_text,
    one_line,
    plain,
    text,
)
from gemini_desktop.core.protocols import wire

FORMAT = "openai"
WORDS = "OpenAI messages"
_TEXTS = frozenset({"text", "input_text", "output_text", "refusal"})


def read(found: Json, _: Context) -> ImportedConversation:
    """One conversation. Raises Damaged where it has no messages."""
    body = {"messages": found} if isinstance(found, list) else a_dict(found)
    messages = body.get("messages", a_dict(body.get("input")).get("messages"))
    if not isinstance(messages, list):
        raise Damaged("It has no messages.")
    model = one_line(body.get("model"), 100) or "assistant"
    said = [_said(message, model) for message in messages]
    chain(said)
    last = said[-1].id if said else ""
    for name in ("non_preferred_output", "preferred_output"):
        before = last
        for number, message in enumerate(dicts(body.get(name))):
            answer = _said(message, model)
            answer.id, answer.parent, before = f"{name}#{number}", before, f"{name}#{number}"
            said.append(answer)
    built = build(said, "")
    if not built.turns:
        raise Damaged("Its messages say nothing.")
    tools = body.get("tools")
    left = ("Its list of tools was left out.",) if isinstance(tools, list) and tools else ()
    return ImportedConversation(
        format=FORMAT,
        title=one_line(first_text(body, "title")),
        source_id="",
        turns=built.turns,
        head=built.head,
        notes=(*built.notes, *left),
    )


def _said(found: Json, model: str) -> Said:
    message = a_dict(found)
    role = text(message.get("role"))
    kinds: dict[str, Literal["user", "model", "system"]] = {
        "assistant": "model",
        "system": "system",
        "developer": "system",
    }
    if role in ("tool", "function"):
        return Said(role="user", contents=[_result(message)])
    contents = [*_thoughts(message), *_contents(message.get("content")), *_calls(message)]
    return Said(role=kinds.get(role, "user"), contents=contents, model=model)


def _thoughts(message: dict[str, Any]) -> Iterator[Content]:
    if words := first_text(message, "reasoning_content", "reasoning", "thinking"):
        yield ThoughtText(text=words)


def _contents(content: Json) -> Iterator[Content]:
    if isinstance(content, str):
        yield Text(text=content)
        return
    for part in content if isinstance(content, list) else []:
        yield Text(text=part) if isinstance(part, str) else _part(a_dict(part))


def _part(part: dict[str, Any]) -> Content:
    kind = text(part.get("type"))
    if kind in _TEXTS:
        return Text(text=first_text(part, "text", "refusal"))
    if kind in ("image_url", "input_image"):
        found = part.get("image_url")
        return media.of_url(text(found) or text(a_dict(found).get("url")))
    if kind == "input_audio":
        sound = a_dict(part.get("input_audio"))
        mime_type = "audio/mpeg" if sound.get("format") == "mp3" else "audio/wav"
        return media.of_base64(text(sound.get("data")), mime_type)
    if kind == "file":
        file = a_dict(part.get("file"))
        name = text(file.get("filename"))
        if data := text(file.get("file_data")):
            return (
                media.of_url(data, name)
                if data.startswith("data:")
                else media.of_base64(data, "application/pdf", name)
            )
        return media.missing(name or text(file.get("file_id")))
    return UnknownContent(name=one_line(kind, 60) or "part", value=plain(part))


def _calls(message: dict[str, Any]) -> Iterator[Content]:
    for call in dicts(message.get("tool_calls")):
        function = a_dict(call.get("function")) or a_dict(call.get("custom"))
        yield _call(function, text(call.get("id")), call.get("extra_content"))
    if legacy := a_dict(message.get("function_call")):
        yield _call(legacy, "", None)


def _call(function: dict[str, Any], call_id: str, extra: Json) -> Content:
    found = function.get("arguments", function.get("input"))
    words = found if isinstance(found, str) else wire.dumped(plain(found)) if found else ""
    return FunctionCall(
        id=call_id, name=one_line(function.get("name"), 100), arguments=words, extra=plain(extra)
    )


def _result(message: dict[str, Any]) -> Content:
    words = "".join(c.text for c in _contents(message.get("content")) if isinstance(c, Text))
    result: Json = words
    if words[:1] in ("{", "["):
        try:
            result = plain(json_text.parse(words))
        except (ValueError, RecursionError):
            result = words
    return ToolResult(
        kind="function_result",
        call_id=text(message.get("tool_call_id")),
        name=one_line(message.get("name"), 100),
        result=result,
    )
