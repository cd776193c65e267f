"""A transcript as Markdown: prompts and answers as they were written, the rest marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Json,
    Media,
    Metadata,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.transcript import Transcript, Turn

_FENCE_RUN = re.compile(r"`{3,}")


def render(transcript: Transcript, title: str = "") -> str:
    """The transcript, oldest turn first, with thoughts, calls, pictures (embedded) and sources."""
    parts = [f"# {_one_line(title)}"] if title else []
    for turn in transcript.turns:
        parts.append(f"## {_heading(turn)}")
        parts.extend(_body(turn))
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(turn: Turn) -> str:
    if turn.role == "user":
        return "Prompt"
    model = turn.model or "Gemini"
    return f"Answer · {_one_line(model)}" + (" · demo" if turn.demo else "")


def _body(turn: Turn) -> Iterator[str]:
    candidates = {step.candidate for step in turn.steps}
    candidate = None
    for step in turn.steps:
        if len(candidates) > 1 and step.candidate != candidate:
            candidate = step.candidate
            yield f"### Candidate {candidate + 1}"
        text: list[str] = []
        for content in step.contents:
            if isinstance(content, Text):
                text.append(content.text)
                continue
            if text:
                yield "".join(text).strip("\n")
                text = []
            yield _other(content)
        if text:
            yield "".join(text).strip("\n")
    outcome = turn.outcome
    if outcome is not None and outcome.kind != "complete":
        yield f"> **{outcome.kind.capitalize()}.** {_one_line(outcome.message)}"


def _other(content: Content) -> str:
    match content:
        case ThoughtText():
            quoted = content.text.strip().replace("\n", "\n> ")
            return f"> **Thought**\n>\n> {quoted}"
        case Media():
            return _media(content)
        case FunctionCall():
            return f"**Call** `{content.name}`\n\n" + _fenced(arguments.text(content), "json")
        case ToolCall():
            return f"**{content.kind}** {content.name}".rstrip() + "\n\n" + _json(content.arguments)
        case ToolResult():
            return f"**{content.kind}** {content.name}".rstrip() + "\n\n" + _json(content.result)
        case Citation():
            label = content.title or content.uri or content.kind
            return f"- Source: [{_one_line(label)}]({content.uri})" if content.uri else ""
        case UnknownContent():
            return f"**{content.name}**\n\n" + _json(content.value)
        case Text() | ThoughtSignature() | Metadata():
            return ""


def _media(media: Media) -> str:
    label = media.name or f"{media.kind} ({media.mime_type})"
    target = media.uri or f"data:{media.mime_type};base64,{media.data}"
    mark = "!" if media.kind == "image" else ""
    return f"{mark}[{_one_line(label)}]({target})"


def _json(value: Json) -> str:
    if value is None or value in ({}, [], ""):
        return ""
    if isinstance(value, str):
        return _fenced(value, "")
    return _fenced(msgspec.json.format(msgspec.json.encode(value), indent=2).decode(), "json")


def _fenced(text: str, language: str) -> str:
    """The text in a fence longer than any run of backticks inside."""
    longest = max((len(run) for run in _FENCE_RUN.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
