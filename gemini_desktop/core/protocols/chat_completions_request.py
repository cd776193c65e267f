"""The request of Chat Completions: a transcript as messages.

What a call came with under `extra_content` goes back beside it, in the same namespace: without
its thought signature the next turn is refused.
"""

from __future__ import annotations

import json
from typing import Any

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Media,
    Metadata,
    Text,
    ToolResult,
)
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols import (
    attachments,
    chat_completions_options,
    endpoint,
    turns,
    vertex,
)
from gemini_desktop.core.protocols.endpoint import filled
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript, Turn

_AUDIO = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/mpeg": "mp3", "audio/mp3": "mp3"}


def build(profile: Profile, transcript: Transcript, options: Options) -> HttpRequest:
    """The request for the next answer. Raises ConfigurationError where it cannot be sent.

    A base URL stays as typed, and so does the model, but for Vertex AI (see `vertex`).
    """
    if vertex.serves(profile):
        base = f"{vertex.project_url(profile, vertex.BETA)}/endpoints/openapi"
    else:
        base = endpoint.base(profile.base_url, "")
    messages = [
        message
        for role, run in turns.runs(transcript)
        for message in (_user(run) if role == "user" else _assistant(run))
    ]
    if not messages:
        raise endpoint.nothing_to_send()
    if options.system_instruction:
        messages.insert(0, {"role": "system", "content": options.system_instruction})
    body: dict[str, Any] = {
        "model": vertex.chat_model(profile),
        "messages": messages,
    }
    if options.stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    body |= chat_completions_options.fields(options)
    url = endpoint.with_query(f"{base}/chat/completions", profile.query)
    return endpoint.post(url, body, options.raw, stream=options.stream)


def left_out(_: Profile, options: Options) -> list[str]:
    """The options that are set and that Chat Completions has no word for."""
    return chat_completions_options.left_out(options)


def _user(run: list[Turn]) -> list[dict[str, Any]]:
    contents = [content for turn in run for content in turns.contents(turn)]
    messages = [_tool(content) for content in contents if isinstance(content, ToolResult)]
    texts = [content.text for content in contents if isinstance(content, Text)]
    plain: Any = "\n\n".join(text for text in texts if text)
    if any(isinstance(content, Media) for content in contents):
        plain = [item for content in contents if (item := _content(content))]
    return [*messages, {"role": "user", "content": plain}] if plain else messages


def _assistant(run: list[Turn]) -> list[dict[str, Any]]:
    steps = [step for turn in run for step in turns.answer_steps(turn)]
    text = "".join(step.text for step in steps)
    calls = [
        _call(content)
        for step in steps
        for content in step.contents
        if isinstance(content, FunctionCall)
    ]
    if not text and not calls:
        return []
    extra = next(
        (
            content.value
            for step in steps
            for content in step.contents
            if isinstance(content, Metadata) and content.name == "extra_content"
        ),
        None,
    )
    message = {"role": "assistant", "content": text or None}
    return [message | filled(tool_calls=calls, extra_content=extra)]


def _call(call: FunctionCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": arguments.text(call) or "{}"}
    whole = {"id": call.id, "type": "function", "function": function}
    return whole | filled(extra_content=call.extra)


def _tool(result: ToolResult) -> dict[str, Any]:
    value = result.result
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {"role": "tool", "tool_call_id": result.call_id, "content": text}


def _content(content: Content) -> dict[str, Any]:
    match content:
        case Text(text=text) if text:
            return {"type": "text", "text": text}
        case Media(kind="audio", data=data) if data and content.mime_type in _AUDIO:
            sound = {"data": data, "format": _AUDIO[content.mime_type]}
            return {"type": "input_audio", "input_audio": sound}
        case Media(kind="document") if words := attachments.as_text(content):
            return {"type": "text", "text": words}
        case Media():
            return {"type": "image_url", "image_url": {"url": _url(content)}}
        case _:
            return {}


def _url(media: Media) -> str:
    return media.uri or f"data:{media.mime_type};base64,{media.data}"
