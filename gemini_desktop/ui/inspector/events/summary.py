"""One line on what an event says. Bounded, whatever the event holds."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QCoreApplication, QLocale

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Media,
    Metadata,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.ui.inspector.detail import picture_size
from gemini_desktop.ui.inspector.events.kinds import Kind, kind_of_event

MAX_CHARACTERS = 240
_JOIN = " · "
_VISIBLE = {ord("\n"): "↵", ord("\r"): "↵", ord("\t"): "⇥", 0x2028: "↵", 0x2029: "↵", 0x85: "↵"}
_VISIBLE |= {code: chr(0x2400 + code) for code in range(32) if code not in _VISIBLE}


def summary_of(chunk: Chunk, kind: Kind) -> str:
    """The weightiest of its meanings in words, and how it finished if it did."""
    if chunk.error:
        return one_line(chunk.error)
    if chunk.kind != "event":
        return one_line(chunk.data.strip())
    parts = [
        words
        for event in chunk.events
        if (_weighs(kind_of_event(event), kind)) and (words := _words(event))
    ]
    if not parts and not chunk.events:
        return one_line(chunk.data)
    return one_line(_JOIN.join(parts))


def _weighs(part: Kind, whole: Kind) -> bool:
    """Usage comes with nearly every event of some servers: it is named at the finish only."""
    if part == whole or part == Kind.FINISH:
        return True
    return part == Kind.USAGE and whole == Kind.FINISH


def one_line(text: str, limit: int = MAX_CHARACTERS) -> str:
    """The first `limit` characters, line ends and control characters made visible."""
    cut = text[:limit].translate(_VISIBLE)
    return cut + "…" if len(text) > limit else cut


def size_text(count: int) -> str:
    """Bytes for people: 612 B, 1.4 kB, 2.8 MB."""
    if count < 1000:
        return f"{count} B"
    value, unit = float(count), ""
    for unit in ("kB", "MB", "GB"):  # noqa: B007 - the last one stays
        value /= 1000
        if value < 999.95:
            break
    return f"{QLocale().toString(value, 'f', 1)} {unit}"


def number_text(count: int) -> str:
    """A count with the separators of the user's language."""
    return QLocale().toString(count)


def usage_text(usage: Usage) -> str:
    """Tokens, as far as the server told them."""
    named = (
        (_tr("input"), usage.input),
        (_tr("thoughts"), usage.thoughts),
        (_tr("output"), usage.output),
        (_tr("cached"), usage.cached),
        (_tr("total"), usage.total),
    )
    return _JOIN.join(f"{name} {number_text(count)}" for name, count in named if count is not None)


def _words(event: StreamEvent) -> str:
    match event:
        case StepDelta():
            return _content_words(event.content)
        case UsageReported():
            return usage_text(event.usage)
        case InteractionFinished():
            return _JOIN.join(part for part in (event.reason, event.message) if part)
        case ErrorReported():
            return _JOIN.join(p for p in (event.status or event.code, event.message) if p)
        case StatusChanged():
            return _JOIN.join(part for part in (event.status, event.message) if part)
        case InteractionStarted():
            return _JOIN.join(p for p in (event.model, event.status, event.id) if p)
        case StepStarted():
            return _JOIN.join(p for p in (f"▸ {event.index} {event.kind}", event.name) if p)
        case StepStopped():
            return f"◂ {event.index}"
        case Unknown():
            return event.name
        case _:
            assert_never(event)


def _content_words(content: Content) -> str:
    match content:
        case Text() | ThoughtText():
            return content.text[: MAX_CHARACTERS + 1]
        case Media():
            return _media_words(content)
        case FunctionCall():
            return f"{content.name}({_arguments(content)})"
        case ToolCall():
            arguments = "" if content.arguments is None else _short(content.arguments)
            return " ".join(p for p in (content.name or content.kind, arguments) if p)
        case ToolResult():
            return f"{content.name or content.kind} → {_short(content.result)}"
        case Citation():
            return _JOIN.join(p for p in (content.title, content.uri) if p)
        case ThoughtSignature():
            return size_text(len(content.signature))
        case Metadata() | UnknownContent():
            return f"{content.name} {_short(content.value)}"
        case _:
            assert_never(content)


def _arguments(call: FunctionCall) -> str:
    if call.partial:
        return ", ".join(f"{part.path}={_short(part.value)}" for part in call.partial)
    return call.arguments[:MAX_CHARACTERS]


def _media_words(media: Media) -> str:
    size = picture_size.of_base64(media.data) if media.kind == "image" else None
    parts = (
        media.mime_type,
        f"{size[0]} × {size[1]}" if size else "",
        size_text(len(media.data) * 3 // 4) if media.data else "",
        media.name or media.uri,
    )
    return _JOIN.join(part for part in parts if part)


def _short(value: object, room: int = MAX_CHARACTERS) -> str:
    """A JSON value in a few words, without walking through all of a large one."""
    match value:
        case str():
            return value[:room]
        case dict():
            inner = ", ".join(f"{k}: {_short(v, 40)}" for k, v in list(value.items())[:4])
            return "{" + inner + (", …" if len(value) > 4 else "") + "}"
        case list():
            inner = ", ".join(_short(item, 40) for item in value[:4])
            return "[" + inner + (", …" if len(value) > 4 else "") + "]"
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
    return str(value)[:room]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)
