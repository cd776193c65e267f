"""The words of a turn, as passages to be searched: what was asked, thought, answered, called."""

from __future__ import annotations

import json

from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Json,
    Media,
    Text,
    ThoughtText,
    ToolCall,
    ToolResult,
)
from gemini_desktop.core.text.passages import Kind, Passage, Passages
from gemini_desktop.core.transcript import Turn

_LONGEST_JSON = 20_000
"""Characters of a tool's result; a found page may be as long as a book."""
NO_EVENT = 0


def turn_words(turn: Turn) -> list[Passage]:
    """All of it, in its order; as much as of an exchange (`passages.MOST_CHARACTERS`). The names of
    attached files are words of the prompt."""
    found = Passages()
    for step in turn.steps:
        for content in step.contents:
            kind, text = _said(content, turn.role)
            if text:
                found.add(kind, NO_EVENT, text)
        if step.contents:  # words of two steps are not one word
            found.add(_said(step.contents[-1], turn.role)[0], NO_EVENT, "\n")
    if turn.outcome is not None and turn.outcome.kind not in ("complete", "cancelled"):
        found.add("error", NO_EVENT, turn.outcome.message)
    return [each for each in found.finish() if each.text.strip()]


def _said(content: Content, role: str) -> tuple[Kind, str]:
    match content:
        case Text(text=text):
            return ("prompt" if role == "user" else "answer"), text
        case ThoughtText(text=text):
            return "thought", text
        case FunctionCall(name=name, arguments=arguments):
            return "call", f"{name} {arguments}\n"
        case ToolCall(name=name, kind=kind, arguments=arguments):
            return "call", f"{name or kind} {_written(arguments)}\n"
        case ToolResult(name=name, result=result):
            return "call", f"{name} {_written(result)}\n"
        case Media(name=name):
            return ("prompt" if role == "user" else "answer"), f"{name}\n" if name else ""
        case _:
            return "answer", ""


def _written(value: Json) -> str:
    """JSON as one reads it: other scripts as they are, and a text without its quotation marks."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:_LONGEST_JSON]
    return json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_JSON]
