"""The GenerateContentResponse that the unary call would have answered with.

Texts of one kind that follow each other in different chunks are one part; within a chunk parts stay
apart. A signed part is never joined with another: it must go back as it came.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import FunctionCall, Json
from gemini_desktop.core.merged.tree import Arguments, Base64Pieces, Path, Tree
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.generate_content_parts import meaning

_RUNNING_TOP = frozenset(
    {"usageMetadata", "usage_metadata", "modelStatus", "promptFeedback", "prompt_feedback"}
)
_RUNNING = frozenset(
    {
        *("safetyRatings", "groundingMetadata", "urlContextMetadata", "tokenCount", "avgLogprobs"),
        *("continuationToken", "safety_ratings", "grounding_metadata", "url_context_metadata"),
    }
)
_ADDED_UP = frozenset({"citationMetadata", "logprobsResult"})
_PLAIN = frozenset({"text", "thought"})
_RAW_SOUND = ("audio/l16", "audio/pcm")


class _Candidate:
    """What the last part of a candidate is, and which event touched it last."""

    __slots__ = ("call", "key", "number")

    def __init__(self) -> None:
        self.key: tuple[str, object] = ("", None)
        self.number = -1
        self.call: Arguments | None = None
        """The arguments so far of a call that goes on."""


class GenerateContentMerger:
    """Puts chunks together."""

    kind = "GenerateContentResponse"

    def __init__(self) -> None:
        self.tree = Tree()
        self._candidates: dict[int, _Candidate] = {}
        self._again = False

    def go_on(self) -> None:
        """The next hop of the same answer, which names itself anew."""
        self._again = True

    def take(self, json: Json, _name: str, number: int) -> None:
        """The next event's JSON and number."""
        for item in json if isinstance(json, list) else (json,):
            if isinstance(item, dict):
                self._response(item, number)

    def _response(self, json: dict[str, Any], number: int) -> None:
        for name, value in json.items():
            if name == "candidates" and isinstance(value, list):
                self.tree.slots("candidates")
                for candidate in value:
                    if isinstance(candidate, dict):
                        self._candidate(candidate, number)
            elif name in _RUNNING_TOP and isinstance(value, dict):
                self.tree.fields((name,), value, number)
            else:
                self.tree.set((name,), value, number, running=self._again)

    def _candidate(self, json: dict[str, Any], number: int) -> None:
        index = wire.index(json.get("index"))
        slots = self.tree.slots("candidates")
        if index not in slots:
            if len(slots) >= wire.MOST_ANSWERS:
                return
            slots[index] = {}
            self._candidates[index] = _Candidate()
        path: Path = ("candidates", index)
        for name, value in json.items():
            if name == "content" and isinstance(value, dict):
                self._content((*path, "content"), value, self._candidates[index], number)
            elif name in _ADDED_UP and isinstance(value, dict):
                self._added_up((*path, name), value, number)
            else:
                running = name in _RUNNING or self._again
                self.tree.set((*path, name), value, number, running=running)

    def _added_up(self, path: Path, found: dict[str, Json], number: int) -> None:
        """Lists that go on from chunk to chunk; what comes again is there already."""
        known = self.tree.container(path)
        for name, value in found.items():
            if not isinstance(value, list):
                self.tree.set((*path, name), value, number, running=True)
                continue
            if not isinstance(known.get(name), list):
                known[name] = []
            for item in value:
                if path[-1] != "citationMetadata" or item not in known[name]:
                    self.tree.append((*path, name), item, number)

    def _content(
        self, path: Path, content: dict[str, Any], candidate: _Candidate, number: int
    ) -> None:
        held = self.tree.container(path)
        for name, value in content.items():
            if name == "parts" and isinstance(value, list):
                if not isinstance(parts := held.get("parts"), list):
                    parts = held["parts"] = []
                for part in value:
                    self._part((*path, "parts"), parts, part, candidate, number)
            else:
                self.tree.set((*path, name), value, number)

    def _part(
        self, path: Path, parts: list[Any], part: Json, candidate: _Candidate, number: int
    ) -> None:
        key = _key(part)
        later = bool(parts) and candidate.number != number
        if later and part in ({}, {"text": ""}):
            return  # only the end of a stream has such parts
        last = (*path, len(parts) - 1)
        if later and key[0] and key == candidate.key:
            self._join(last, part, number)
        elif parts and candidate.call is not None and _goes_on(part, parts[-1]):
            self._call(last, part, candidate, number)
        else:
            self.tree.append(path, dict(part) if isinstance(part, dict) else part, number)
            candidate.call = _open_call(part)
        candidate.key, candidate.number = key, number

    def _join(self, path: Path, part: dict[str, Any], number: int) -> None:
        if "text" in part:
            self.tree.text((*path, "text"), part["text"], number)
            return
        inline = dict(self.tree.container(path)["inlineData"])
        self.tree.container(path)["inlineData"] = inline
        self.tree.text((*path, "inlineData", "data"), part["inlineData"]["data"], number,
                       Base64Pieces)  # fmt: skip
        self.tree.came(path, number)

    def _call(self, path: Path, part: dict[str, Any], candidate: _Candidate, number: int) -> None:
        """Another fragment of a streamed call: its arguments by path become an object."""
        call = candidate.call
        held = self.tree.container(path)
        given = held.get("functionCall")
        if call is None or not isinstance(given, dict):
            return
        fragment = _call_of(part)
        call.pieces += fragment.partial
        kept = {k: v for k, v in given.items() if k not in ("willContinue", "partialArgs", "args")}
        held["functionCall"] = {**kept, "args": call}
        for name, value in part.items():
            if name != "functionCall":
                self.tree.set((*path, name), value, number)
        self.tree.came(path, number)
        if not wire.flag(wire.field(part["functionCall"], "willContinue")):
            candidate.call = None


def _key(part: Json) -> tuple[str, object]:
    """What a part may be joined with: one of the same key; none where the key is empty."""
    if not isinstance(part, dict):
        return "", None
    if part.keys() <= _PLAIN and isinstance(part.get("text"), str):
        return "text", part.get("thought")
    inline = part.get("inlineData")
    if part.keys() == {"inlineData"} and isinstance(inline, dict):
        mime = inline.get("mimeType")
        if isinstance(mime, str) and mime.lower().startswith(_RAW_SOUND):
            return ("sound", mime) if isinstance(inline.get("data"), str) else ("", None)
    return "", None


def _goes_on(part: Json, last: Json) -> bool:
    """Whether it is a fragment of the call that the last part began: it has no name, or the same
    one."""
    if not isinstance(part, dict) or "functionCall" not in part:
        return False
    name = wire.text(part["functionCall"], "name")
    return not name or name == wire.text(wire.field(last, "functionCall"), "name")


def _open_call(part: Json) -> Arguments | None:
    call = wire.field(part, "functionCall")
    if not wire.flag(wire.field(call, "willContinue")):
        return None
    opened = Arguments()
    opened.pieces += _call_of(part).partial
    return opened


def _call_of(part: Json) -> FunctionCall:
    found = (each for each in meaning(part).contents if isinstance(each, FunctionCall))
    return next(found, FunctionCall())
