"""Calls, results and the unknown as sections: cards, or code with what it printed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication

from gemini_desktop.core import arguments
from gemini_desktop.core.events import FunctionCall, Json, ToolCall, ToolResult, UnknownContent
from gemini_desktop.core.importing import media
from gemini_desktop.ui.chat.turns import tool_words
from gemini_desktop.ui.chat.turns.blocks import Card, Part
from gemini_desktop.ui.chat.turns.card_section import CardSection
from gemini_desktop.ui.chat.turns.sections import Section, TextSection

_LIVE_CHARACTERS = 1_000
_SOON_READ = 20_000
_FENCES = re.compile("`+")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)


class CallSection(CardSection):
    """A call while its arguments come in, put together once a frame."""

    def __init__(self, key: str) -> None:
        super().__init__(_call_head(FunctionCall(), key))
        self._fragments: list[FunctionCall] = []
        self._grown = False

    def append(self, fragment: FunctionCall) -> None:
        """Take a fragment of the call."""
        self._fragments.append(fragment)
        self._grown = True

    def close(self) -> None:
        """The arguments are whole: they are shown as JSON."""
        self._grown = True
        super().close()

    @property
    def unfinished(self) -> bool:
        """Whether fragments came, or a long text is still being cut."""
        return self._grown or super().unfinished

    def refresh(self) -> None:
        """Build the card anew if a fragment came."""
        if self._grown and self._fragments:
            self._grown = False
            call = arguments.joined(*self._fragments)
            self._fragments = [call]
            head = replace(_call_head(call, self.key), said=call.arguments)
            self.show(head, _arguments(call, closed=self.closed))
        super().refresh()


class CodeSection(TextSection):
    """Code that the server ran, shown like code of the answer, but not as a part of its words."""

    part: Part = "tool"

    def __init__(self, key: str, language: str, code: str) -> None:
        super().__init__(key)
        longest = max((len(run) for run in _FENCES.findall(code)), default=0)
        fence = "`" * max(3, longest + 1)
        end = "" if code.endswith("\n") else "\n"
        self.append(f"{fence}{language}\n{code}{end}{fence}\n")
        self.close()


def of(content: ToolCall | ToolResult | UnknownContent, key: str) -> Section:
    """The section of what came whole."""
    match content:
        case ToolCall():
            return tool_call(content, key)
        case ToolResult():
            return tool_result(content, key)
        case UnknownContent():
            return unknown(content, key)


def unknown(content: UnknownContent, key: str) -> CardSection:
    """Something that nobody has seen yet; or a file that did not come along with an import."""
    missing = {
        media.MISSING: _tr("missing in the import"),
        media.UNREADABLE: _tr("unreadable in the import"),
    }.get(content.name)
    name = content.value.get("name") if isinstance(content.value, dict) else None
    if missing is not None and isinstance(name, str):
        return CardSection(Card(key, "paperclip", "text_2", name or _tr("A file"), missing), None)
    head = Card(key, "info", "text_2", content.name, _tr("unknown content"))
    return CardSection(head, content.value)


def tool_call(call: ToolCall, key: str) -> Section:
    """A call of a tool that the server runs itself."""
    code = tool_words.code(call.kind, call.arguments)
    if code is not None:
        return CodeSection(key, *code)
    title = call.name or tool_words.title(call.kind)
    subtitle = tool_words.title(call.kind) if call.name else ""
    chips, links = tool_words.chips(call.arguments), tool_words.links(call.arguments)
    icon = tool_words.icon(f"{call.kind} {call.name}")
    head = Card(key, icon, "accent", title, subtitle, chips=chips, links=links)
    return CardSection(head, None if chips or links else call.arguments)


def tool_result(result: ToolResult, key: str) -> CardSection:
    """What a tool gave back."""
    name = tool_words.title(result.kind)
    failure = tool_words.failure(result.result) or (_tr("failed") if result.is_error else "")
    icon, tone = ("circle-alert", "red") if failure else ("circle-check", "green")
    printed = tool_words.output(result.result) if "code" in result.kind.lower() else None
    if printed is not None:
        head = Card(key, "terminal", tone, _tr("Output"), failure or _size(printed))
        return CardSection(head, printed)
    by_server = result.name and result.kind != "function_result"
    what = _tr("result of {}").format(name) if by_server else _tr("result")
    chips, links = tool_words.suggestions(result.result), tool_words.links(result.result)
    head = Card(key, icon, tone, result.name or name, failure or what, chips=chips, links=links)
    return CardSection(head, None if chips or links else result.result)


def unknown_events(counts: Mapping[str, int]) -> Card:
    """How many events of unknown kinds came, by name."""
    total = sum(counts.values())
    title = (
        f"{total} event of an unknown kind" if total == 1 else f"{total} events of unknown kinds"
    )
    names = ", ".join(f"{name} × {n}" if n > 1 else name for name, n in sorted(counts.items()))
    return Card("unknown", "info", "text_2", title, _elided(names, 200))


def _call_head(call: FunctionCall, key: str) -> Card:
    return Card(key, "wrench", "amber", call.name or _tr("Function call"), call.id)


def _arguments(call: FunctionCall, *, closed: bool) -> Json:
    """The arguments as JSON; while they come, the end of what there is."""
    if call.partial:
        return arguments.value(call)
    text = call.arguments
    may_be_whole = closed or (len(text) < _SOON_READ and text.rstrip().endswith("}"))
    if may_be_whole and (value := arguments.value(call)) is not None:
        return value
    return text if closed or len(text) <= _LIVE_CHARACTERS else f"…{text[-_LIVE_CHARACTERS:]}"


def _size(printed: str) -> str:
    return "" if printed.strip() else _tr("nothing was printed")


def _elided(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length // 2]}…{text[-length // 2 :]}"
