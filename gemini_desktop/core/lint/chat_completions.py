"""The rules on the chunks of Chat Completions.

Google sends each tool call whole and without an index, the role in every delta, and the finish
reason `stop` after calls: these are its documented ways, and no findings.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import Json
from gemini_desktop.core.lint.findings import Findings, place, quoted
from gemini_desktop.core.lint.interactions import is_json
from gemini_desktop.core.lint.signatures import must_sign, signatures_of
from gemini_desktop.core.lint.usage import UsageRules
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.tool_calls import OpenCall, ToolCalls, call_name

_REASONS = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})
_MAX_ARGUMENTS = 1 << 20
_MOST_CALLS = 1_000


class _Choice:
    __slots__ = ("calls", "finished", "indexes", "length", "opened", "role", "signed")

    def __init__(self) -> None:
        self.role = ""
        self.finished = False
        self.calls = ToolCalls()
        self.opened: list[tuple[OpenCall, tuple[int, int, int]]] = []
        self.indexes: dict[int, tuple[int, int, int]] = {}
        self.length = 0
        self.signed = False


class ChatCompletionsRules:
    """Follows one completion."""

    def __init__(
        self, findings: Findings, usage: UsageRules, model: str = "", *, usage_due: bool = False
    ) -> None:
        self._findings = findings
        self._usage = usage
        self._model = model
        self._usage_due = usage_due
        self._id = ""
        self._choices: dict[int, _Choice] = {}
        self._streamed = self._done = False

    def plain(self, chunk: Chunk) -> None:
        """A chunk that repeats what is known and goes on with the text: its role may be odd."""
        if b'"role"' in chunk.raw and b'"assistant"' not in chunk.raw:
            self.read(chunk, chunk.json)

    def done(self, _chunk: Chunk) -> None:
        """The mark [DONE], which belongs to the protocol."""
        self._done = True

    def read(self, chunk: Chunk, json: Json) -> None:
        """Look at any other event."""
        for item in json if isinstance(json, list) else (json,):
            if isinstance(item, dict):
                self._read(chunk, item)

    def close(self, at: int) -> None:
        """The response is over, and was neither refused nor cut."""
        for index, choice in self._choices.items():
            if not choice.finished:
                named = f" for choice {index}" if len(self._choices) > 1 else ""
                words = f"The stream ended without a finish_reason{named}"
                self._findings.add("OAI04", words, at, at)
            self._calls(choice)
        if self._streamed and not self._done:
            self._findings.add("OAI01", "The stream ended without [DONE]", at, at)
        if self._usage_due and self._choices and not self._usage.told:
            words = "Usage was asked for (stream_options.include_usage) and did not come"
            self._findings.add("USE03", words, at, at)

    def _read(self, chunk: Chunk, json: dict[str, Any]) -> None:
        id_ = wire.text(json, "id")
        if id_ and self._id and id_ != self._id:
            words = f"The id was {quoted(self._id)} and is {quoted(id_)}"
            self._findings.at("OAI08", words, chunk, f'"{id_}"')
        self._id = id_ or self._id
        self._model = wire.text(json, "model") or self._model
        choices = wire.items(json.get("choices"))
        if not choices and "choices" in json and not json.get("usage") and "error" not in json:
            words = "A chunk has neither choices nor usage"
            self._findings.at("OAI06", words, chunk, '"choices"')
        for choice in choices:
            if isinstance(choice, dict):
                self._choice(chunk, choice)

    def _choice(self, chunk: Chunk, json: dict[str, Any]) -> None:
        index = wire.index(json.get("index"))
        choice = self._choices.get(index)
        if choice is None:
            if len(self._choices) >= wire.MOST_ANSWERS:
                return
            choice = self._choices[index] = _Choice()
        delta = json.get("delta")
        if isinstance(delta, dict):
            self._streamed = True
            self._delta(chunk, choice, delta)
        reason = wire.text(json, "finish_reason")
        if reason:
            choice.finished = True
            if reason not in _REASONS:
                words = f"Nothing is known of the finish_reason {quoted(reason)}"
                self._findings.at("OAI10", words, chunk, f'"{reason}"')

    def _delta(self, chunk: Chunk, choice: _Choice, delta: dict[str, Any]) -> None:
        role = wire.text(delta, "role")
        if role and choice.role and role != choice.role:
            words = f"The role was {quoted(choice.role)} and is {quoted(role)}"
            self._findings.at("OAI05", words, chunk, f'"{role}"')
        choice.role = role or choice.role
        if signatures_of(wire.field(delta, "extra_content")):
            choice.signed = True
        for fragment in wire.items(wire.field(delta, "tool_calls")):
            if isinstance(fragment, dict):
                self._fragment(chunk, choice, fragment)

    def _fragment(self, chunk: Chunk, choice: _Choice, fragment: dict[str, Any]) -> None:
        id_, name = wire.text(fragment, "id"), call_name(fragment)
        number = wire.integer(fragment.get("index"))
        extra = wire.field(fragment, "extra_content")
        if signatures_of(extra):
            choice.signed = True
        if number is None and not id_ and not name and choice.calls.last is None:
            if not signatures_of(extra):
                words = "A piece of a tool call has neither index nor id nor name"
                self._findings.at("OAI11", words, chunk, '"tool_calls"')
            return
        if len(choice.opened) >= _MOST_CALLS:
            return
        call, begins = choice.calls.place(fragment)
        here = (*place(chunk, f'"{id_}"' if id_ else '"tool_calls"'), chunk.number)
        if begins:
            if id_ and any(id_ == other.id for other, _ in choice.opened):
                words = f"Two tool calls have the id {quoted(id_)}"
                self._findings.add("OAI03", words, *here)
            choice.opened.append((call, here))
        if number is not None:
            choice.indexes.setdefault(number, here)
        function = fragment.get("function")
        piece = function.get("arguments") if isinstance(function, dict) else None
        if isinstance(piece, str) and choice.length <= _MAX_ARGUMENTS:
            choice.length += len(piece)
            call.pieces.append(piece)

    def _calls(self, choice: _Choice) -> None:
        for due, index in enumerate(sorted(choice.indexes)):
            if due != index:
                words = f"Tool call {index} came, and no tool call {due}"
                self._findings.add("OAI02", words, *choice.indexes[index])
                break
        if choice.length <= _MAX_ARGUMENTS:
            for call, here in choice.opened:
                if not is_json("".join(call.pieces)):
                    words = f"The arguments of {quoted(call.name or call.id)} are not JSON"
                    self._findings.add("OAI07", words, *here)
        if choice.opened and not choice.signed and must_sign(self._model):
            words = f"{quoted(self._model)} called a function without a thought_signature"
            self._findings.add("SIG02", words, *choice.opened[0][1])
