"""The ChatCompletion that the call would have answered with had it not streamed."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import Json
from gemini_desktop.core.merged.tree import Path, Tree
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.tool_calls import OpenCall, ToolCalls

_CHUNK, _WHOLE = "chat.completion.chunk", "chat.completion"
_RUNNING = frozenset({"usage", "service_tier"})
_CONSTANT = frozenset({"role"})
_MOST_CALLS = 1_000


class ChatCompletionsMerger:
    """Puts chunks together."""

    kind = "ChatCompletion"

    def __init__(self) -> None:
        self.tree = Tree()
        self._calls: dict[int, ToolCalls] = {}
        self._places: dict[int, list[OpenCall]] = {}

    def go_on(self) -> None:
        """This protocol has no further hops."""

    def take(self, json: Json, _name: str, number: int) -> None:
        """The next event's JSON and number."""
        for item in json if isinstance(json, list) else (json,):
            if isinstance(item, dict):
                self._chunk(item, number)

    def _chunk(self, json: dict[str, Any], number: int) -> None:
        for name, value in json.items():
            if name == "choices" and isinstance(value, list):
                self.tree.slots("choices")
                for choice in value:
                    if isinstance(choice, dict):
                        self._choice(choice, number)
            elif name == "usage" and isinstance(value, dict):
                self.tree.fields(("usage",), value, number)
            elif name == "object" and value == _CHUNK:
                self.tree.set(("object",), _WHOLE, number)
            elif value is not None or name not in self.tree.root:
                self.tree.set((name,), value, number, running=name in _RUNNING)

    def _choice(self, json: dict[str, Any], number: int) -> None:
        index = wire.index(json.get("index"))
        slots = self.tree.slots("choices")
        if index not in slots:
            if len(slots) >= wire.MOST_ANSWERS:
                return
            slots[index] = {}
            self._calls[index] = ToolCalls()
            self._places[index] = []
        path: Path = ("choices", index)
        for name, value in json.items():
            if name == "delta" and isinstance(value, dict):
                self._delta((*path, "message"), value, index, number)
            elif name == "logprobs" and isinstance(value, dict):
                self._logprobs((*path, name), value, number)
            elif value is not None or name not in slots[index]:
                held = slots[index].get(name)
                self.tree.set((*path, name), value, number, running=held is None)

    def _logprobs(self, path: Path, found: dict[str, Json], number: int) -> None:
        for name, value in found.items():
            if isinstance(value, list):
                for item in value:
                    self.tree.append((*path, name), item, number)
            else:
                self.tree.set((*path, name), value, number, running=True)

    def _delta(self, path: Path, delta: dict[str, Any], index: int, number: int) -> None:
        message = self.tree.container(path)
        message.setdefault("content", None)  # a whole message has it, also beside calls
        for name, value in delta.items():
            held = message.get(name)
            if name == "tool_calls" and isinstance(value, list):
                for fragment in value:
                    self._fragment((*path, name), fragment, index, number)
            elif name in _CONSTANT:
                self.tree.set((*path, name), value, number)
            elif isinstance(value, str):
                self.tree.text((*path, name), value, number)
            elif isinstance(value, list):
                for item in value:
                    self.tree.append((*path, name), item, number)
            elif value is not None or name not in message:
                self.tree.set((*path, name), value, number, running=held is None)

    def _fragment(self, path: Path, fragment: Json, index: int, number: int) -> None:
        calls, places = self._calls[index], self._places[index]
        if not isinstance(fragment, dict) or len(places) >= _MOST_CALLS:
            return
        call, begins = calls.place(fragment)
        function = fragment.get("function")
        piece = function.get("arguments") if isinstance(function, dict) else None
        if isinstance(piece, str):
            call.pieces.append(piece)
        if begins:
            places.append(call)
            made = {name: value for name, value in fragment.items() if name != "index"}
            if isinstance(function, dict):
                made["function"] = dict(function)
            self.tree.append(path, made, number)
            return
        place = (*path, next(at for at, each in enumerate(places) if each is call))
        for name, value in fragment.items():
            if name == "function" and isinstance(value, dict):
                self._function((*place, name), value, number)
            elif name != "index" and value is not None and value != "":
                self.tree.set((*place, name), value, number, running=name == "extra_content")
        self.tree.came(place, number)

    def _function(self, path: Path, function: dict[str, Any], number: int) -> None:
        for name, value in function.items():
            if name == "arguments" and isinstance(value, str):
                self.tree.text((*path, name), value, number)
            elif value is not None and value != "":
                self.tree.set((*path, name), value, number)
