"""Where in one event's JSON stands what its deltas say: a path for each.

The parsers hand strings and objects of the JSON on as they are, so most are found again by being
the same object; what a parser cut or wrote anew is found by what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Json,
    Media,
    StepDelta,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.json.spans import Path
from gemini_desktop.core.protocols import wire

_T = TypeVar("_T")
_MOST_NODES: Final = 20_000
_LOOKS_PER_NODE: Final = 30
"""What is not found at once is searched among all of the event, which for thousands of parts in one
event would take the square of their number."""
_TEXTS = frozenset(
    {"text", "content", "refusal", "delta", "summary", "reasoning", "reasoning_content", "thought"}
    | {"reasoningContent", "outputs", "parts"}
)
_TAGGED = frozenset({"content", "text", "refusal"})
_ARGUMENTS = frozenset({"args", "arguments"})
_OF_PARTS = frozenset({"part", "step", "delta"})


class SaidWhere:
    """Looks up one event. Each string is taken once, in the order of the JSON."""

    def __init__(self, json: Json) -> None:
        self._paths: dict[int, list[Path]] = {}
        self._strings: dict[Path, str] = {}
        self._objects: list[tuple[Path, Json]] = []
        for path, value in _nodes(json):
            if isinstance(value, str):
                self._strings[path] = value
            else:
                self._objects.append((path, value))
            self._paths.setdefault(id(value), []).append(path)
        self._arguments_left = [each for each in self._objects if _name(each[0]) in _ARGUMENTS]
        self._taken: dict[Path, int] = {}
        """How much of a string was said, where not all at once."""
        self._looks_left = _LOOKS_PER_NODE * (len(self._strings) + len(self._objects))

    def _searched(self, found: Iterable[_T]) -> Iterator[_T]:
        """These, until the event has been searched enough."""
        for each in found:
            self._looks_left -= 1
            if self._looks_left < 0:
                return
            yield each

    def text(self, text: str, at: int = 0) -> tuple[Path, int] | None:
        """The string that a text was taken from, and where in that it begins."""
        if at == 0 and (path := self._same(text, _TEXTS)) is not None:
            return path, 0
        for path, string in self._searched(self._strings.items()):
            begin = self._taken.get(path, 0)
            if _name(path) not in _TEXTS or begin > at or begin >= len(string):
                continue
            if string.startswith(text, at):
                self._taken[path] = at + len(text)
                return path, at
        for path, string in self._searched(
            self._strings.items()
        ):  # what came again was cut off before it
            if _name(path) in _TEXTS and path not in self._taken and string.endswith(text):
                self._taken[path] = len(string)
                return path, len(string) - len(text)
        return None

    def content(self, delta: StepDelta) -> Path:
        """The value that says what is no text; the whole event where no smaller one is known."""
        content = delta.content
        path: Path | None = None
        match content:
            case Text() | ThoughtText():
                path = self._same(content.text, _TEXTS)
            case FunctionCall():
                path = self._arguments(content)
            case Media():
                path = self._same(content.data or content.uri, None)
                if path is None:
                    path = self._ending(content.data or content.uri)
            case ThoughtSignature():
                path = self._same(content.signature, None)
            case ToolCall() if content.arguments:
                path = self._same(content.arguments, None)
            case ToolResult() if content.result:
                path = self._same(content.result, None)
            case UnknownContent():
                path = self._same(content.value, None)
        if path is None and delta.part is not None:
            path = self._same(delta.part, None)
        return path if path is not None else self._likely(content)

    def holds(self, path: Path, text: str) -> bool:
        """Whether the value at this path is this string, or was written anew as this."""
        if self._strings.get(path) == text:
            return True
        return bool(text) and path in self._taken and _name(path) in _ARGUMENTS

    def said(self) -> Iterator[tuple[int, Path, str]]:
        """The strings in which thoughts may stand between tags, each with the place of its Chat
        Completions choice."""
        for path, string in self._strings.items():
            match path:
                case ("choices", int(choice), *_) if string and _name(path) in _TEXTS:
                    if not _TAGGED.isdisjoint(path):
                        yield choice, path, string

    def _same(self, value: Json, names: frozenset[str] | None) -> Path | None:
        if value is None or value == "":
            return None
        paths = self._paths.get(id(value), [])
        for number, path in enumerate(paths):
            if names is None or _name(path) in names:
                if isinstance(value, str):
                    del paths[number]
                    self._taken[path] = len(value)
                return path
        return None

    def _ending(self, text: str) -> Path | None:
        """The string that ends with this: an address `data:image/png;base64,…`."""
        for path, string in self._searched(self._strings.items()):
            if text and len(string) >= len(text) and string.endswith(text):
                return path
        return None

    def _arguments(self, call: FunctionCall) -> Path | None:
        if call.arguments and (path := self._same(call.arguments, None)) is not None:
            return path
        if call.arguments:
            for place, (path, value) in enumerate(self._searched(self._arguments_left)):
                if _is_dump(value, call.arguments):
                    self._taken[path] = 0
                    del self._arguments_left[place]
                    return path
        for piece in call.partial:
            if isinstance(piece.value, str) and (path := self._same(piece.value, None)) is not None:
                return path
        return self._same(call.name, None) or self._same(call.id, None)

    def _likely(self, content: Content) -> Path:
        wanted = {"ToolCall": "executableCode", "ToolResult": "codeExecutionResult"}
        named = getattr(content, "kind", "") or wanted.get(type(content).__name__, "")
        for path, _ in self._searched(self._objects):
            if path and path[-1] in (named, wire.snake(named)):
                return path
        if isinstance(content, UnknownContent) and not isinstance(content.value, dict | list):
            # a number or a truth, which is no object of its own
            name = content.name.rpartition(".")[2]
            for path, value in self._searched(self._objects):
                if isinstance(value, dict) and value.get(name, self) == content.value:
                    return (*path, name)
        for path, _ in self._searched(self._objects):
            if len(path) == 1 and path[0] in _OF_PARTS:
                return path
        return ()


def _nodes(json: Json) -> Iterator[tuple[Path, Json]]:
    """Strings, objects and arrays in the order of the JSON, at most so many."""
    waiting: list[tuple[Path, Json]] = [((), json)]
    count = 0
    while waiting and count < _MOST_NODES:
        path, value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            yield path, value
            waiting += [((*path, key), item) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            yield path, value
            waiting += [((*path, at), value[at]) for at in reversed(range(len(value)))]
        elif isinstance(value, str):
            yield path, value


def _name(path: Path) -> str:
    """The last name in it: of an item, that of its list."""
    return next((key for key in reversed(path) if isinstance(key, str)), "")


def _is_dump(value: Json, text: str) -> bool:
    try:
        return wire.dumped(value) == text
    except RecursionError:
        return False
