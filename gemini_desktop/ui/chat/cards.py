"""Calls, results, files and the unknown as cards: a title, a line beside it, and text below."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    FunctionCall,
    Json,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.ui.chat.blocks import Card
from gemini_desktop.ui.chat.sections import Section


class CallSection(Section):
    """A call while its arguments come in, put together once a frame."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.folded = True
        self._fragments: list[FunctionCall] = []

    def append(self, fragment: FunctionCall) -> None:
        """Take a fragment of the call."""
        self._fragments.append(fragment)
        self.changed_from = 0

    def refresh(self) -> None:
        """Build the card anew if a fragment came."""
        if self.changed_from is not None and self._fragments:
            self._fragments = [_whole(self._fragments)]
            self.blocks = [function_call(self._fragments[0], self.key, folded=self.folded)]

    def fold(self, *, folded: bool) -> None:
        """Show the first lines of the arguments, or all of them."""
        self.folded = folded
        self.changed_from = 0


def function_call(call: FunctionCall, key: str, *, folded: bool = True) -> Card:
    """A call that the client is asked to make."""
    value = arguments.value(call)
    body = _pretty(value) if value is not None else arguments.text(call)
    return Card(key, "wrench", "amber", call.name or "Function call", call.id, body, folded)


def tool_call(call: ToolCall, key: str) -> Card:
    """A call of a tool that the server runs itself."""
    title = call.name or _words(call.kind)
    subtitle = _words(call.kind) if call.name else call.id
    return Card(key, _icon(call.kind), "accent", title, subtitle, _pretty(call.arguments))


def tool_result(result: ToolResult, key: str) -> Card:
    """What a tool gave back."""
    title = result.name or _words(result.kind)
    subtitle = "failed" if result.is_error else _words(result.kind) if result.name else ""
    icon = "circle-alert" if result.is_error else "circle-check"
    tone = "red" if result.is_error else "green"
    return Card(key, icon, tone, title, subtitle, _pretty(result.result))


def of(content: ToolCall | ToolResult | UnknownContent, key: str) -> Card:
    """The card of what came whole."""
    match content:
        case ToolCall():
            return tool_call(content, key)
        case ToolResult():
            return tool_result(content, key)
        case UnknownContent():
            return unknown(content, key)


def unknown(content: UnknownContent, key: str) -> Card:
    """Content of a kind that nobody has seen yet: as it came."""
    return Card(key, "info", "text_2", content.name, "unknown content", _pretty(content.value))


def unknown_events(counts: Mapping[str, int]) -> Card:
    """How many events of unknown kinds came, by name."""
    total = sum(counts.values())
    title = (
        f"{total} event of an unknown kind" if total == 1 else f"{total} events of unknown kinds"
    )
    names = ", ".join(f"{name} × {n}" if n > 1 else name for name, n in sorted(counts.items()))
    return Card("unknown", "info", "text_2", title, _elided(names, 200))


def folded(card: Card, *, folded: bool) -> Card:
    """The same card, its text shown in part or whole."""
    return Card(card.key, card.icon, card.tone, card.title, card.subtitle, card.body, folded)


def _whole(fragments: list[FunctionCall]) -> FunctionCall:
    if len(fragments) == 1:
        return fragments[0]
    return FunctionCall(
        id=next((f.id for f in fragments if f.id), ""),
        name=next((f.name for f in fragments if f.name), ""),
        arguments="".join(f.arguments for f in fragments),
        partial=tuple(piece for f in fragments for piece in f.partial),
    )


def _pretty(value: Json) -> str:
    if value is None or value in ("", {}, []):
        return ""
    if isinstance(value, str):
        return value.strip("\n")
    try:
        return json.dumps(value, ensure_ascii=False, indent=2)
    except (TypeError, ValueError, RecursionError):
        return str(type(value).__name__)


def _icon(kind: str) -> str:
    for word, icon in (("search", "search"), ("url", "globe"), ("code", "terminal")):
        if word in kind.lower():
            return icon
    return "wrench"


def _words(kind: str) -> str:
    """`google_search_call` and `executableCode` as words."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in kind).replace("_", " ")
    return spaced.strip().capitalize() or "Tool"


def _elided(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length // 2]}…{text[-length // 2 :]}"
